"""Headings that a file shows only by bold, italic or underlined lines (ministry templates)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.letters.document import Part
from rag.letters.series import MAX_HEADING

# Emphasis of a whole line, from the highest heading to the lowest; -1 = none.
BOLD, BOLD_ITALIC, ITALIC, UNDERLINED, NONE = 0, 1, 2, 3, -1
_CLOSED = (".", ",", ";", ":", "?", "!")
_CAPTION = re.compile(r"(tabel|figuur|grafiek|bron)\b", re.IGNORECASE)
# Lines in another emphasis than bold are often quotes or remarks: only short ones are headings.
_MAX_ITALIC = 90


@dataclass(frozen=True, slots=True)
class Line:
    """A part with the emphasis of its whole line, and the level its style gives (0 = none)."""

    part: Part
    emphasis: int = NONE
    styled: int = 0


def rank(bold: bool, italic: bool, underlined: bool) -> int:
    """The emphasis of a line whose every word is so."""
    if bold:
        return BOLD_ITALIC if italic else BOLD
    return ITALIC if italic else UNDERLINED if underlined else NONE


def mark_headings(lines: Sequence[Line]) -> list[Part]:
    """The parts, those that are headings marked so, with a level where the file tells it."""
    lines = _joined(lines)
    found = {i for i in range(len(lines)) if lines[i].styled or _is_heading(lines, i)}
    styled = sorted({lines[i].styled for i in found if lines[i].styled})
    looks = sorted({lines[i].emphasis for i in found if not lines[i].styled})
    # One look for all says nothing about depth, as long as no style says more.
    tells = bool(styled) or len(looks) > 1
    parts: list[Part] = []
    for i, line in enumerate(lines):
        if i not in found:
            parts.append(line.part)
            continue
        level = 0
        if tells:
            level = (
                styled.index(line.styled)
                if line.styled
                else len(styled) + looks.index(line.emphasis)
            ) + 1
        text = f"{line.part.mark} {line.part.text}".strip()
        parts.append(replace(line.part, kind="heading", text=text, level=level, mark=""))
    return parts


def _joined(lines: Sequence[Line]) -> list[Line]:
    """Lines, a bold heading broken over two paragraphs made one."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if (
            last
            and last.emphasis == line.emphasis != NONE
            and last.part.kind == line.part.kind == "paragraph"
            and line.part.text[:1].islower()
            and not last.part.text.rstrip().endswith(_CLOSED)
        ):
            text = f"{last.part.text.rstrip()} {line.part.text}"
            joined[-1] = replace(last, part=replace(last.part, text=text))
        else:
            joined.append(line)
    return joined


def _is_heading(lines: Sequence[Line], i: int) -> bool:
    line, text = lines[i], lines[i].part.text.strip()
    if line.emphasis == NONE or text.endswith(_CLOSED) or _CAPTION.match(text):
        return False
    if len(text) > (MAX_HEADING if line.emphasis in (BOLD, BOLD_ITALIC) else _MAX_ITALIC):
        return False
    first = text.lstrip("‘’“”'\"(")[:1]
    # The last line heads nothing.
    return (first.isupper() or first.isdigit()) and i + 1 < len(lines)
