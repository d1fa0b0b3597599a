"""What a claim may not invent: every date, percentage, amount, count, rank, code and name in it.

Stricter than `rag.cite.figures`, which looks for figures worth checking: here every digit of a text
belongs to some value, so that none escapes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from rag.answer.llm.names import names
from rag.answer.llm.number_words import number_word, ordinal_word
from rag.cite.reference import MONTHS

Kind = Literal["datum", "percentage", "bedrag", "aantal", "rang", "code", "naam"]
Moment = tuple[int, int, int, int]

_SCALES = {
    "duizend": 10**3, "miljoen": 10**6, "mln": 10**6, "mio": 10**6, "miljard": 10**9, "mld": 10**9,
}  # fmt: skip
_MONTH_NAMES = {name: number for number, name in enumerate(MONTHS, start=1)}
_SHORT = {name[:3]: number for name, number in _MONTH_NAMES.items()} | {
    "mrt": 3, "febr": 2, "sept": 9,
}  # fmt: skip
_MONTH = "|".join([*_MONTH_NAMES, *sorted(_SHORT, key=len, reverse=True)])
_YEAR = r"(?:1[5-9]|20|21)\d\d"
_DATE = re.compile(
    rf"(?<![\w.,/])(?:(?P<first>\d{{1,2}}) ?(?:en|tot|t/m|tot en met|of|-|–) ?)?"
    rf"(?P<day>\d{{1,2}})(?:e|de|ste)? (?P<month>{_MONTH})\b\.?"
    rf"(?: (?P<year>{_YEAR})\b| (?P<past>jl\b\.?|jongstleden))?"
    rf"|\b(?P<month2>{'|'.join(MONTHS)})\b"
    rf"(?: (?P<year2>{_YEAR})\b| (?P<past2>jl\b\.?|jongstleden))?"
    rf"|(?<![\w.,/-])(?P<d>\d{{1,2}})[-/.](?P<m>\d{{1,2}})[-/.](?P<y>{_YEAR})(?![\w-])"
    rf"|(?<![\w.,/-])(?P<iy>{_YEAR})-(?P<im>\d{{2}})-(?P<id>\d{{2}})(?![\w-])",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?P<one>eerste|tweede|derde|vierde|[1-4]e|Q[1-4])"
    r"(?: (?:of|en|tot|en het|of het) (?:het )?(?P<two>tweede|derde|vierde|[1-4]e|Q[1-4]))?"
    r"(?: (?P<what>kwartaal|helft|halfjaar))?(?: van)?(?: het jaar)?"
    rf"(?: (?P<year>{_YEAR})\b)?",
    re.IGNORECASE,
)
_BARE_YEAR = re.compile(rf"(?<![\w.,/€-])(?P<year>{_YEAR})(?![\w%/]|[.,-]\d)")
_THIS_YEAR = re.compile(
    r"\b(?:(?P<this>dit)|(?P<last>vorig|afgelopen)|(?P<next>volgend|komend))e? jaar\b"
)
_NUMBER = re.compile(
    r"(?<![\w.,/-])(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?: \d{3})+(?:,\d+)?|\d+(?:,\d+)?)"
    r"(?![\w/]|[.,-]\d)|[^\W\d_]+"
)
_AFTER = re.compile(
    rf"(?: ?(?P<scale>{'|'.join(_SCALES)})\b\.?)?"
    r"(?P<kind> ?%| ?procent\b| ?percent\b| ?euro\b| ?eur\b)?",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"(?:€|\bEUR|\beuro) ?$", re.IGNORECASE)
_RANGE = re.compile(r" ?(?:tot|à|en|of|-|–|tot en met) ?(?:€ ?)?(?=\d)", re.IGNORECASE)
_DIGITS = re.compile(r"[\w.,/-]*\d[\w.,/-]*")


@dataclass(frozen=True, slots=True)
class Value:
    """A value in a text: `text[start:end]`.

    `value` is a number, a word, or for a date (year, month, day, part) with 0 for what is not said;
    part is 1-4 for a quarter, 5-6 for a half.
    """

    kind: Kind
    start: int
    end: int
    value: Decimal | Moment | str


def values(
    text: str, written: date | None = None, known: frozenset[str] = frozenset()
) -> list[Value]:
    """Every value of a text in order.

    `written` dates the text, to place `25 september jl.`; `known` are names in lower case that
    count as names however they are written.
    """
    text = re.sub(r"[\u00a0\u2007\u2009\u202f]", " ", text)
    found: list[Value] = []
    for reader in (_dates, _parts, _numbers, _years, _codes, _digits):
        taken = [(value.start, value.end) for value in found]
        found += [
            value
            for value in reader(text, written)
            if not any(value.start < end and start < value.end for start, end in taken)
        ]
    dates = [(value.start, value.end) for value in found if value.kind == "datum"]
    for start, end, name in names(text, known):
        if not any(start < right and left < end for left, right in dates):
            found.append(Value("naam", start, end, name))
    return sorted(found, key=lambda value: (value.start, value.end))


def same(claim: Value, source: Value) -> bool:
    """Whether the source says the value of the claim; on a date the claim may say less."""
    if claim.kind != source.kind:
        return False
    if isinstance(claim.value, tuple) and isinstance(source.value, tuple):
        return all(
            ours in (0, theirs) for ours, theirs in zip(claim.value, source.value, strict=True)
        )
    return claim.value == source.value


def _dates(text: str, written: date | None) -> Iterator[Value]:
    for match in _DATE.finditer(text):
        if match["d"] or match["iy"]:
            year, month, day = (
                int(match[a] or match[b]) for a, b in (("y", "iy"), ("m", "im"), ("d", "id"))
            )
            yield Value("datum", *match.span(), (year, month, day, 0))
            continue
        name = (match["month"] or match["month2"]).lower()
        month, day = _MONTH_NAMES.get(name) or _SHORT[name], int(match["day"] or 0)
        year = int(match["year"] or match["year2"] or 0)
        if not year and (match["past"] or match["past2"]) and written:
            year = written.year - ((month, day) > (written.month, written.day))
        if match["first"]:
            yield Value(
                "datum",
                match.start("first"),
                match.end("first"),
                (year, month, int(match["first"]), 0),
            )
            yield Value("datum", match.start("day"), match.end(), (year, month, day, 0))
        else:
            yield Value("datum", *match.span(), (year, month, day, 0))
    for match in _THIS_YEAR.finditer(text):
        if written:
            year = written.year + (1 if match["next"] else -1 if match["last"] else 0)
            yield Value("datum", *match.span(), (year, 0, 0, 0))


def _parts(text: str, _: date | None) -> Iterator[Value]:
    """Quarters and halves of a year."""
    for match in _PART.finditer(text):
        quarter = match["one"][0] in "Qq"
        if not match["what"] and not (match["year"] and quarter):
            continue
        half = (match["what"] or "").lower() in ("helft", "halfjaar")
        if half and not match["year"] and match["what"].lower() == "helft":
            continue
        for group in ("one", "two"):
            if match[group]:
                number = ordinal_word(match[group]) or int(match[group][1])
                year = int(match["year"] or 0)
                end = match.end() if group == "two" or not match["two"] else match.end("one")
                yield Value(
                    "datum", match.start(group), end, (year, 0, 0, number + (4 if half else 0))
                )


def _numbers(text: str, _: date | None) -> Iterator[Value]:
    position = 0
    while match := _NUMBER.search(text, position):
        position = match.end()
        number = _read(match[0])
        if number is None:
            rank = ordinal_word(match[0])
            if rank is not None:
                yield Value("rang", *match.span(), Decimal(rank))
            elif match[0].lower() == "anderhalf":
                number = Decimal("1.5")
            elif match[0].lower() in _SCALES and re.search(r"\been $", text[: match.start()]):
                yield Value("aantal", *match.span(), Decimal(_SCALES[match[0].lower()]))
        if number is None:
            continue
        run = [(match.start(), match.end(), number)]
        after = _AFTER.match(text, match.end())
        while (to := _RANGE.match(text, run[-1][1])) and not (after and after[0]):
            second = _NUMBER.match(text, to.end())
            if not second or (more := _read(second[0])) is None:
                break
            run.append((second.start(), second.end(), more))
            after = _AFTER.match(text, second.end())
        yield from _quantities(text, run, after)
        position = after.end() if after and after[0] else run[-1][1]


def _quantities(
    text: str, run: list[tuple[int, int, Decimal]], after: re.Match[str] | None
) -> Iterator[Value]:
    """The numbers of a range share the scale and the sign behind it: `€70 tot 80 miljoen`."""
    scale = _SCALES[after["scale"].lower()] if after and after["scale"] else 1
    sign = (after["kind"] or "").strip().lower() if after else ""
    kind: Kind = "aantal"
    if sign in ("%", "procent", "percent"):
        kind = "percentage"
    elif sign or _BEFORE.search(text[: run[0][0]]):
        kind = "bedrag"
    for start, end, number in run:
        plain = text[start:end]
        if kind == "aantal" and scale == 1 and re.fullmatch(_YEAR, plain):
            yield Value("datum", start, end, (int(plain), 0, 0, 0))
        else:
            last = after.end() if after and end == run[-1][1] else end
            yield Value(kind, start, last, number * scale)


def _read(word: str) -> Decimal | None:
    if not word[0].isdigit():
        number = number_word(word)
        return None if number is None else Decimal(number)
    plain = word.replace(" ", "")
    thousands = re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", plain)
    return Decimal((plain.replace(".", "") if thousands else plain).replace(",", "."))


def _years(text: str, _: date | None) -> Iterator[Value]:
    for match in _BARE_YEAR.finditer(text):
        yield Value("datum", *match.span(), (int(match["year"]), 0, 0, 0))


def _codes(text: str, _: date | None) -> Iterator[Value]:
    """Whatever digits are left: `5.1`, `2024/25`, `ICS2`, `10.30`."""
    for match in _DIGITS.finditer(text):
        word = match[0].strip(".,/-").casefold()
        rank = ordinal_word(word)
        if rank is not None:
            yield Value("rang", match.start(), match.end(), Decimal(rank))
            continue
        yield Value("code", match.start(), match.end(), word)


def _digits(text: str, _: date | None) -> Iterator[Value]:
    """Digits beside a value that took part of their word."""
    for match in re.finditer(r"\d+", text):
        yield Value("code", match.start(), match.end(), match[0])
