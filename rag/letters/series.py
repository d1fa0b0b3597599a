"""Headings with a letter or number: `A.`, `B.`; `1.`, `1.1`, `2.`; `I.`, `II.`.

A mark counts only in its place in the series: the signature `T. van Oostenbruggen` is no heading
T, and `5.1` in a sentence broken over lines no heading 5.1.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.letters.lines import Line

MAX_HEADING = 250

_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_KINDS = (
    re.compile(r"([A-Z])\. +(?=\S)"),
    re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\.? +(?=\S)"),
    re.compile(rf"({'|'.join(_ROMANS)})\. +(?=\S)"),
)
_LETTER, _NUMBER, _ROMAN = _KINDS

# The place of a mark in its series: (3,) for C, III and 3; (3, 1) for 3.1.
Place = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Letter or number of a heading, and the level it gives."""

    label: str
    level: int


def find_series(lines: Sequence[Line]) -> dict[int, Mark]:
    """Marks by index of their line: of the outer series, and of series inside its sections."""
    places = {kind: _places(lines, kind) for kind in _KINDS}
    runs = {kind: _in_sequence(places[kind]) for kind in _KINDS}
    # One heading makes no series. That also keeps letter `I.` and roman `I.` apart.
    runs = {kind: run for kind, run in runs.items() if len(run) > 1}
    if not runs:
        return {}
    outer = min(runs, key=lambda kind: min(runs[kind]))
    found = {i: Mark(_label(lines[i], outer), len(place)) for i, place in runs[outer].items()}
    edges = [*found, len(lines)]
    for start, stop in pairwise(edges):
        level = found[start].level
        for kind in _KINDS:
            inner = _in_sequence({i: p for i, p in places[kind].items() if start < i < stop})
            if kind is not outer and len(inner) > 1 and not found.keys() & inner.keys():
                found |= {i: Mark(_label(lines[i], kind), level + len(inner[i])) for i in inner}
    return found


def _label(line: Line, kind: re.Pattern[str]) -> str:
    match = kind.match(line.text)
    return match[1] if match else ""


def _places(lines: Sequence[Line], kind: re.Pattern[str]) -> dict[int, Place]:
    """Places in the series by index of the line, for lines that can be a heading."""
    places: dict[int, Place] = {}
    for i, line in enumerate(lines[:-1]):
        match = kind.match(line.text)
        if not match or len(line.text) > MAX_HEADING or line.text.endswith((".", ",", ";", ":")):
            continue
        following = kind.match(lines[i + 1].text)
        # Marks on lines right below each other are a list, unless the next one is deeper (1., 1.1).
        if following and len(_place(following[1], kind)) <= len(_place(match[1], kind)):
            continue
        places[i] = _place(match[1], kind)
    return places


def _place(label: str, kind: re.Pattern[str]) -> Place:
    if kind is _NUMBER:
        return tuple(map(int, label.split(".")))
    if kind is _ROMAN:
        return (_ROMANS.index(label) + 1,)
    return (ord(label) - ord("A") + 1,)


def _in_sequence(places: Mapping[int, Place]) -> dict[int, Place]:
    """The lines whose place is the first, or comes right after the one before it."""
    run: dict[int, Place] = {}
    expected: Iterable[Place] = ((1,),)
    for i, place in places.items():
        if place in expected:
            run[i] = place
            expected = [(*place, 1), *((*place[:k], place[k] + 1) for k in range(len(place)))]
    return run
