"""Add a letter to the corpus: what its file states about it, then file and sidecar, atomically.

Nothing is guessed: a field that the file does not state stays empty, and the caller shows what was
found, and where, before anything is written.
"""

import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from rag.errors import LetterError
from rag.letters.document import Fact, first_facts
from rag.letters.facts import header_facts, label_facts, signature_facts
from rag.letters.metadata import FIELDS, read_source
from rag.letters.read import READERS, REFUSED, SUFFIXES, read_document, read_letter
from rag.letters.sandbox import MAX_FILE_BYTES, read_bytes
from rag.records import Source

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.IGNORECASE)
_LONGEST_VALUE = 500


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
        raise LetterError(f"{path}: is not a letter; give one of {', '.join(SUFFIXES)}")
    letter = read_letter(path)
    content = read_bytes(path, MAX_FILE_BYTES)
    if path.with_suffix(".toml").exists():
        source = read_source(path)
        known = {field: f"{path.stem}.toml" for field in FIELDS if getattr(source, field)}
        return Proposal(path, content, source, known)
    if path.suffix.lower() in READERS:
        facts = read_document(path).facts
    else:
        lines = letter.text.splitlines()
        printed, _ = header_facts(lines, "the Kamerstuk header")
        facts = first_facts(
            [*printed, *label_facts(lines[:40], "the text"),
             *signature_facts(lines, "the signature")]
        )  # fmt: skip
    return Proposal(path, content, *_identity(path, facts))


def _identity(path: Path, facts: tuple[Fact, ...]) -> tuple[Source, dict[str, str]]:
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for fact in facts:
        value: object = "".join(filter(str.isprintable, fact.value))[:_LONGEST_VALUE].strip()
        if fact.field == "date":
            try:
                value = date.fromisoformat(str(value))
            except ValueError:
                continue
        if fact.field == "letter_id" and not _ID.fullmatch(str(value)):
            continue
        values[fact.field], origins[fact.field] = value, fact.origin
    if "letter_id" not in values:
        ascii_stem = unicodedata.normalize("NFKD", path.stem).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "-", ascii_stem.lower()).strip("-")[:80]
        values["letter_id"], origins["letter_id"] = slug or "brief", "the name of the file"
    return Source(**values), origins


def store(proposal: Proposal, corpus: Path) -> Path | None:
    """Write a letter and its sidecar into the corpus; None when it was there already.

    Raises LetterError when another letter of that name is there, or on a disk that cannot be
    written; then the corpus is as it was.
    """
    target = corpus / proposal.name
    for suffix in SUFFIXES:
        other = target.with_suffix(suffix)
        if not other.is_file():
            continue
        if other == target and other.read_bytes() == proposal.content:
            return None
        raise LetterError(
            f"{proposal.path}: {other} is already there and differs; take that away first, or "
            "give the new one another name"
        )
    # A sidecar without its letter is nothing yet: the letter's own rename is what adds it.
    write_file(target.with_suffix(".toml"), sidecar(proposal.source).encode())
    write_file(target, proposal.content)
    return target


def write_file(target: Path, content: bytes) -> None:
    """Write a file whole or not at all; raises LetterError."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _replacing(target) as temporary:
            _write(temporary, content)
        _sync_folder(target.parent)
    except OSError as error:
        raise LetterError(
            f"{target}: cannot be written ({error.strerror or error}); the corpus is as it was; "
            "free disk space or make the folder writable"
        ) from error


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
def _replacing(target: Path) -> Iterator[Path]:
    """A hidden name beside the target, which becomes the target when all went well."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
