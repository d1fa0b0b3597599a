"""Dutch number words as numbers: `drie` → 3, `vierentachtig` → 84, `tweehonderdvijftig` → 250.

Not read: `een` without accents, which is nearly always the article.
"""

from functools import lru_cache

from rag.dutch import fold

_SMALL = (
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien "
    "zestien zeventien achttien negentien"
).split()
_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()
_VALUES = {word: number for number, word in enumerate(_SMALL)} | {
    word: 10 * number for number, word in enumerate(_TENS, start=2)
}
_ORDINALS = {
    "eerste": 1, "tweede": 2, "derde": 3, "vierde": 4, "vijfde": 5, "zesde": 6, "zevende": 7,
    "achtste": 8, "negende": 9, "tiende": 10, "elfde": 11, "twaalfde": 12,
}  # fmt: skip


@lru_cache(maxsize=10_000)
def number_word(word: str) -> int | None:
    """Return the number that a word says, or None."""
    if word.lower() == "een":
        return None
    folded = fold(word)
    return _number(folded) if folded.isalpha() and len(folded) <= 60 else None


@lru_cache(maxsize=10_000)
def ordinal_word(word: str) -> int | None:
    """Return the number of an ordinal (`derde`, `3e`, `twintigste`), or None."""
    folded = fold(word)
    if folded in _ORDINALS:
        return _ORDINALS[folded]
    for ending in ("ste", "de", "e"):
        stem = folded.removesuffix(ending)
        if stem == folded:
            continue
        if stem.isascii() and stem.isdigit() and len(stem) < 4:
            return int(stem)
        if ending != "e" and (number := _number(stem)) and number > 12:
            return number
    return None


def _number(word: str) -> int | None:
    """A folded number word below a million."""
    head, thousand, tail = word.partition("duizend")
    if not thousand:
        return _below_thousand(word)
    many = _below_thousand(head) if head else 1
    rest = _below_thousand(tail.removeprefix("en")) if tail else 0
    return None if many is None or rest is None else many * 1000 + rest


def _below_thousand(word: str) -> int | None:
    head, hundred, tail = word.partition("honderd")
    if not hundred:
        return _below_hundred(word)
    many = _below_hundred(head) if head else 1
    rest = _below_hundred(tail.removeprefix("en")) if tail else 0
    return None if many is None or rest is None or many > 99 else many * 100 + rest


def _below_hundred(word: str) -> int | None:
    if word in _VALUES:
        return _VALUES[word]
    for tens in _TENS:
        unit = word.removesuffix(tens).removesuffix("en")
        if word.endswith("en" + tens) and 0 < _VALUES.get(unit, 0) < 10:
            return _VALUES[tens] + _VALUES[unit]
    return None
