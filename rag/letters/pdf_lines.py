"""From runs of text on the pages of a PDF to lines in reading order, column by column."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rag.letters.emphasis import NONE

# Marks of notes are smaller than this part of the text around them.
_RAISED = 0.8
_MINIMUM_COLUMN_LINES = 4
BULLET = re.compile(r"([·•▪◦‣*–—\uf0b7-]|\d{1,2}[.)]|[a-z][.)])(?: +|$)")


@dataclass(slots=True)
class Segment:
    """A run of text: `top` counts down from the top of the page, `bottom` is the baseline (up)."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    look: int
    spaced: bool


@dataclass(slots=True)
class Row:
    """A line of a page: its cells, of which more than one makes a row of a table."""

    cells: list[str]
    lefts: list[float]
    rights: list[float]
    baseline: float
    size: float
    look: int
    page: int
    column: int = 0
    marks: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words of the line."""
        return " ".join(self.cells)


def text_size(pages: Sequence[Sequence[Segment]]) -> float:
    """The size that most characters have."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for segment in page:
            sizes[segment.size] += len(segment.text)
    return sizes.most_common(1)[0][0]


def page_rows(page: Sequence[Segment], number: int, size: float) -> list[Row]:
    """The lines of a page in reading order."""
    if not page:
        return []
    gutter = _gutter(page, size)
    bands: list[tuple[int, list[Segment]]] = []
    if gutter is None:
        bands.append((0, list(page)))
    else:
        bands = _bands(page, gutter)
    rows: list[Row] = []
    for column, segments in bands:
        for line in _lines(segments):
            row = _row(line, number, size)
            row.column = column
            rows.append(row)
    return rows


def _gutter(page: Sequence[Segment], size: float) -> float | None:
    """Middle of the white strip between two columns of prose; None when there is one column."""
    wide = [s for s in page if len(s.text) > 12]
    if len(wide) < 2 * _MINIMUM_COLUMN_LINES:
        return None
    left, right = min(s.left for s in page), max(s.right for s in page)
    width = right - left
    for step in range(35, 66):
        x = left + width * step / 100
        before = [s for s in wide if s.right < x - size / 4 and s.right - s.left > width / 5]
        after = [s for s in wide if s.left > x + size / 4 and s.right - s.left > width / 5]
        across = [s for s in wide if s.left < x < s.right]
        if (
            min(len(before), len(after)) >= _MINIMUM_COLUMN_LINES
            and len(across) <= len(page) / 5
            and sum(s.right - s.left > 0.3 * width for s in (*before, *after)) > len(wide) / 2
        ):
            return x
    return None


def _bands(page: Sequence[Segment], gutter: float) -> list[tuple[int, list[Segment]]]:
    """Segments by column; what runs across both separates what is above it from what is below."""
    across = sorted((s for s in page if s.left < gutter < s.right), key=lambda s: -s.bottom)
    bands: list[tuple[int, list[Segment]]] = []
    rest = [s for s in page if not s.left < gutter < s.right]
    for edge in [*(s.bottom for s in across), float("-inf")]:
        above = [s for s in rest if s.bottom > edge]
        rest = [s for s in rest if s.bottom <= edge]
        bands.append((1, [s for s in above if s.right <= gutter]))
        bands.append((2, [s for s in above if s.left >= gutter]))
        bands.append((0, [s for s in across if s.bottom == edge]))
    return [(column, segments) for column, segments in bands if segments]


def _lines(segments: Iterable[Segment]) -> Iterator[list[Segment]]:
    """Segments that share a line, from top to bottom and left to right."""
    line: list[Segment] = []
    for segment in sorted(segments, key=lambda s: -s.bottom):
        if line and not _shares_line(max(line, key=lambda s: s.size), segment):
            yield sorted(line, key=lambda s: s.left)
            line = []
        line.append(segment)
    if line:
        yield sorted(line, key=lambda s: s.left)


def _shares_line(largest: Segment, segment: Segment) -> bool:
    size = max(segment.size, largest.size)
    # A raised mark of a note may stand higher than an ordinary word can.
    is_mark = min(segment.size, largest.size) < _RAISED * size
    return abs(largest.bottom - segment.bottom) <= (0.6 if is_mark else 0.4) * size


def _row(line: Sequence[Segment], page: int, text_size: float) -> Row:
    size = max(s.size for s in line)
    base = next(s.bottom for s in line if s.size == size)
    cells: list[str] = []
    lefts: list[float] = []
    rights: list[float] = []
    looks: set[int] = set()
    marks: list[str] = []
    for segment in line:
        gap = segment.left - rights[-1] if rights else 0.0
        raised = segment.size < _RAISED * size or (
            segment.bottom > base + 0.2 * size and segment.size < size
        )
        text = segment.text
        if raised and text.isdecimal() and cells:
            text = f"[footnoteRef:{text}]"
            marks.append(segment.text)
        elif any(map(str.isalnum, text)):
            looks.add(segment.look)
        is_bullet = len(cells) == 1 and bool(BULLET.fullmatch(cells[0]))
        if not cells or (gap > 1.6 * size and not is_bullet):
            cells.append(text)
            lefts.append(segment.left)
            rights.append(segment.right)
        else:
            spaced = segment.spaced or gap > 0.2 * size
            is_mark = marks[-1:] == [segment.text]
            glue = " " if is_bullet or (spaced and not is_mark) else ""
            cells[-1] += glue + text
            rights[-1] = segment.right
    look = looks.pop() if len(looks) == 1 else NONE
    return Row(cells, lefts, rights, base, size, look, page, marks=marks)
