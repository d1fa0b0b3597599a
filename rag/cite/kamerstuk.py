"""Finding references to Kamerstukken in running Dutch text, in the spellings people use.

Forms: Aanwijzingen voor de regelgeving 3.43, Leidraad voor juridische auteurs, the Kamer's own
printing ("31 934, nr. 87") and the ids of officielebekendmakingen.nl ("kst-31934-87").
It does not read Handelingen, Staatsblad, case law or other series.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SPACE = r"[ \t\u00a0\u2009\u202f]"
_GAP = rf"(?:{_SPACE}*[,;:]?{_SPACE}*(?:\n{_SPACE}*)?)"
_DASH = r"[-\u2010-\u2013]"
_YEAR = rf"(?P<year>(?:19|20)\d\d{_SPACE}?(?:/|{_DASH}){_SPACE}?(?:(?:19|20)\d\d|\d\d))(?!\d)"
_DOSSIER = rf"(?P<dossier>\d{{2}}(?:{_SPACE}|\.)?\d{{3}})(?![\d%])"
# Budget chapters are Roman ("XV", "IXB"), councils count ("21501-32"), Rijkswetten have "R1930".
_ROMAN = r"(?=[IVX])(?:X{0,2}(?:IX|IV|V?I{0,3}))[A-C]?"
_SUFFIX = (
    rf"(?:(?:{_SPACE}*{_DASH}{_SPACE}*|{_SPACE}+(?:hoofdstuk{_SPACE}+|\()?)(?P<suffix>{_ROMAN}(?!\w))\)?"
    rf"|{_DASH}(?P<council>\d{{2}})(?=(?:{_DASH}|,?{_SPACE}*(?:nr|no|nummer)\b))"
    rf"|{_SPACE}*\((?P<kingdom>R{_SPACE}?\d{{3,4}})\))?"
)
_MORE = (
    rf"(?:(?:{_SPACE}*,{_SPACE}*|{_SPACE}*(?:en|&|t/m){_SPACE}*)\d{{1,4}}(?!\d|{_SPACE}?\d{{3}}))"
)
_NUMBERED = rf"(?:nrs?\b\.?|nos?\b\.|nummers?\b|n[r°º]\.?|#){_SPACE}*"
_NUMBER = rf"(?P<number>\d{{1,4}}(?![\d/]|[.,]\d){_MORE}*|[A-Z]{{1,2}}\b)"
_PAGE = (
    rf"(?:,?{_SPACE}*(?:pp?\.|blz\.?|pag\.?|pagina(?:['’]s)?){_SPACE}*"
    rf"(?P<page>\d+(?:{_SPACE}?{_DASH}{_SPACE}?\d+)?))?"
)
_LATE_YEAR = rf"(?:{_SPACE}*\((?:vergaderjaar{_SPACE}*)?{_YEAR.replace('<year>', '<late>')}\))?"
_NAME = (
    r"(?:kamerstuk(?:ken|nummer|dossier)?|k?st(?:uk)?\.|kst|dossier(?:nummer)?"
    r"|TK|EK|T\.K\.|E\.K\.|Tweede\s+Kamer|Eerste\s+Kamer)"
)
_CHAMBER = (
    rf"(?:{_SPACE}*\(?(?P<chamber>(?:I{{1,2}}|TK|EK|Tweede\s+Kamer|Eerste\s+Kamer)(?!\w|/))\)?)?"
)

_NAMED = re.compile(
    rf"(?<![\w-])(?P<name>{_NAME})(?!\w){_CHAMBER}{_GAP}"
    rf"(?:(?:vergaderjaar|zittingsjaar|vj\.){_SPACE}*)?(?:\(?{_YEAR}\)?{_GAP})?"
    rf"(?:(?:dossier|nr\.){_SPACE}*)?{_DOSSIER}{_SUFFIX}"
    rf"(?:(?:{_GAP}{_NUMBERED}|{_SPACE}*{_DASH}{_SPACE}*|,{_SPACE}*(?=[A-Z]{{1,2}}\b)){_NUMBER}{_PAGE})?"
    rf"{_LATE_YEAR}",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?<![\w.,€/-])(?<!€{_SPACE})(?:{_YEAR},?{_SPACE}*)?{_DOSSIER}{_SUFFIX}"
    rf"(?:,{_SPACE}*|{_SPACE}+){_NUMBERED}{_NUMBER}{_PAGE}{_LATE_YEAR}",
    re.IGNORECASE,
)
_ID = re.compile(
    rf"(?<![\w])kst-(?P<dossier>\d{{5}})(?:-(?P<suffix>{_ROMAN}|[A-Z]\d{{3,4}}|\d{{2}}(?=-)))?"
    r"-(?P<number>\d{1,4}|[A-Z]{1,2})(?![\w])",
    re.IGNORECASE,
)
_INLINE = re.compile(
    rf"(?<![\w.,/-])(?P<dossier>[123]\d{{4}})-(?P<suffix>\d{{2}}|{_ROMAN})-(?P<number>\d{{1,4}})(?![\w-])"
)
# Another series just before a number makes it that series' number, not a Kamerstuk.
_OTHER_SERIES = re.compile(
    r"(?:Stcrt|Staatscourant|Stb|Staatsblad|Trb|Tractatenblad|Handelingen|PbE[UG]|Pb|ECLI\S*|Gmb"
    r"|Gemeenteblad|Aanhangsel|tel|telefoon|KvK|IBAN|artikel|art|zaak|rekening(?:nummer)?)"
    r"\b[^;()]{0,30}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Kamerstuk:
    """A reference in a text: `text[start:end]`; empty string = not said.

    year is written `2024/25`, dossier without space, suffix is the budget chapter (`VII`), the
    council number (`32`) or the Rijkswet number (`R1930`).
    """

    start: int
    end: int
    chamber: str
    year: str
    dossier: str
    suffix: str
    number: str
    page: str


def find_kamerstukken(text: str) -> tuple[Kamerstuk, ...]:
    """All references to Kamerstukken in a text, in order; `nrs. 84 en 85` gives two."""
    found: list[Kamerstuk] = []
    taken: list[tuple[int, int]] = []
    for pattern in (_NAMED, _ID, _INLINE, _BARE):
        for match in pattern.finditer(text):
            span = match.span()
            if any(span[0] < end and start < span[1] for start, end in taken):
                continue
            if pattern is _BARE and _OTHER_SERIES.search(text[max(0, span[0] - 40) : span[0]]):
                continue
            if pattern is _NAMED and not _plausible(match):
                continue
            taken.append(span)
            found.extend(_records(match))
    return tuple(sorted(found, key=lambda item: (item.start, item.number)))


def _plausible(match: re.Match[str]) -> bool:
    # "dossier 31 934" or "TK 31934" alone could be any file number: only Kamerstuk says enough.
    return bool(match["number"]) or match["name"].casefold().startswith("kamerstuk")


def _records(match: re.Match[str]) -> Iterator[Kamerstuk]:
    groups = match.groupdict()
    suffix = groups.get("suffix") or groups.get("council") or groups.get("kingdom") or ""
    number_words = groups["number"] or ""
    numbers = re.findall(r"\d+", number_words) or [number_words]
    for number in numbers:
        yield Kamerstuk(
            start=match.start(),
            end=match.end(),
            chamber=_chamber(groups),
            year=_year(groups.get("year") or groups.get("late") or ""),
            dossier=re.sub(r"\D", "", groups["dossier"]),
            suffix=re.sub(r"\s", "", suffix).upper(),
            number=number.upper(),
            page=re.sub(rf"\s*{_DASH}\s*", "-", groups.get("page") or ""),
        )


def _chamber(groups: dict[str, str | None]) -> str:
    words = f"{groups.get('name') or ''} {groups.get('chamber') or ''}".casefold()
    if re.search(r"\bii\b|\btk\b|t\.k\.|tweede", words):
        return "II"
    return "I" if re.search(r"\bi\b|\bek\b|e\.k\.|eerste", words) else ""


def _year(words: str) -> str:
    years = re.findall(r"\d+", words)
    if not years:
        return ""
    end = int(years[1]) % 100
    return f"{years[0]}/{int(years[0]) + 1 if end == 0 else f'{end:02d}'}"
