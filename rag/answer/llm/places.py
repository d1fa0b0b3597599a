"""Where values stand: in a claim they keep the order and the company they have in the source.

A model that swaps two figures or two organisations of one sentence invents nothing, and yet what
it says is false; these rules are for that.
"""

import re
from collections.abc import Sequence
from itertools import combinations

from rag.answer.llm.values import Value, same
from rag.dutch import STOP_WORDS, fold, terms

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
# Said of any figure.
_VAGUE = frozenset(
    "ongeveer circa ruim bijna euro totaal totale aantal stuk miljoen miljard".split()
)
# Words around a value that are looked at.
_WINDOW = 7
# Between two members of one list stand only short pieces without a verb or preposition.
# What stands inside a name: `Centrale Dienst In- en Uitvoer (CDIU)`.
_JOINS = re.compile(r"[^\W\d_a-z][\w-]*|[-–]|de|het|van|der|den|voor|en|of|in|te|op")
_LIST_GAP = re.compile(r"\s*(?:\([^)]*\)\s*)?(?:,|en|of|/|en/of|&)\s*", re.IGNORECASE)


def order_differs(ours: Sequence[Value], theirs: Sequence[Sequence[Value]]) -> str | None:
    """Two values of one kind that stand the other way round in every sentence with both."""
    for first, second in combinations(ours, 2):
        if first.kind != second.kind or same(first, second) or same(second, first):
            continue
        orders = [order for found in theirs if (order := _order(first, second, found)) is not None]
        if orders and not any(orders):
            return f"andere volgorde van {first.kind}"
    return None


def _order(first: Value, second: Value, found: Sequence[Value]) -> bool | None:
    """Whether `first` stands before `second` in a sentence; None when it lacks one of them."""
    one = [value.start for value in found if same(first, value)]
    other = [value.start for value in found if same(second, value)]
    return min(one) < max(other) if one and other else None


# Word near a value → how many words of content away, negative when before it.
Company = dict[str, int]


def closest_elsewhere(
    claim: str,
    ours: Sequence[Value],
    sources: Sequence[str],
    theirs: Sequence[Sequence[Value]],
) -> str | None:
    """A value whose company in the claim is that of another value of its kind in the source."""
    for value in ours:
        mine = _company(claim, *_whole(claim, value, ours))
        right, wrong = 0.0, 0.0
        for text, found in zip(sources, theirs, strict=True):
            homes = [other for other in found if same(value, other)]
            for home in homes:
                right = max(right, _kinship(mine, _company(text, *_whole(text, home, found))))
            for other in found:
                if other.kind != value.kind or any(same(one, other) for one in ours):
                    continue
                if any(_in_list(text, other, home) for home in homes):
                    continue
                wrong = max(wrong, _kinship(mine, _company(text, *_whole(text, other, found))))
        if wrong > right:
            return f"{value.kind} hoort bij iets anders: {claim[value.start : value.end]}"
    return None


def _whole(text: str, value: Value, found: Sequence[Value]) -> tuple[int, int]:
    """Start and end of the whole name that a value is part of; of the value itself otherwise."""
    start, end = value.start, value.end
    if value.kind != "naam":
        return start, end
    for other in found:
        if other.kind == "naam" and other.start >= end and _one_name(text[end : other.start]):
            end = other.end
    for other in reversed(found):
        if other.kind == "naam" and other.end <= start and _one_name(text[other.end : start]):
            start = other.start
    return start, end


def _company(text: str, start: int, end: int) -> Company:
    before = [word for word in _WORD.findall(text[:start]) if _speaks(word)]
    after = [word for word in _WORD.findall(text[end:]) if _speaks(word)]
    company: Company = {}
    for side, near in ((-1, before[::-1][:_WINDOW]), (1, after[:_WINDOW])):
        for distance, word in enumerate(near, start=1):
            for term in terms(word):
                company.setdefault(term, side * distance)
    return company


def _speaks(word: str) -> bool:
    return fold(word) not in STOP_WORDS and fold(word) not in _VAGUE


def _kinship(one: Company, other: Company) -> float:
    """Higher when the same words stand near both, on the same side."""
    return sum(
        (1.0 if one[term] * other[term] > 0 else 0.6) / (abs(one[term]) + abs(other[term]))
        for term in one.keys() & other.keys()
    )


def _in_list(text: str, one: Value, other: Value) -> bool:
    """Whether two values are members of one enumeration, or parts or forms of one name."""
    first, second = sorted((one, other), key=lambda value: value.start)
    between = text[first.end : second.start]
    if one.kind == "naam" and _one_name(between):
        return True
    pieces = _LIST_GAP.split(between)
    return len(pieces) > 1 and all(len(piece.split()) <= 3 for piece in pieces)


def _one_name(between: str) -> bool:
    if "," in between or ";" in between:
        return False
    return all(_JOINS.fullmatch(word) for word in re.findall(r"[^\s()]+", between))
