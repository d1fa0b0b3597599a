"""Blocks and the section tree of a letter."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from rag.letters.clean import CleanText
from rag.letters.headings import Heading, find_headings
from rag.letters.lines import Line, make_lines
from rag.records import Block, Section

# Names of the parts that have no heading in the letter.
INTRODUCTION = ("Inleiding",)
OPENING = ("Aanhef",)  # instead, in a letter with a heading `Inleiding` of its own
WHOLE = ("Brief",)  # instead, in a letter without headings
SIGNATURE = ("Ondertekening",)

_NAME = re.compile(r"(?:(?:mr|dr|drs|ir|ing|prof)\. ?)*(?:[A-Z][a-z]?\.[ -]?)+(?:[a-z'’]+ )*[A-Z]")
_FUNCTION = re.compile(
    r"(?:de |het |een )?(?:\S+ )?(?:minister|staatssecretaris|directeur)\b", re.I
)
_LONGEST_SIGNATURE = 12


def make_sections(
    cleaned: CleanText, title: str = "", known: Mapping[int, int] | None = None
) -> tuple[tuple[Block, ...], tuple[Section, ...]]:
    """Blocks in order of the text and sections in order of the letter.

    `known` are the levels of the lines that the file says are headings, by index of the line.
    """
    lines = make_lines(cleaned.text[: cleaned.body_end])
    signature = _signature_start(lines)
    body = lines[:signature]
    if known is not None:
        known = {i: level for i, level in known.items() if i < signature}
    headings = find_headings(body, title, known)
    blocks = [*_body_blocks(body, headings)]
    blocks += (Block("signature", line.start, line.end) for line in lines[signature:])
    blocks += (Block("footnote", note.start, note.end) for note in cleaned.footnotes)
    sections = _sections(body, headings)
    if lines[signature:]:
        start, end = lines[signature].start, lines[-1].end
        sections.append(Section(SIGNATURE, SIGNATURE[0], 1, start, start, end))
    return tuple(blocks), tuple(sections)


def _signature_start(lines: Sequence[Line]) -> int:
    """Index of the first line of the signature; the number of lines if there is none.

    The signature is in the short lines at the end, from the first that is a function or greeting
    with a comma (`De minister van Financiën,`), a function without, or a name with initials.
    """
    top = len(lines)
    while top > 1 and len(lines) - top < _LONGEST_SIGNATURE and _fits_signature(lines[top - 1]):
        top -= 1
    for i in range(top, len(lines)):
        text = lines[i].text
        if text.endswith(",") or _NAME.match(text) or _FUNCTION.match(text):
            return i
    return len(lines)


def _fits_signature(line: Line) -> bool:
    return line.is_short and not line.text.endswith((".", ";", ":", "?", "!")) and not line.bullet


def _body_blocks(lines: Sequence[Line], headings: Sequence[Heading]) -> list[Block]:
    levels = {heading.line: heading for heading in headings}
    blocks = []
    for i, line in enumerate(lines):
        if heading := levels.get(i):
            start = line.start + (0 if heading.mark else line.bullet)
            blocks.append(Block("heading", start, line.end, heading.level))
        elif line.bullet:
            blocks.append(Block("item", line.start + line.bullet, line.end))
        else:
            blocks.append(Block("paragraph", line.start, line.end))
    return blocks


def _sections(lines: Sequence[Line], headings: Sequence[Heading]) -> list[Section]:
    """Introduction and headings with the lines that are their own."""
    sections: list[Section] = []
    first = headings[0].line if headings else len(lines)
    if first > 0 and lines:
        path = _name_of_opening(lines, headings)
        start = lines[0].start
        sections.append(Section(path, path[0], 1, start, start, lines[first - 1].end))
    above: list[tuple[int, str]] = []  # levels and headings we are under
    label = ""
    edges = pairwise([*(heading.line for heading in headings), len(lines)])
    for heading, (_, stop) in zip(headings, edges, strict=True):
        line = lines[heading.line]
        name = line.text if heading.mark else line.words
        above = [(level, name) for level, name in above if level < heading.level]
        label = label if above else heading.mark.split(".")[0] or name
        above.append((heading.level, name))
        has_body = heading.line + 1 < stop
        body = lines[heading.line + 1].start if has_body else line.end
        path = tuple(name for _, name in above)
        end = lines[stop - 1].end
        sections.append(Section(path, label, heading.level, line.start, body, end))
    return sections


def _name_of_opening(lines: Sequence[Line], headings: Sequence[Heading]) -> tuple[str, ...]:
    if not headings:
        return WHOLE
    has_own = any(lines[h.line].words.lower() == INTRODUCTION[0].lower() for h in headings)
    return OPENING if has_own else INTRODUCTION
