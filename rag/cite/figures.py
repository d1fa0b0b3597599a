"""Figures in Dutch prose: dates, percentages, amounts and counts with what they count.

Not figures: bare years, Kamerstuk and article numbers, list numbers, versions, phone numbers.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from rag.cite.kamerstuk import find_kamerstukken
from rag.cite.normalise import word_list
from rag.cite.reference import MONTHS

FigureKind = Literal["datum", "percentage", "bedrag", "aantal"]

NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        word_list(
            """
    één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien
    vijftien zestien zeventien achttien negentien twintig
    """
        ),
        start=1,
    )
} | {"dertig": 30, "veertig": 40, "vijftig": 50, "zestig": 60, "honderd": 100, "duizend": 1000}
_SCALES = {
    "honderd": 100, "duizend": 1000, "miljoen": 10**6, "mln": 10**6, "miljard": 10**9, "mld": 10**9,
}  # fmt: skip
_QUARTERS = {"eerste": 1, "tweede": 2, "derde": 3, "vierde": 4}
_SPACE = r"[ \u00a0\u2009\u202f]"
_VALUE = (
    r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|"
    rf"\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)(?:,\d+)?|\d+(?:[,.]\d+)?)"
)
_SCALE = rf"(?:{_SPACE}+(?P<scale>{'|'.join(_SCALES)})\b\.?)?"
_SHORT_MONTHS = "jan|febr|feb|mrt|apr|jun|jul|aug|sept|sep|okt|nov|dec"
_MONTH = f"{'|'.join(MONTHS)}|{_SHORT_MONTHS}"
_DATE = re.compile(
    rf"(?<![\w.,/])(?:(?P<day>\d{{1,2}}){_SPACE}+)?(?P<month>{_MONTH})\b\.?"
    rf"(?:{_SPACE}+(?P<year>(?:19|20)\d\d)\b(?!\.\d)|{_SPACE}+(?P<past>jl\.|jongstleden))?"
    rf"|(?<![\w.,/-])(?P<d>\d{{1,2}})[-/](?P<m>\d{{1,2}})[-/](?P<y>(?:19|20)\d\d)(?![\w-])"
    rf"|\b(?P<quarter>eerste|tweede|derde|vierde|[1-4]e|Q[1-4]){_SPACE}+"
    rf"(?:kwartaal{_SPACE}+)?(?:van{_SPACE}+)?"
    rf"(?P<qyear>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_PERCENTAGE = re.compile(
    rf"(?<![\w.,])(?P<value>{_VALUE}){_SPACE}*(?:%|procent\b|percent\b)", re.IGNORECASE
)
_AMOUNT = re.compile(
    rf"(?:€|\bEUR\b){_SPACE}*(?P<value>{_VALUE}){_SCALE}"
    rf"|(?<![\w.,])(?P<value2>{_VALUE}){_SCALE.replace('scale', 'scale2')}{_SPACE}+(?:euro|eur)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    rf"(?<![\w.,/€#§-])(?P<value>{_VALUE}|{'|'.join(NUMBER_WORDS)})(?![\w%/]|[.,]\d){_SCALE}",
    re.IGNORECASE,
)
# A range shares what follows it: "70 tot 80 miljoen", "800 tot 1.000 posities".
_RANGE = re.compile(rf"{_SPACE}*(?:tot|à|-|–){_SPACE}*€?(?P<value>{_VALUE}){_SCALE}", re.IGNORECASE)
_NO_FIGURE = re.compile(
    r"https?://\S+|\S+@\S+|\[\^?\d+\]:?"
    r"|(?m:^[ \t>#*-]*\d{1,2}(?:\.\d{1,2})*[.)](?=\s))"
    r"|\b(?:nrs?|no|art|artt|artikel(?:en)?|lid|hoofdstuk|paragraaf|bijlage|fase|versie|voetnoot|noot"
    r"|pagina|p|blz|Verordening|Richtlijn|Besluit|wet|tel|telefoon|kenmerk)"
    r"\b\.?:?\s*(?:\([A-Z]+\)\s*)?"
    r"(?:nr\.\s*)?[\d./-]*\d"
    r"|\b\d{4}[A-Z]\d{4,6}\b|\b0\d{1,3}[- ]?\d{6,8}\b|\b0\d{1,3}[- ]\d{2,3}(?:[- ]\d{2}){2}\b"
    r"|\bECLI:\S+|\b(?:Stb|Stcrt|Trb)\.\s*\d{4},?\s*(?:nr\.\s*)?\d+",
    re.IGNORECASE,
)
_UNIT_WORD = re.compile(r"[ \u00a0(]*([^\W\d_]+(?:[-'’][^\W\d_]+)*)")
_UNIT_STOP = frozenset(
    word_list(
        """
    van de het een en of in op te tot met voor bij om door dan die dat dit deze is
    zijn was waren werd werden wordt worden bedraagt bedroeg gedurende uit aan als
    naar per over onder tegen maar ook er waarvan waarbij heeft hebben niet euro
    """
    )
)
_UNIT_WORDS = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a text: `text[start:end]` with its unit words.

    `value` is the number, or for a date (year, month, day, quarter) with 0 for what is not said.
    """

    kind: FigureKind
    start: int
    end: int
    value: Decimal | tuple[int, int, int, int]
    units: frozenset[str] = frozenset()


def stem(word: str) -> str:
    """Crude Dutch stem that gives a noun and its plural one form: `zendingen` -> `zending`."""
    word = re.sub(r"['’]s$", "", word.casefold())
    for ending in ("en", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    word = re.sub(r"([aeou])\1", r"\1", word)
    word = re.sub(r"([^aeiou\W])\1$", r"\1", word)
    return word[:-1] + {"v": "f", "z": "s"}.get(word[-1], word[-1]) if word else word


def figures(text: str, written: date | None = None) -> tuple[Figure, ...]:
    """All figures of a text in order; `written` dates the text, to place a day without a year."""
    hidden = [m.span() for m in _NO_FIGURE.finditer(text)]
    hidden += [(k.start, k.end) for k in find_kamerstukken(text)]
    found: list[Figure] = []
    for reader in (_dates, _percentages, _amounts, _counts):
        for figure in reader(text, written):
            if not _overlaps(figure, hidden) and not _overlaps(
                figure, [(f.start, f.end) for f in found]
            ):
                found.append(figure)
    return tuple(sorted(found, key=lambda figure: figure.start))


def same_value(note: Figure, letter: Figure) -> bool:
    """Whether the letter says the figure of the note; the note may be less precise on a date."""
    if isinstance(note.value, tuple) and isinstance(letter.value, tuple):
        (year, month, day, quarter), theirs = note.value, letter.value
        return (
            (month, quarter) == (theirs[1], theirs[3])
            and (not day or day == theirs[2])
            and (not year or not theirs[0] or year == theirs[0])
        )
    return note.value == letter.value


def _overlaps(figure: Figure, spans: Sequence[tuple[int, int]]) -> bool:
    return any(figure.start < end and start < figure.end for start, end in spans)


def _dates(text: str, written: date | None) -> Iterator[Figure]:
    for m in _DATE.finditer(text):
        if m["quarter"]:
            word = m["quarter"].casefold()
            quarter = _QUARTERS.get(word) or int(re.sub(r"\D", "", word))
            yield Figure("datum", *m.span(), (int(m["qyear"]), 0, 0, quarter))
        elif m["d"]:
            if int(m["m"]) <= 12:
                yield Figure("datum", *m.span(), (int(m["y"]), int(m["m"]), int(m["d"]), 0))
        elif m["day"] or m["year"]:
            # A month alone ("in augustus", "mei") says too little to check.
            names = [name[:3] for name in MONTHS]
            month = (
                names.index("maa" if m["month"].casefold() == "mrt" else m["month"][:3].casefold())
                + 1
            )
            day, year = int(m["day"] or 0), int(m["year"] or 0)
            if not year and m["past"] and written:
                year = written.year - ((month, day) > (written.month, written.day))
            yield Figure("datum", *m.span(), (year, month, day, 0))


def _percentages(text: str, _: date | None) -> Iterator[Figure]:
    for m in _PERCENTAGE.finditer(text):
        yield Figure("percentage", *m.span(), _number(m["value"], None))


def _amounts(text: str, _: date | None) -> Iterator[Figure]:
    for m in _AMOUNT.finditer(text):
        value, scale = (m["value"], m["scale"]) if m["value"] else (m["value2"], m["scale2"])
        second = _RANGE.match(text, m.end())
        scale = scale or (second["scale"] if second else None)
        yield Figure("bedrag", *m.span(), _number(value, scale))
        if second and m["value"]:
            yield Figure(
                "bedrag",
                second.start("value"),
                second.end(),
                _number(second["value"], second["scale"]),
            )


def _counts(text: str, _: date | None) -> Iterator[Figure]:
    for m in _COUNT.finditer(text):
        second = _RANGE.match(text, m.end())
        after = second.end() if second else m.end()
        units, end = _units(text, after)
        value = _number(m["value"], m["scale"] or (second["scale"] if second else None))
        if not units and (not m["value"][0].isdigit() or value < 10):
            continue
        if _is_year(m["value"]) or _is_name(text, m.start(), units):
            continue
        yield Figure("aantal", m.start(), m.end() if second else end, value, units)


def _units(text: str, position: int) -> tuple[frozenset[str], int]:
    units: list[str] = []
    end = position
    while len(units) < _UNIT_WORDS and (m := _UNIT_WORD.match(text, position)):
        if m[1].casefold() in _UNIT_STOP:
            break
        units.append(stem(m[1]))
        position = m.end()
        end = end if len(units) > 2 else position
    return frozenset(units), end


def _is_year(value: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", value))


def _is_name(text: str, start: int, units: frozenset[str]) -> bool:
    """`CERTEX 5.1`, `HS 24`: the number belongs to the name before it."""
    return not units and bool(
        re.search(r"\b[A-Z][\w-]*[A-Z]\w* $", text[max(0, start - 30) : start])
    )


def _number(value: str, scale: str | None) -> Decimal:
    word = value.casefold()
    if word in NUMBER_WORDS:
        number = Decimal(NUMBER_WORDS[word])
    else:
        plain = re.sub(_SPACE, "", word)
        thousands = re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", plain)
        number = Decimal((plain.replace(".", "") if thousands else plain).replace(",", "."))
    return number * _SCALES[scale.casefold()] if scale else number
