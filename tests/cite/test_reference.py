from datetime import date

import pytest

from rag.cite.reference import dutch_date, link, parliamentary_year, reference
from rag.records import Source

LETTER = Source(
    "kst-31934-87", title="Tweede Stand-van-zakenbrief Douane 2024", date=date(2024, 12, 12),
    chamber="II", dossier="31934", number="87",
)  # fmt: skip

YEARS = [
    (date(2024, 9, 16), "2023/24"),
    (date(2024, 9, 17), "2024/25"),
    (date(2024, 12, 12), "2024/25"),
    (date(2025, 9, 15), "2024/25"),
    (date(2025, 9, 16), "2025/26"),
    (date(2024, 6, 24), "2023/24"),
    (date(1999, 12, 1), "1999/2000"),
    (date(2000, 9, 18), "1999/2000"),
    (date(2000, 9, 19), "2000/01"),
    (date(2009, 1, 1), "2008/09"),
]

REFERENCES = [
    ((), 0, "Kamerstukken II 2024/25, 31934, nr. 87"),
    (("C. Handhaving van de sanctiemaatregelen",), 0,
     "Kamerstukken II 2024/25, 31934, nr. 87, onder C"),
    (("A. Bestrijding", "Drones"), 0, "Kamerstukken II 2024/25, 31934, nr. 87, onder A, Drones"),
    (("A. Bestrijding", "Internationale samenwerking", "Ports alliance"), 0,
     "Kamerstukken II 2024/25, 31934, nr. 87, onder A, Ports alliance"),
    (("Tot slot",), 0, "Kamerstukken II 2024/25, 31934, nr. 87, onder Tot slot"),
    (("Inleiding",), 0, "Kamerstukken II 2024/25, 31934, nr. 87"),
    (("Ondertekening",), 0, "Kamerstukken II 2024/25, 31934, nr. 87"),
    ((), 3, "Kamerstukken II 2024/25, 31934, nr. 87, p. 3"),
    (("C. Handhaving",), 3, "Kamerstukken II 2024/25, 31934, nr. 87, p. 3"),
]  # fmt: skip

SOURCES = [
    (Source("x", chamber="I", parliamentary_year="2008/09", dossier="31700 VI", number="D"),
     "Kamerstukken I 2008/09, 31700 VI, D", "https://zoek.officielebekendmakingen.nl/kst-31700-VI-D.html"),
    (Source("x", chamber="II", dossier="36 600-VII", number="12"),
     "Kamerstukken II 36600 VII, nr. 12",
     "https://zoek.officielebekendmakingen.nl/kst-36600-VII-12.html"),
    (Source("x", title="Brief over drones", sender="A. Jansen", date=date(2024, 12, 12),
            kenmerk="2024-123"),
     "Brief over drones, A. Jansen, 12 december 2024, kenmerk 2024-123", ""),
    (Source("x", title="Brief over drones"), "Brief over drones", ""),
    (Source("brief-7"), "brief-7", ""),
    (Source("x", dossier="31934", url="https://example.org/a"), "x", "https://example.org/a"),
]  # fmt: skip


@pytest.mark.parametrize(("day", "year"), YEARS)
def test_a_parliamentary_year_begins_on_the_third_tuesday_of_september(day: date, year: str):
    assert parliamentary_year(day) == year


@pytest.mark.parametrize(("section", "page", "expected"), REFERENCES)
def test_a_reference_names_the_section(section: tuple[str, ...], page: int, expected: str):
    assert reference(LETTER, section, page) == expected


@pytest.mark.parametrize(("source", "expected", "address"), SOURCES)
def test_what_is_not_known_is_left_out(source: Source, expected: str, address: str):
    assert (reference(source), link(source)) == (expected, address)


def test_dates_are_dutch():
    assert dutch_date(date(2024, 3, 1)) == "1 maart 2024"
