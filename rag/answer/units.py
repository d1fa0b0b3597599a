"""What is counted: `hoeveel vaartuigen` against `zeven luxe vaartuigen` and `84 onderzoeken`.

Units are compared by meaning, so that `hoeveel schepen` finds `vaartuigen`.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from rag.answer.values import AMOUNT, COUNT, DATE, PERCENTAGE
from rag.dutch import STOP_WORDS, words
from rag.store.embedding import Vectors
from rag.store.index import Index

_ASKED = re.compile(r"\b(?:hoeveel|hoe veel|welk aantal|aantal|how many|number of)\b(.*)", re.I)
_BEHIND = re.compile(r"(?:\s+[^\W\d_][\w’'-]+){1,3}")
_VAGUE = frozenset(
    """
    extra nieuwe nieuw meer ander andere totaal totale al nog er ongeveer
    """.split()
)
LENGTH = 2
# From this cosine on, two words for what is counted mean about the same.
ALIKE = 0.45


def asked_unit(question: str) -> str | None:
    """Return the words that say what a question wants counted, or None when it does not say."""
    match = _ASKED.search(question)
    return _unit(match.group(1)) if match else None


@lru_cache(maxsize=50_000)
def counted_units(sentence: str) -> tuple[str, ...]:
    """Return what each count in a sentence counts, in order."""
    taken = [
        match.span()
        for pattern in (DATE, AMOUNT, PERCENTAGE)
        for match in pattern.finditer(sentence)
    ]
    found = []
    for match in COUNT.finditer(sentence):
        start, end = match.span()
        inside = any(start < other[1] and other[0] < end for other in taken)
        if inside:
            continue
        behind = _BEHIND.match(sentence, end)
        unit = _unit(behind.group()) if behind else None
        if unit:
            found.append(unit)
    return tuple(found)


def unit_vectors(index: Index, units: Iterable[str]) -> dict[str, Vectors]:
    """Return the unit vector of each text, remembered by the index."""
    known = index.unit_vectors
    new = sorted({unit for unit in units if unit not in known})
    if new:
        known.update(zip(new, index.encoder.encode(new, "passage"), strict=True))
    return known


def unit_match(asked: str, sentence: str, vectors: dict[str, Vectors]) -> float:
    """Return the best cosine between what is asked and what a sentence counts; 0 without counts."""
    units = counted_units(sentence)
    return max((float(vectors[asked] @ vectors[unit]) for unit in units), default=0.0)


def counts_another(index: Index, question: str, short: str) -> bool:
    """Tell whether a short answer counts another thing than a question wants counted."""
    asked, counted = asked_unit(question), counted_units(short)
    if asked is None or not counted:
        return False
    return unit_match(asked, short, unit_vectors(index, [asked, *counted])) < ALIKE


def _unit(text: str) -> str | None:
    kept: list[str] = []
    for word in words(text):
        lower = word.lower()
        if lower in _VAGUE:
            continue
        if lower in STOP_WORDS:
            if kept:
                break
            continue
        kept.append(lower)
        if len(kept) == LENGTH:
            break
    return " ".join(kept) or None
