"""Which letters a question means when it names one: `in de brief van juni 2024`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rag.records import Letter

_MONTHS = (
    "januari februari maart april mei juni juli augustus september oktober november december"
).split()
_MONTH = "|".join(_MONTHS)
_LETTER = r"\b(?:kamer|stand[- ]van[- ]zaken[- ]?)?brie(?:f|ven)\b"
# No day: a letter of a certain day may be one that the letters only mention.
_OF_MONTH = re.compile(
    rf"{_LETTER}(?: \w+){{0,2}} (?:van|uit|over|in|sinds|vanaf)(?: (?P<part>begin|eind))?"
    rf"(?: (?P<month>{_MONTH}))? (?P<year>(?:19|20)\d\d)\b",
    re.I,
)
_NEWEST = re.compile(rf"\b(?:nieuwste|laatste|meest recente|recentste) {_LETTER}", re.I)
_PREVIOUS = re.compile(rf"\b(?:vorige|voorgaande) {_LETTER}", re.I)
# The newest figure is meant, whichever letter has it.
NEWEST = re.compile(
    r"\b(?:nieuwste|meest recente?|recentste|laatste (?:stand|cijfers?|raming|peiling|telling)"
    r"|op dit moment|momenteel|tegenwoordig|inmiddels|huidige?|nu)\b",
    re.I,
)
COMPARES = re.compile(
    r"\b(?:vergelijk\w*|verschil\w*|verschoven|verschuiv\w*|in de loop van|door de (?:tijd|jaren)"
    r"|de ene brief|beide brieven|elke brief|iedere brief|per brief|ontwikkel(?:de|ing)"
    r"|tegenstrijdig\w*)\b",
    re.I,
)
_SINCE = re.compile(r"\b(?:sinds|vanaf)\b", re.I)


@dataclass(frozen=True, slots=True)
class Meant:
    """The letters that a question names, by id, and its words that do so."""

    letters: list[str]
    words: str


def newest_letter(letters: Mapping[str, Letter], within: list[str] | None) -> list[str]:
    """Return the id of the newest letter among those searched, in a list."""
    names = list(letters) if within is None else within
    dated = [(letters[name].source.date, name) for name in names if letters[name].source.date]
    return [max(dated)[1]] if dated else names


def letters_meant(question: str, letters: Mapping[str, Letter]) -> Meant | None:
    """Return the letters that a question limits itself to, or None when it does not.

    An empty list means that it names a period from which there is no letter.
    """
    dated = sorted(
        (letter.source.date, name) for name, letter in letters.items() if letter.source.date
    )
    for pattern, place in ((_NEWEST, -1), (_PREVIOUS, -2)):
        match = pattern.search(question)
        if match and len(dated) >= -place > 0 and len(dated) > 1:
            return Meant([dated[place][1]], match.group())
    found: list[str] = []
    said = ""
    for match in _OF_MONTH.finditer(question):
        year = int(match["year"])
        month = _MONTHS.index(match["month"].lower()) + 1 if match["month"] else None
        since = bool(_SINCE.search(match.group()))
        found += [
            name
            for date, name in dated
            if (
                (date.year, date.month if month else 0) >= (year, month or 0)
                if since
                else date.year == year and month in (None, date.month)
            )
        ]
        said = match.group()
    return Meant(list(dict.fromkeys(found)), said) if said else None
