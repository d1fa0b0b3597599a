"""A letter from a visitor into the corpus: complete or not at all, never over another letter."""

import errno
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rag.errors import LetterError
from rag.letters.metadata import read_source
from rag.letters.read import read_letter
from rag.page import texts
from rag.page.engine import PageError
from rag.records import Letter

LETTER, FACTS = ".txt", ".toml"
_LONGEST_NAME = 80


def add_letter(corpus: Path, files: Sequence[Path]) -> Letter:
    """Put a .txt file, with its facts in a .toml file when given, into the corpus.

    The letter's id is the name of the .txt file. Raises PageError, and then the corpus is as it
    was.
    """
    letter, facts = _sorted_out(files)
    name = letter_name(letter.stem)
    try:
        corpus.mkdir(parents=True, exist_ok=True)
        # In the corpus itself, so that the last step is a rename; a folder is no letter.
        with tempfile.TemporaryDirectory(dir=corpus, prefix=".nieuw-") as folder:
            staged = [_staged(letter, Path(folder) / f"{name}{LETTER}")]
            if facts:
                staged.insert(0, _staged(facts, Path(folder) / f"{name}{FACTS}"))
            read = _checked(staged[-1])
            if any(file.stem.casefold() == name.casefold() for file in corpus.iterdir()):
                raise PageError(texts.UPLOAD_EXISTS.format(name))
            _publish(staged, corpus, name)
    except OSError as error:
        print(f"rag: {corpus}: {error}", file=sys.stderr)
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise PageError(texts.UPLOAD_FULL if full else texts.UPLOAD_UNWRITABLE) from None
    return read


def letter_name(stem: str) -> str:
    """A file name as a letter id, words joined by hyphens; raises PageError when none is left."""
    name = re.sub(r"[^\w.-]+", "-", stem).strip("-._")[:_LONGEST_NAME]
    if not name:
        raise PageError(texts.UPLOAD_NAME)
    return name


def _sorted_out(files: Sequence[Path]) -> tuple[Path, Path | None]:
    letters = [file for file in files if file.suffix.lower() == LETTER]
    facts = [file for file in files if file.suffix.lower() == FACTS]
    if not files:
        raise PageError(texts.UPLOAD_NONE)
    if len(letters) != 1 or len(facts) > 1 or len(files) > len(letters) + len(facts):
        raise PageError(texts.UPLOAD_KINDS)
    return letters[0], facts[0] if facts else None


def _staged(file: Path, target: Path) -> Path:
    with file.open("rb") as source, target.open("wb") as copy:
        shutil.copyfileobj(source, copy)
        copy.flush()
        os.fsync(copy.fileno())
    return target


def _checked(letter: Path) -> Letter:
    """The letter as the index will read it; raises PageError when it cannot."""
    try:
        read_source(letter)
    except LetterError as error:
        print(f"rag: {error}", file=sys.stderr)
        raise PageError(texts.UPLOAD_FACTS.format(letter.stem)) from None
    try:
        return read_letter(letter)
    except LetterError as error:
        print(f"rag: {error}", file=sys.stderr)
        raise PageError(texts.UPLOAD_UNREADABLE) from None


def _publish(staged: Sequence[Path], corpus: Path, name: str) -> None:
    """Give the files their place, facts first: nobody ever reads a letter without them."""
    placed: list[Path] = []
    try:
        for file in staged:
            _rename_new(file, corpus / file.name)
            placed.append(corpus / file.name)
    except OSError as error:
        for file in placed:
            file.unlink(missing_ok=True)
        if isinstance(error, FileExistsError):
            raise PageError(texts.UPLOAD_EXISTS.format(name)) from None
        raise
    folder = os.open(corpus, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _rename_new(file: Path, target: Path) -> None:
    """Rename without ever replacing: a plain rename would, and silently."""
    try:
        os.link(file, target)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS):
            raise
        # A file system without links: claim the name first, then rename over our own empty file.
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644))
        file.replace(target)
