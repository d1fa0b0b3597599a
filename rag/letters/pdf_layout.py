"""From the lines of a PDF to the parts of a letter: running heads, notes, tables, paragraphs."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from rag.dutch import is_word
from rag.letters.document import Document, Part, first_facts
from rag.letters.emphasis import NONE, Line, mark_headings
from rag.letters.facts import header_facts, label_facts, signature_facts
from rag.letters.pdf_lines import BULLET, Row, Segment, page_rows, text_size
from rag.letters.tables import table_parts

_PAGE_NUMBER = re.compile(
    r"(pagina |p\. ?|[-–] ?)?\d{1,4}( ?(van|/|–|-) ?\d{0,4})?$", re.IGNORECASE
)
_NOTE = re.compile(r"(\d{1,3})\s*(?=\D)")
_NOTE_MARK = re.compile(r"\[footnoteRef:(\d+)\]")
_END = (".", ":", ";", "?", "!")
_EDGE_ROWS = 4  # at the top and bottom of a page
_BLOCK_GAP = 4.0  # sizes: further apart is not the same head or foot
_LARGE = 1.15
_SMALL = 0.93  # of the size of the text: notes


def make_document(pages: Sequence[Sequence[Segment]]) -> Document:
    """The document on pages of segments."""
    size = text_size(pages)
    rows = [row for number, page in enumerate(pages, 1) for row in page_rows(page, number, size)]
    rows = _without_running(rows, len(pages))
    body, notes = _take_notes(rows, size)
    known = {number for number, _ in notes}
    lines = _paragraphs(body, known, size)
    texts = [line.part.text for line in lines]
    printed, used = header_facts(texts, "de kop van het Kamerstuk")
    facts = [
        *printed,
        *label_facts(texts[:40], "de eerste bladzijde"),
        *signature_facts(texts, "de ondertekening"),
    ]
    return Document(tuple(mark_headings(lines[used:])), tuple(notes), first_facts(facts))


def _without_running(rows: Sequence[Row], pages: int) -> list[Row]:
    """Rows without page numbers and without the heads and feet that pages share.

    A head or foot stands at the same height on many pages, apart from the text: losing a line of
    the letter would be worse than keeping one too many.
    """
    by_page: dict[int, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: -row.baseline):
        by_page[row.page].append(row)
    heights: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for page in by_page.values():
        for row in {id(row): row for row in (*page[:_EDGE_ROWS], *page[-_EDGE_ROWS:])}.values():
            heights[_shape(row)].append((row.page, row.baseline))

    def runs(row: Row, outermost: bool) -> bool:
        at = {page for page, y in heights[_shape(row)] if abs(y - row.baseline) < 6}
        shared = pages > 1 and len(at) >= max(2, pages // 3)
        return shared or (outermost and bool(_PAGE_NUMBER.match(row.text)))

    def apart(order: Sequence[Row], i: int) -> float:
        return abs(order[i - 1].baseline - order[i].baseline) / order[i].size

    gone: set[int] = set()
    for page in by_page.values():
        for order in (page, page[::-1]):
            count = 0
            while count < min(_EDGE_ROWS, len(order) - 1) and runs(order[count], count == 0):
                count += 1
                if apart(order, count) > _BLOCK_GAP:
                    break
            # Back to the last one that stands apart from what is inside.
            while count and apart(order, count) <= 1.5:
                count -= 1
            gone |= {id(row) for row in order[:count]}
    return [row for row in rows if id(row) not in gone]


def _shape(row: Row) -> str:
    return re.sub(r"\d+", "#", row.text)


def _take_notes(rows: Sequence[Row], size: float) -> tuple[list[Row], list[tuple[int, str]]]:
    """Rows without the notes at the foot of each page, and those notes."""
    marked = {int(mark) for row in rows for mark in row.marks}
    notes: dict[int, list[str]] = {}
    body: list[Row] = []
    current, page = 0, 0
    for row in rows:
        if row.page != page:
            current, page = 0, row.page
        small = row.size < _SMALL * size
        match = _NOTE.match(re.sub(r"^\[footnoteRef:(\d+)\]", r"\1 ", row.text)) if small else None
        if match and int(match[1]) in marked and int(match[1]) not in notes:
            current = int(match[1])
            notes[current] = [row.text[match.end() :].strip()]
        elif small and current:
            notes[current].append(row.text)
        else:
            current = 0
            body.append(row)
    return body, [(number, heal(lines)) for number, lines in sorted(notes.items())]


def heal(lines: Sequence[str], words: frozenset[str] = frozenset()) -> str:
    """Lines as one, without the hyphens that break a word over two.

    `words` are the words of the whole file: a word that it writes with a hyphen keeps it.
    """
    text = ""
    for line in lines:
        tail = re.search(r"([^\W\d_]{2,})[-\u00ad\u2010]$", text)
        head = re.match(r"[^\W\d_]{2,}", line)
        if tail and head and head[0].islower() and head[0] not in ("en", "of", "tot"):
            whole, hyphened = tail[1] + head[0], f"{tail[1]}-{head[0]}"
            keeps = tail[1].isupper() or _keeps_hyphen(whole.lower(), hyphened.lower(), words)
            text = text[:-1] + ("-" if keeps else "") + line
        elif text.endswith("-") and re.search(r"[\w]-$", text) and not head:
            text += line
        else:
            text = f"{text} {line}".strip()
    return text


def _keeps_hyphen(whole: str, hyphened: str, words: frozenset[str]) -> bool:
    """Whether a word broken at its hyphen has that hyphen: by the file, else by the dictionary."""
    if whole in words or hyphened in words:
        return whole not in words
    return not is_word(whole) and all(is_word(part) for part in hyphened.split("-"))


def _paragraphs(rows: Sequence[Row], notes: set[int], size: float) -> list[Line]:
    """Rows joined to headings, paragraphs, items and rows of tables."""
    words = frozenset(
        word.lower() for row in rows for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", row.text)
    )
    spacing = _spacing(rows)
    right = {column: _right(rows, column) for column in (0, 1, 2)}
    groups: list[list[Row]] = []
    for row in rows:
        last = groups[-1][-1] if groups else None
        if last and _runs_on(last, row, spacing, right[last.column], size):
            groups[-1].append(row)
        else:
            groups.append([row])
    lines: list[Line] = []
    i = 0
    while i < len(groups):
        stop = i
        while stop < len(groups) and len(groups[stop][0].cells) > 1 and len(groups[stop]) == 1:
            stop += 1
        if stop - i > 1:
            table = [groups[k][0] for k in range(i, stop)]
            parts = table_parts(_grid(table))
            # The header, when there is one, is the first row and no part.
            at = [row.page for row in table[-len(parts) :]]
            lines += (Line(replace(part, page=page)) for part, page in zip(parts, at, strict=True))
            i = stop
            continue
        lines.append(_line(groups[i], words))
        i += 1
    return [_without_unknown(line, notes) for line in lines]


def _spacing(rows: Sequence[Row]) -> float:
    gaps = [
        a.baseline - b.baseline
        for a, b in pairwise(rows)
        if a.page == b.page and a.column == b.column and 0 < a.baseline - b.baseline < 3 * a.size
    ]
    # The lower half: most lines of prose follow each other closely.
    return median(sorted(gaps)[: len(gaps) // 2 + 1]) if gaps else 0.0


def _right(rows: Sequence[Row], column: int) -> float:
    rights = sorted(row.rights[-1] for row in rows if row.column == column)
    return rights[int(0.9 * (len(rights) - 1))] if rights else 0.0


def _runs_on(last: Row, row: Row, spacing: float, right: float, size: float) -> bool:
    """Whether a row belongs to the paragraph of the one before it."""
    if len(row.cells) > 1 or len(last.cells) > 1 or BULLET.match(row.text):
        return False
    if row.look != last.look and (last.look != NONE or last.text.endswith(_END)):
        return False  # A heading, or a line that begins one.
    if abs(row.size - last.size) > 0.6:
        return False
    if row.size > _LARGE * size and last.size > _LARGE * size:
        return 0 < last.baseline - row.baseline < 1.6 * row.size  # a title over lines
    ended = last.text.endswith(_END)
    reaches = last.rights[-1] > right - 0.18 * (right - last.lefts[0])
    if row.page != last.page or row.column != last.column:
        # Over a page or column only the words tell.
        return not ended and (row.text[:1].islower() or reaches)
    gap = last.baseline - row.baseline
    if gap > 1.3 * spacing + 0.1:
        return False
    if row.look != NONE and row.look == last.look and not reaches:
        return row.text[:1].islower()
    return reaches or (not ended and row.text[:1].islower())


def _grid(table: Sequence[Row]) -> list[list[str]]:
    """Rows of cells by column: each cell goes to the column of the widest row nearest to it."""
    widest = max(table, key=lambda row: len(row.cells))
    middles = [(a + b) / 2 for a, b in zip(widest.lefts, widest.rights, strict=True)]
    grid = []
    for row in table:
        cells = [""] * len(middles)
        for text, left, right in zip(row.cells, row.lefts, row.rights, strict=True):
            near = min(
                range(len(middles)),
                key=lambda k: min(
                    abs(left - widest.lefts[k]), abs(right - widest.rights[k]),
                    abs((left + right) / 2 - middles[k])),
            )  # fmt: skip
            cells[near] = f"{cells[near]} {text}".strip()
        grid.append(cells)
    return grid


def _line(group: Sequence[Row], words: frozenset[str]) -> Line:
    text = heal([row.text for row in group], words)
    looks = {row.look for row in group}
    look = looks.pop() if len(looks) == 1 else NONE
    page, turns = group[0].page, _turns(group, words)
    match = BULLET.match(text)
    if match and text[match.end() :].strip():
        mark = match[1] if match[1][0].isalnum() else ""
        turns = tuple((after - match.end(), page) for after, page in turns)
        return Line(Part("item", text[match.end() :].strip(), 0, mark, page, turns), look)
    return Line(Part("paragraph", text, page=page, turns=turns), look)


def _turns(group: Sequence[Row], words: frozenset[str]) -> tuple[tuple[int, int], ...]:
    """After how many characters of a paragraph, marks of notes not counted, a page begins."""
    return tuple(
        (len(_NOTE_MARK.sub("", heal([row.text for row in group[:i]], words))) + 1, row.page)
        for i, row in enumerate(group)
        if i and row.page != group[i - 1].page
    )


def _without_unknown(line: Line, notes: set[int]) -> Line:
    """The line, a raised digit that is no mark of a note (`m2`) put back as it was."""

    def put_back(match: re.Match[str]) -> str:
        # A raised digit that is no note: a unit keeps it (`m2`), anything else had a note we lost.
        is_unit = re.search(r"\b[kcd]?m$", line.part.text[: match.start()])
        return match[0] if int(match[1]) in notes else match[1] if is_unit else ""

    text = _NOTE_MARK.sub(put_back, line.part.text)
    return replace(line, part=replace(line.part, text=text))
