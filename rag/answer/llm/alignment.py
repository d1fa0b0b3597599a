"""A claim laid beside the sentence that it follows word by word: what was put in, or left out?

Catches what no list of values sees: a figure of a neighbouring sentence in the place of another, a
`niet` where the sentence has one elsewhere, a word whose contrary the sentence has too.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rag.answer.llm.negation import NEGATIONS
from rag.answer.llm.opposites import contrary, is_turning
from rag.answer.llm.values import Value, same
from rag.dutch import fold, terms

# From this share of words in the same order on, a claim follows its source.
FOLLOWS = 0.5
# A tail of so many words of its own may come from another cited sentence.
_TAIL = 4
_TOKEN = re.compile(r"[^\W_]+(?:[-'’.,/][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class _Side:
    """A text as words: as compared, and the value that each is part of."""

    words: list[str]
    values: list[Value | None]


def misplaced(
    claim: str,
    ours: Sequence[Value],
    sources: Sequence[str],
    theirs: Sequence[Sequence[Value]],
) -> str | None:
    """Return what the claim has in another place than the sentence it follows, or None."""
    mine = _side(claim, ours)
    best, share = None, FOLLOWS
    for text, found in zip(sources, theirs, strict=True):
        other = _side(text, found)
        matcher = SequenceMatcher(None, other.words, mine.words, autojunk=False)
        same_words = sum(block.size for block in matcher.get_matching_blocks())
        if mine.words and same_words / len(mine.words) > share:
            best, share = (other, matcher), same_words / len(mine.words)
    if best is None:
        return None
    return _compare(mine, *best, several=len(sources) > 1)


def _side(text: str, found: Sequence[Value]) -> _Side:
    matches = list(_TOKEN.finditer(text))
    return _Side(
        [fold(match[0]) for match in matches],
        [
            next((v for v in found if v.start < match.end() and match.start() < v.end), None)
            for match in matches
        ],
    )


def _compare(mine: _Side, other: _Side, matcher: SequenceMatcher[str], several: bool) -> str | None:
    steps = matcher.get_opcodes()
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    first, last = blocks[0], blocks[-1]
    gone = [
        place
        for kind, a, b, _, _ in steps
        if kind in ("delete", "replace")
        for place in range(a, b)
    ]
    for kind, a, b, c, d in steps:
        if kind == "equal":
            continue
        inside = a >= first.a and b <= last.a + last.size
        here = range(a, b)
        if inside and _denials(other, here) != _denials(mine, range(c, d)):
            return "ontkenning op een andere plaats dan in de bron"
        if not inside and _denials(mine, range(c, d)) > _denials(other, here):
            return "ontkenning op een andere plaats dan in de bron"
        if several and not inside and d - c >= _TAIL:
            continue
        for place in range(c, d):
            if _put_in(mine, place, other, here, gone):
                return f"staat in de bron op een andere plaats: {mine.words[place]}"
    return None


def _denials(side: _Side, places: range) -> int:
    return sum(side.words[place] in NEGATIONS for place in places)


def _put_in(mine: _Side, place: int, other: _Side, here: range, gone: list[int]) -> bool:
    """Whether a word of the claim stands where the source has something else of its kind."""
    value, word = mine.values[place], mine.words[place]
    if value is not None:
        beside = [item for at in here if (item := other.values[at]) and item.kind == value.kind]
        if any(same(value, item) for item in beside):
            return False
        moved = any((item := other.values[at]) and same(value, item) for at in gone)
        return bool(beside) or not moved
    beside_words = [other.words[at] for at in here]
    if contrary(word, beside_words):
        return True
    if is_turning(word):
        if any(_akin(word, one) for one in beside_words):
            return False
        return any(is_turning(one) for one in beside_words) or not any(
            _akin(word, other.words[at]) for at in gone
        )
    return False


def _akin(one: str, other: str) -> bool:
    return one == other or bool(set(terms(one)) & set(terms(other)))
