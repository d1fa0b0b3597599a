"""Plots as inline SVG, made by hand so that the report asks nothing of the network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

Point = tuple[float, float]

WIDTH, HEIGHT = 460, 320
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 14, 46
ROW = 24
BARS_WIDTH, NAMES, COUNTS = 600, 220, 90
LONGEST_NAME = 29


@dataclass(frozen=True, slots=True)
class Bar:
    """A share with its interval, all in [0, 1]."""

    name: str
    n: int
    value: float
    low: float
    high: float


def bars(title: str, rows: Sequence[Bar]) -> str:
    """Horizontal bars with their intervals as whiskers."""
    height = TOP + ROW * len(rows) + 30
    span = BARS_WIDTH - NAMES - COUNTS

    def x(share: float) -> float:
        return NAMES + span * share

    foot = height - 28
    parts = [
        f'<line class="grid" x1="{x(t):.1f}" y1="{TOP}" x2="{x(t):.1f}" y2="{foot}"/>'
        f'<text x="{x(t):.1f}" y="{foot + 16}" text-anchor="middle">{t:.0%}</text>'
        for t in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    for i, row in enumerate(rows):
        y = TOP + ROW * i
        middle = y + ROW / 2
        parts.append(
            f'<text x="{NAMES - 8}" y="{middle + 4:.1f}" text-anchor="end">'
            f"{escape(_shortened(row.name))}</text>"
            f'<rect class="bar" x="{x(0):.1f}" y="{y + 5}" width="{span * row.value:.1f}"'
            f' height="{ROW - 10}"/>'
            f'<path class="whisker" d="M{x(row.low):.1f} {middle:.1f}H{x(row.high):.1f}"/>'
            f'<text x="{x(1) + 8:.1f}" y="{middle + 4:.1f}">{row.value:.0%} (n={row.n})</text>'
        )
    return _svg(title, BARS_WIDTH, height, parts)


def curve(
    title: str,
    axes: tuple[str, str],
    points: Sequence[Point],
    marks: Sequence[Point] = (),
    highest: float = 1.0,
    diagonal: bool = False,
) -> str:
    """A line through points, with dots where marked; x runs to 1 and y to `highest`."""
    parts = _frame(axes, 1.0, highest)
    if diagonal:
        parts.append(f'<path class="grid" d="M{_at((0, 0), 1, 1)} L{_at((1, 1), 1, 1)}"/>')
    if points:
        path = " L".join(_at(point, 1.0, highest) for point in points)
        parts.append(f'<path class="line" d="M{path}"/>')
    for mark in marks:
        across, down = _at(mark, 1.0, highest).split()
        parts.append(f'<circle class="dot" cx="{across}" cy="{down}" r="5"/>')
    return _svg(title, WIDTH, HEIGHT, parts)


def histogram(
    title: str, axes: tuple[str, str], values: Sequence[float], lines: Sequence[tuple[str, float]]
) -> str:
    """How often each value occurs, with named vertical lines."""
    most = max(values, default=1.0) or 1.0
    bins = 30
    counts = [0] * bins
    for value in values:
        counts[min(int(value / most * bins), bins - 1)] += 1
    highest = max(max(counts), 1)
    parts = _frame(axes, most, highest)
    for i, count in enumerate(counts):
        left, top = (float(part) for part in _at((i * most / bins, count), most, highest).split())
        wide = (WIDTH - LEFT - RIGHT) / bins - 1
        tall = HEIGHT - BOTTOM - top
        parts.append(
            f'<rect class="bar" x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}"'
            f' height="{tall:.1f}"/>'
        )
    for i, (name, value) in enumerate(lines):
        across = float(_at((value, 0), most, highest).split()[0])
        parts.append(
            f'<path class="whisker" d="M{across:.1f} {TOP}V{HEIGHT - BOTTOM}"/>'
            f'<text x="{across + 4:.1f}" y="{TOP + 12 + 14 * i}">{escape(name)}</text>'
        )
    return _svg(title, WIDTH, HEIGHT, parts)


def growth(
    title: str, axes: tuple[str, str], lines: Mapping[str, Sequence[Point]], limit: float | None
) -> str:
    """Lines that grow over powers of ten, both ways; a dashed line at the limit."""
    points = [point for line in lines.values() for point in line]
    wide = _decades([x for x, _ in points])
    tall = _decades([y for _, y in points] + ([limit] if limit else []))

    def at(point: Point) -> tuple[float, float]:
        across = (log10(point[0]) - wide[0]) / (wide[1] - wide[0])
        up = (log10(point[1]) - tall[0]) / (tall[1] - tall[0])
        return (
            LEFT + (WIDTH - LEFT - RIGHT) * across,
            HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * up,
        )

    parts = []
    for power in range(wide[0], wide[1] + 1):
        x, _ = at((10.0**power, 10.0 ** tall[0]))
        parts.append(
            f'<path class="grid" d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}"/>'
            f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">'
            f"{10**power:,}</text>"
        )
    for power in range(tall[0], tall[1] + 1):
        _, y = at((10.0 ** wide[0], 10.0**power))
        parts.append(
            f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
            f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>'
        )
    if limit:
        _, y = at((10.0 ** wide[0], limit))
        parts.append(
            f'<path class="whisker" stroke-dasharray="4" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
            f'<text x="{WIDTH - RIGHT}" y="{y - 4:.1f}" text-anchor="end">{limit:g}</text>'
        )
    for name, line in lines.items():
        places = [at(point) for point in line]
        path = " L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        parts.append(f'<path class="line" d="M{path}"/>')
        parts += [f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in places]
        x, y = places[-1]
        parts.append(f'<text x="{x:.1f}" y="{y - 8:.1f}" text-anchor="end">{escape(name)}</text>')
    parts.append(
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 8}" text-anchor="middle">'
        f"{escape(axes[0])}</text>"
        f'<text x="{LEFT}" y="{TOP - 3}">{escape(axes[1])}</text>'
    )
    return _svg(title, WIDTH, HEIGHT, parts)


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around all values."""
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return low, max(high, low + 1)


def heat_table(columns: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]]) -> str:
    """Counts as a table whose cells are darker the larger their share of the row."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = []
    for name, counts in rows:
        total = sum(counts) or 1
        cells = "".join(f'<td style="--share:{c / total:.2f}">{c or ""}</td>' for c in counts)
        body.append(f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>')
    return (
        f'<div class="wide"><table class="heat"><thead><tr><td></td>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def _at(point: Point, widest: float, highest: float) -> str:
    across = LEFT + (WIDTH - LEFT - RIGHT) * point[0] / widest
    down = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * point[1] / highest
    return f"{across:.1f} {down:.1f}"


def _frame(axes: tuple[str, str], widest: float, highest: float) -> list[str]:
    """Axes with five ticks and their names."""
    parts = []
    for i in range(5):
        share = i / 4
        x, foot = _at((share * widest, 0), widest, highest).split()
        side, y = _at((0, share * highest), widest, highest).split()
        parts.append(
            f'<path class="grid" d="M{x} {TOP}V{foot}M{side} {y}H{WIDTH - RIGHT}"/>'
            f'<text x="{x}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">'
            f"{share * widest:.3g}</text>"
            f'<text x="{LEFT - 6}" y="{float(y) + 4:.1f}" text-anchor="end">'
            f"{share * highest:.3g}</text>"
        )
    middle = (TOP + HEIGHT - BOTTOM) / 2
    parts.append(
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 8}" text-anchor="middle">'
        f"{escape(axes[0])}</text>"
        f'<text transform="translate(14 {middle:.0f}) rotate(-90)" text-anchor="middle">'
        f"{escape(axes[1])}</text>"
    )
    return parts


def _svg(title: str, width: int, height: int, parts: Sequence[str]) -> str:
    return (
        f'<figure><figcaption>{escape(title)}</figcaption><svg role="img"'
        f' aria-label="{escape(title)}" viewBox="0 0 {width} {height}" width="{width}">'
        f"{''.join(parts)}</svg></figure>"
    )
