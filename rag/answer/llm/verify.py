"""Does a claim of a language model stand in the sentences that it cites?

Every value, name and negation must be there, about the same thing, in the same order; most other
words too. A claim that is true may be refused; one that is false must not pass. What is not seen:
a false claim that uses only words of its source in an order that no rule here looks at, such as
a plan that is told as done.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rag.answer.llm.alignment import misplaced
from rag.answer.llm.names import ORGANISATIONS
from rag.answer.llm.negation import negation_differs
from rag.answer.llm.opposites import contrary, date_side, turned_word
from rag.answer.llm.places import closest_elsewhere, order_differs
from rag.answer.llm.values import Value, same, values
from rag.dutch import STOP_WORDS, fold, parts, terms, words

LONGEST_CLAIM = 400
# Share of a claim's words that its source need not have: a fluent sentence has its own.
FREE_WORDS = 0.25
_FOREIGN = re.compile(r"https?:|www\.|\w@\w|[<>{}\[\]|`\\*#]|!\(|\?\s*$|javascript:", re.IGNORECASE)
# Words that join a sentence without saying anything of their own.
_GLUE = frozenset(
    """
    totaal aantal bedraagt bedroeg bedragen gaat betreft betreffen sprake volgens staat stond
    stonden staan brief inmiddels momenteel plaats vond vindt vinden vonden plaatsgevonden geeft
    gaf gemaakt maakt maken blijft blijven krijgt kreeg gebruikt zegt meldt daarnaast daarom
    daarbij daardoor hierdoor zoals namelijk ook tevens verder eveneens echter nog reeds al waarbij
    waardoor waaronder zodat omdat doordat aangezien dankzij vanwege wegens totale namens heet zelf
    doel gaan deed doen doet komt kwam komen volgende betekent zijn geworden geweest samen onder
    andere aldus tussen periode moment datum sindsdien zogenoemde dient dienen wel er daarvan
    ongeveer circa euro procent benadering naar schatting waard waarde eur per stuks
    """.split()
)


@dataclass(frozen=True, slots=True)
class Source:
    """Words that are cited, and the day they were written."""

    text: str
    written: date | None = None


def support(
    claim: str, sources: Sequence[Source], known: frozenset[str] = frozenset()
) -> tuple[tuple[int, ...], str | None]:
    """Return the places of the sources that bear a claim, or none and why it is not borne.

    One source that says it all is enough; what stands beside it does not matter then.
    """
    for place, source in enumerate(sources):
        if objection(claim, [source], known) is None:
            return (place,), None
    why = objection(claim, sources, known)
    return (tuple(range(len(sources))) if why is None else ()), why


def objection(
    claim: str, sources: Sequence[Source], known: frozenset[str] = frozenset()
) -> str | None:
    """Return why a claim does not stand in its sources, or None when it does.

    `known` are names that the letters use, in lower case.
    """
    if not sources:
        return "geen bron"
    if not 3 <= len(claim) <= LONGEST_CLAIM or _FOREIGN.search(claim):
        return "geen gewone zin"
    ours = values(claim, _written(sources), known)
    if not _says_something(claim, ours):
        return "zegt niets"
    theirs = [values(source.text, source.written, known) for source in sources]
    flat = [value for found in theirs for value in found]
    for value in ours:
        if not any(same(value, other) for other in flat):
            return f"{value.kind} niet in de bron: {claim[value.start : value.end]}"
    text = "\n".join(source.text for source in sources)
    return (
        _date_turned(claim, ours, sources, theirs)
        or _turned(claim, text)
        or negation_differs(claim, [source.text for source in sources])
        or _own_words(claim, text)
        or misplaced(claim, ours, [source.text for source in sources], theirs)
        or order_differs(ours, theirs)
        or closest_elsewhere(claim, ours, [source.text for source in sources], theirs)
    )


def _says_something(claim: str, ours: Sequence[Value]) -> bool:
    """Whether there is a word of content beside the figures and names."""
    bare = claim
    for value in ours:
        bare = bare[: value.start] + " " * (value.end - value.start) + bare[value.end :]
    return any(word[0].isalpha() and fold(word) not in STOP_WORDS for word in words(bare))


def _written(sources: Sequence[Source]) -> date | None:
    """The day of the letter, when all sources are of one day."""
    days = {source.written for source in sources}
    return next(iter(days)) if len(days) == 1 else None


def _turned(claim: str, text: str) -> str | None:
    word = turned_word(claim, text)
    return f"woord met een andere strekking: {word}" if word else None


def _date_turned(
    claim: str, ours: list[Value], sources: Sequence[Source], theirs: list[list[Value]]
) -> str | None:
    """`na 1 december` for `voor 1 december`."""
    for value in ours:
        side = date_side(claim, value.start) if value.kind == "datum" else ""
        if not side:
            continue
        sides = {
            date_side(source.text, other.start)
            for source, found in zip(sources, theirs, strict=True)
            for other in found
            if same(value, other)
        }
        if side not in sides:
            return f"andere kant van de datum: {claim[value.start : value.end]}"
    return None


def _own_words(claim: str, text: str) -> str | None:
    """Words that the source does not have: at most a quarter, none of them its contrary."""
    content = [
        word
        for word in words(claim)
        if word[0].isalpha() and fold(word) not in STOP_WORDS and fold(word) not in _GLUE
    ]
    have: set[str] = set()
    plain: set[str] = set()
    for word in words(text):
        if word[0].isalpha():
            have.update(terms(word))
            plain.add(fold(word))
    own = [word for word in content if not have.intersection(terms(word)) and word[0].isalpha()]
    for word in own:
        folded = fold(word)
        if contrary(folded, plain):
            return f"tegendeel van de bron: {word}"
        if any(fold(part) in ORGANISATIONS for part in parts(word)):
            return f"organisatie niet in de bron: {word}"
    for word in content:
        # `onvoldoende` shares a part with `voldoende`, so it can be covered and yet contrary.
        if fold(word) not in plain and contrary(fold(word), plain):
            return f"tegendeel van de bron: {word}"
    if content and len(own) > max(1 if len(content) > 3 else 0, FREE_WORDS * len(content)):
        return f"woorden niet in de bron: {', '.join(own[:3])}"
    if not content and not any(char.isdigit() for char in claim):
        return "zegt niets"
    return None
