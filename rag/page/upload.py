"""The facts of a letter to add, as the visitor reads, writes and confirms them."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from rag.letters.add import ID, LONGEST_VALUE, Proposal
from rag.letters.facts import iso_date
from rag.letters.metadata import FIELDS
from rag.page import texts
from rag.page.problems import PageError
from rag.records import Source

_CHAMBERS = ("", "I", "II")


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
