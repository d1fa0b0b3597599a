"""A letter from a visitor: what its file states about it, then what the visitor confirmed."""

import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rag.errors import TooLargeError
from rag.letters.add import ID, LONGEST_VALUE, Proposal, propose
from rag.letters.facts import iso_date
from rag.letters.metadata import FIELDS
from rag.page import texts
from rag.page.problems import PageError
from rag.records import Source

FACTS = ".toml"
MAXIMUM_BYTES = 20_000_000
_CHAMBERS = ("", "I", "II")


def read_upload(files: Sequence[Path]) -> Proposal:
    """What a letter, with its facts in a .toml file when given, would add to the corpus.

    Raises PageError for other files than that, LetterError for a letter that cannot be read.
    """
    letters = [file for file in files if file.suffix.lower() != FACTS]
    facts = [file for file in files if file.suffix.lower() == FACTS]
    if not files:
        raise PageError(texts.UPLOAD_NONE)
    if len(letters) != 1 or len(facts) > 1:
        raise PageError(texts.UPLOAD_KINDS)
    letter = letters[0]
    if letter.stat().st_size > MAXIMUM_BYTES:
        raise TooLargeError(f"{letter}: is larger than {MAXIMUM_BYTES:,} bytes; give a smaller one")
    # Side by side, as in the corpus: Gradio gives each file a folder of its own.
    with tempfile.TemporaryDirectory(prefix="douanebrieven-") as folder:
        staged = Path(folder) / letter.name
        shutil.copyfile(letter, staged)
        if facts:
            shutil.copyfile(facts[0], staged.with_suffix(FACTS))
        return propose(staged)


def as_shown(source: Source) -> dict[str, str]:
    """The facts of a letter as the visitor reads and writes them; empty when not known."""
    written = {field: str(getattr(source, field) or "") for field in FIELDS}
    return written | ({"date": f"{source.date:%d-%m-%Y}"} if source.date else {})


def confirmed(proposal: Proposal, written: Mapping[str, str]) -> Proposal:
    """The proposal with the facts as the visitor left them; raises PageError for a wrong one."""
    values: dict[str, Any] = {}
    for field in FIELDS:
        kept = "".join(char if char.isprintable() else " " for char in written.get(field) or "")
        values[field] = " ".join(kept.split())[:LONGEST_VALUE]
    if not ID.fullmatch(values["letter_id"]):
        raise PageError(texts.UPLOAD_NAME)
    values["date"] = _day(values["date"])
    if values["chamber"] not in _CHAMBERS:
        raise PageError(texts.UPLOAD_CHAMBER)
    if values["url"] and not re.match(r"https?://\S+$", values["url"], re.IGNORECASE):
        raise PageError(texts.UPLOAD_URL)
    return replace(proposal, source=Source(**values))


def _day(written: str) -> date | None:
    written = iso_date(written) or written
    if not written:
        return None
    for form in ("%d-%m-%Y", "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(written, form).date()
        except ValueError:
            continue
    raise PageError(texts.UPLOAD_DATE.format(written[:30]))
