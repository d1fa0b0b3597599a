"""The formal reference of a letter, as plain text, and the address where it is published.

Follows Aanwijzingen voor de regelgeving 3.43 and the Leidraad voor juridische auteurs: dossier
without a space, and the page where the letter has pages, else the section.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from rag.records import Source

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip

# Headings that a letter does not have: the names a section tree may give to its outer parts.
_NO_SECTION = frozenset({"", "inleiding", "introductie", "aanhef", "ondertekening"})
_LABEL = re.compile(r"([A-Z]|[IVX]{1,5}|\d{1,2}(?:\.\d{1,2})*)[.)]\s+\S")
_PUBLISHED = "https://zoek.officielebekendmakingen.nl"


def parliamentary_year(day: date) -> str:
    """Parliamentary year of a day: the third Tuesday of September up to the next one.

    Written as `2024/25`; the year that crosses the century is `1999/2000` (Aanwijzing 3.43).
    """
    start = day.year if day >= _prinsjesdag(day.year) else day.year - 1
    end = start + 1
    return f"{start}/{end if end % 100 == 0 else f'{end % 100:02d}'}"


def dutch_date(day: date) -> str:
    """A day in Dutch words: `12 december 2024`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def collection(source: Source) -> str:
    """Name of the series: `Kamerstukken II`, or `Kamerstukken` when the chamber is unknown."""
    return f"Kamerstukken {source.chamber}".rstrip()


def place(source: Source) -> str:
    """What follows the series in a reference: `2024/25, 31934, nr. 87`; empty if not numbered.

    The Eerste Kamer letters its papers, and a letter stands alone: `31700 VI, D`.
    """
    if not (source.dossier and source.number):
        return ""
    year = source.parliamentary_year or (parliamentary_year(source.date) if source.date else "")
    number = f"nr. {source.number}" if source.number[0].isdigit() else source.number
    # A dossier may be kept as '36 600-VII'; it is written '36600 VII'.
    dossier = re.sub(r"(?<=\d)[ .\u00a0](?=\d)", "", source.dossier).replace("-", " ")
    return ", ".join(part for part in (f"{year}, {dossier}".removeprefix(", "), number) if part)


def section_name(section: Sequence[str]) -> str:
    """How a section is named in a reference: `onder C`, `onder A, Drones`; empty for none."""
    names = [" ".join(heading.split()).rstrip(":") for heading in section]
    names = [name for name in names if name.casefold() not in _NO_SECTION]
    if not names:
        return ""
    labelled = _LABEL.match(names[0])
    first = labelled[1] if labelled else names[0]
    # Only the deepest heading goes along: the ones between are found through it.
    return f"onder {first}" + (f", {names[-1]}" if len(names) > 1 else "")


def reference(source: Source, section: Sequence[str] = (), page: int = 0) -> str:
    """Formal reference as plain text: `Kamerstukken II 2024/25, 31934, nr. 87, onder C`.

    A letter with pages is cited by page (`nr. 87, p. 3`): its sections are found through that.

    A letter without a Kamerstuk number is named by title, sender, date and kenmerk; what is not
    known is left out, nothing is invented.
    """
    known = place(source)
    parts = [f"{collection(source)} {known}"] if known else _description(source)
    parts += [f"p. {page}" if page else section_name(section)]
    return ", ".join(part for part in parts if part)


def link(source: Source) -> str:
    """Address of the published letter; empty when it has neither an address nor a number."""
    if source.url:
        return source.url
    if not (source.dossier and source.number):
        return ""
    dossier = re.sub(r"(?<=\d)[ .\u00a0](?=\d)", "", source.dossier)
    return f"{_PUBLISHED}/kst-{dossier.replace(' ', '-')}-{source.number}.html"


def _description(source: Source) -> list[str]:
    sender = ", ".join(part for part in (source.sender_office, source.sender) if part)
    day = dutch_date(source.date) if source.date else ""
    kenmerk = f"kenmerk {source.kenmerk}" if source.kenmerk else ""
    parts = [source.title, sender, day, kenmerk]
    return parts if any(parts) else [source.letter_id]


def _prinsjesdag(year: int) -> date:
    first = date(year, 9, 1)
    return first + timedelta(days=(1 - first.weekday()) % 7 + 14)
