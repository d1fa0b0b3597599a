"""Add a letter to the corpus: what its file states about it, then file and sidecar, atomically.

Nothing is guessed: a field that the file does not state stays empty, and the caller shows what was
found, and where, before anything is written.
"""

import errno
import fcntl
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from rag.errors import CorpusError, DiskFullError, ExistsError, FormatError
from rag.letters.document import Fact, first_facts
from rag.letters.facts import header_facts, label_facts, signature_facts
from rag.letters.metadata import FIELDS
from rag.letters.read import REFUSED, SUFFIXES, read_with_facts
from rag.letters.sandbox import MAX_FILE_BYTES, read_bytes
from rag.records import Source

# What a letter may be called: it is a file name and part of an address.
ID = re.compile(r"(?=.{1,80}$)[a-z0-9]+(?:-[a-z0-9]+)*", re.IGNORECASE)
LONGEST_VALUE = 500


@dataclass(frozen=True, slots=True)
class Proposal:
    """A letter that can be added: its content, what it is, and where that stands."""

    path: Path
    content: bytes
    source: Source
    origins: dict[str, str]

    @property
    def name(self) -> str:
        """Name of its file in the corpus."""
        return f"{self.source.letter_id}{self.path.suffix.lower()}"

    @property
    def unknown(self) -> tuple[str, ...]:
        """Fields that neither the file nor its sidecar states."""
        return tuple(field for field in FIELDS if not getattr(self.source, field))


def propose(path: Path) -> Proposal:
    """What adding this file would add; raises LetterError when it is no letter."""
    if path.suffix.lower() not in (*SUFFIXES, *REFUSED):
        raise FormatError(f"{path}: is not a letter; give one of {', '.join(SUFFIXES)}")
    letter, facts = read_with_facts(path)
    content = read_bytes(path, MAX_FILE_BYTES)
    if path.with_suffix(".toml").exists():
        source = letter.source
        known = {field: "het .toml-bestand" for field in FIELDS if getattr(source, field)}
        return Proposal(path, content, source, known)
    if facts is None:
        lines = letter.text.splitlines()
        printed, _ = header_facts(lines, "de kop van het Kamerstuk")
        facts = first_facts(
            [*printed, *label_facts(lines[:40], "de tekst"),
             *signature_facts(lines, "de ondertekening")]
        )  # fmt: skip
    return Proposal(path, content, *_identity(path, facts))


def _identity(path: Path, facts: tuple[Fact, ...]) -> tuple[Source, dict[str, str]]:
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for fact in facts:
        value: object = "".join(filter(str.isprintable, fact.value))[:LONGEST_VALUE].strip()
        if fact.field == "date":
            try:
                value = date.fromisoformat(str(value))
            except ValueError:
                continue
        if fact.field == "letter_id" and not ID.fullmatch(str(value)):
            continue
        values[fact.field], origins[fact.field] = value, fact.origin
    if "letter_id" not in values:
        ascii_stem = unicodedata.normalize("NFKD", path.stem).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "-", ascii_stem.lower()).strip("-")[:80]
        values["letter_id"], origins["letter_id"] = slug or "brief", "de bestandsnaam"
    return Source(**values), origins


def store(proposal: Proposal, corpus: Path) -> Path | None:
    """Write a letter and its sidecar into the corpus; None when it was there already.

    Raises ExistsError when another letter or other facts of that name are there, CorpusError when
    the folder cannot be written; then the corpus holds no other letters than before.
    """
    target = corpus / proposal.name
    facts, known = target.with_suffix(".toml"), sidecar(proposal.source).encode()
    with _writing(target), _alone(corpus):
        if target.is_file() and target.read_bytes() == proposal.content:
            return None
        for other in corpus.iterdir():
            same_name = other.stem.casefold() == target.stem.casefold()
            if not same_name or other.suffix.lower() not in (*SUFFIXES, *REFUSED, facts.suffix):
                continue
            # The same facts without a letter: what is left of a store that was cut off.
            if other != facts or other.read_bytes() != known:
                raise ExistsError(
                    f"{proposal.path}: {other} is already there and differs; take that away "
                    "first, or give the new one another name"
                )
        # Facts without a letter are nothing yet: the letter's own rename is what adds it.
        _replace(facts, known)
        _replace(target, proposal.content)
    return target


def write_file(target: Path, content: bytes) -> None:
    """Write a file whole or not at all; raises CorpusError."""
    with _writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, content)


def sidecar(source: Source) -> str:
    """The sidecar of a letter: a line for each field that is known."""
    lines = []
    for field in fields(Source):
        value = getattr(source, field.name)
        if isinstance(value, date):
            lines.append(f"{field.name} = {value.isoformat()}")
        elif value:
            escaped = value.replace("\\", "\\\\").replace('"', '\\"')
            lines.append(f'{field.name} = "{escaped}"')
    return "\n".join(lines) + "\n"


@contextmanager
def _writing(target: Path) -> Iterator[None]:
    """Say what a failing disk means; raises CorpusError."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise (DiskFullError if full else CorpusError)(
            f"{target}: cannot be written ({error.strerror or error}); the corpus is as it was; "
            f"{'free disk space' if full else 'make the folder writable'}"
        ) from error


@contextmanager
def _alone(corpus: Path) -> Iterator[None]:
    """Hold the folder for one writer at a time, made when it is not there; the kernel lets go."""
    corpus.mkdir(parents=True, exist_ok=True)
    handle = os.open(corpus, os.O_RDONLY)
    try:
        # Some network disks lock no folder: what is left there is the look before the rename.
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _replace(target: Path, content: bytes) -> None:
    """Write to a hidden name beside the target, force it to disk, and rename it."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
