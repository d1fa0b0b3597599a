"""Finding the quotations in a note: in any quote marks, and Markdown block quotes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.cite.kamerstuk import Kamerstuk, find_kamerstukken

_CLOSERS = {
    "“": "”“", "”": "”", "„": "”“", "‟": "”", '"': '"', "«": "»", "»": "«", "‹": "›",
    "‘": "’", "‚": "’‘", "’": "’", "'": "'",
}  # fmt: skip
_SINGLE = frozenset("‘‚’'")
# Dutch words that begin with an apostrophe are no quotation: 's middags, 't, 'n.
_APOSTROPHE = re.compile(r"['’‘](?:s|t|n|k|m|r)[ -]", re.IGNORECASE)
_BLOCK = re.compile(r"(?m)(?:^[ \t]{0,3}>[^\n]*(?:\n|\Z))+")
_ATTRIBUTION = re.compile(r"(?m)^[ \t]*>[ \t]*(?:[—–]|--)[^\n]*$")
_LONGEST = 4000
# A reference this far before a quotation is about something else.
_REACH = 1000
_NOTE_MARK = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_NOTE_TEXT = re.compile(r"(?m)^\[\^([^\]\s]+)\]:[ \t]*(.*(?:\n[ \t]+\S.*)*)")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation in a note: `note[start:end]` with its marks, `text` without."""

    start: int
    end: int
    text: str


def find_quotations(note: str) -> tuple[Quotation, ...]:
    """Quotations in order; of nested ones only the outer."""
    found = list(_blocks(note))
    for start, end in _paragraphs(note):
        if any(start < block.end and block.start < end for block in found):
            continue
        found.extend(_marked(note, start, end))
    return tuple(sorted(found, key=lambda quotation: quotation.start))


def cited_for(
    quotation: Quotation, note: str, quotations: Sequence[Quotation]
) -> tuple[Kamerstuk, ...]:
    """References that a note gives for a quotation.

    Its footnote; else the first after it in its paragraph, before the next quotation; else the
    last before it in its paragraph.
    """
    start, end = _paragraph_of(note, quotation)
    following = note[quotation.end : end]
    mark = _NOTE_MARK.match(following.lstrip(" .,;:)\n"))
    if mark:
        for definition in _NOTE_TEXT.finditer(note):
            if definition[1] == mark[1] and (cited := find_kamerstukken(definition[2])):
                return cited
    inside = find_kamerstukken(note[quotation.start : quotation.end])
    if note[quotation.start : quotation.end].lstrip().startswith(">") and inside:
        return inside[-1:]
    later = min((q.start for q in quotations if q.start >= quotation.end), default=end)
    if after := find_kamerstukken(note[quotation.end : min(end, later)]):
        return after[:1]
    return find_kamerstukken(note[max(start, quotation.start - _REACH) : quotation.start])[-1:]


def _paragraphs(note: str) -> Iterator[tuple[int, int]]:
    position = 0
    for gap in re.finditer(r"\n[ \t]*\n|\Z", note):
        if note[position : gap.start()].strip():
            yield position, gap.start()
        position = gap.end()


def _paragraph_of(note: str, quotation: Quotation) -> tuple[int, int]:
    for start, end in _paragraphs(note):
        if start <= quotation.start < end:
            if note[quotation.start : quotation.end].lstrip().startswith(">"):
                return quotation.start, _line_after(note, quotation.end)
            return start, end
    return quotation.start, quotation.end


def _line_after(note: str, position: int) -> int:
    # A block quote is followed by its source on the next line with text.
    match = re.compile(r"\s*[^\n]*").match(note, position)
    return match.end() if match else position


def _blocks(note: str) -> Iterator[Quotation]:
    for match in _BLOCK.finditer(note):
        body = _ATTRIBUTION.sub("", match[0])
        text = re.sub(r"(?m)^[ \t]{0,3}>[ \t]?", "", body).strip()
        text = _NOTE_MARK.sub("", text).strip()
        if text:
            yield Quotation(match.start(), match.end(), text)


def _marked(note: str, start: int, end: int) -> Iterator[Quotation]:
    position = start
    while position < end:
        closed = _closing(note, position, end) if note[position] in _CLOSERS else None
        if closed is None:
            position += 1
            continue
        if quoted := note[position + 1 : closed].strip():
            yield Quotation(position, closed + 1, quoted)
        position = closed + 1


def _closing(note: str, opener: int, end: int) -> int | None:
    """Offset of the mark that closes the one at `opener`; None if that opens nothing."""
    mark = note[opener]
    before = note[opener - 1] if opener else " "
    after = note[opener + 1 : opener + 2]
    if before.isalnum() or not after.strip() or after in ".,;:)":
        return None
    if mark in _SINGLE and _APOSTROPHE.match(note, opener):
        return None
    last: int | None = None
    for position in range(opener + 1, min(end, opener + _LONGEST)):
        if note[position] not in _CLOSERS[mark]:
            continue
        follows = note[position + 1 : position + 2]
        if follows.isalnum() or (mark in _SINGLE and note[position - 1].isspace()):
            continue
        last = position
        break
    return last
