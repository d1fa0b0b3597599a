"""Negations: as many in a claim as in what it says after its source, and at the same words."""

import re
from collections.abc import Sequence

from rag.dutch import STOP_WORDS, fold, terms

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*|[.,;:!?()]")
NEGATIONS = frozenset(
    """
    niet geen nooit niets niemand nergens noch evenmin zonder nauwelijks nimmer amper geenszins
    allerminst behalve uitgezonderd ontbreekt ontbreken
    """.split()
)
_STOPS = frozenset(".,;:!?()")
_REACH = 5


def negation_differs(claim: str, sources: Sequence[str]) -> str | None:
    """Return what is denied in the claim and not in the source or the reverse, or None."""
    ours = [_scope(claim, place) for place in _places(claim)]
    theirs = [scope for text in sources for scope in (_scope(text, at) for at in _places(text))]
    if len(ours) > len(theirs):
        return "ontkenning niet in de bron"
    for denied in (_denied(claim, place) for place in _places(claim)):
        if denied and not any(denied & other for other in theirs):
            return "ontkenning bij iets anders dan in de bron"
    said = _terms(_tokens(claim))
    for scope in theirs:
        # Half of what the source denies is said: then it must be denied here too.
        shared = scope & said
        if _words_of(scope, shared) and not any(scope & mine for mine in ours):
            return "ontkenning van de bron ontbreekt"
    return None


def _words_of(scope: frozenset[str], shared: frozenset[str]) -> bool:
    return bool(scope) and len(shared) * 3 >= len(scope)


def _tokens(text: str) -> list[str]:
    return _WORD.findall(text)


def _places(text: str) -> list[int]:
    return [place for place, word in enumerate(_tokens(text)) if fold(word) in NEGATIONS]


def _scope(text: str, place: int) -> frozenset[str]:
    """Search terms of the words around a negation, within its sentence."""
    tokens = _tokens(text)
    start = place
    while start > 0 and place - start < _REACH and tokens[start - 1] not in _STOPS:
        start -= 1
    end = place + 1
    while end < len(tokens) and end - place <= _REACH and tokens[end] not in _STOPS:
        end += 1
    return _terms(tokens[start:place] + tokens[place + 1 : end])


def _denied(text: str, place: int) -> frozenset[str]:
    """Search terms of the word that a negation is about: the next one, else the one before."""
    tokens = _tokens(text)
    after = tokens[place + 1 : place + 1 + _REACH]
    before = tokens[max(0, place - _REACH) : place][::-1]
    for side in (after, before):
        for token in side:
            if token in _STOPS:
                break
            if found := _terms([token]):
                return found
    return frozenset()


def _terms(tokens: Sequence[str]) -> frozenset[str]:
    """The search terms of each word that says something."""
    return frozenset(
        term
        for word in tokens
        if word[0].isalpha() and fold(word) not in STOP_WORDS and fold(word) not in NEGATIONS
        for term in terms(word)
    )
