"""Periods in questions."""

from datetime import date

import pytest

from rag.answer.dates import in_dutch, periods

FIRST, LAST = date.min, date.max


@pytest.mark.parametrize(
    ("words", "word", "ranges"),
    [
        ("in juni 2024", "in", [(date(2024, 6, 1), date(2024, 6, 30))]),
        ("van 5 juni 2024", "van", [(date(2024, 6, 5), date(2024, 6, 5))]),
        ("in 2023", "in", [(date(2023, 1, 1), date(2023, 12, 31))]),
        ("2024", "", [(date(2024, 1, 1), date(2024, 12, 31))]),
        ("in februari 2024", "in", [(date(2024, 2, 1), date(2024, 2, 29))]),
        ("uit het voorjaar van 2025", "uit", [(date(2025, 3, 1), date(2025, 6, 30))]),
        ("van eind 2024", "van", [(date(2024, 9, 1), date(2024, 12, 31))]),
        ("in de eerste helft van 2024", "in", [(date(2024, 1, 1), date(2024, 6, 30))]),
        ("in het derde kwartaal van 2024", "in", [(date(2024, 7, 1), date(2024, 9, 30))]),
        ("sinds 2023", "sinds", [(date(2023, 1, 1), LAST)]),
        ("vanaf 1 juli 2025", "vanaf", [(date(2025, 7, 1), LAST)]),
        ("na de zomer van 2024", "na", [(date(2024, 9, 1), LAST)]),
        ("vóór 2024", "vóór", [(FIRST, date(2023, 12, 31))]),
        ("tot en met juni 2024", "tot en met", [(FIRST, date(2024, 6, 30))]),
        ("tot juni 2024", "tot", [(FIRST, date(2024, 5, 31))]),
        ("in 2022 en 2024", "in", [(date(2022, 1, 1), date(2022, 12, 31)),
                                   (date(2024, 1, 1), date(2024, 12, 31))]),
        ("in juni en in december 2024", "in", [(date(2024, 6, 1), date(2024, 6, 30)),
                                               (date(2024, 12, 1), date(2024, 12, 31))]),
        ("tussen maart 2023 en juni 2024", "tussen", [(date(2023, 3, 1), date(2024, 6, 30))]),
        ("van maart tot en met juni 2024", "van", [(date(2024, 3, 1), date(2024, 6, 30))]),
    ],
)  # fmt: skip
def test_a_period(words: str, word: str, ranges: list[tuple[date, date]]) -> None:
    (period,) = periods(f"Wat is er {words} gebeurd?")
    assert (period.word, list(period.ranges)) == (word, ranges)
    assert f"Wat is er {words} gebeurd?"[period.start : period.end] == words


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("het afgelopen jaar", date(2024, 6, 27)),
        ("in het afgelopen half jaar", date(2024, 12, 27)),
        ("de laatste drie maanden", date(2025, 3, 27)),
        ("de afgelopen 2 jaar", date(2023, 6, 27)),
    ],
)
def test_counted_back_from_the_newest_letter(words: str, first: date) -> None:
    (period,) = periods(f"Wat is er {words} gebeurd?", date(2025, 6, 26))
    assert period.ranges == ((first, LAST),)


@pytest.mark.parametrize(
    "words",
    ["op 31 juni 2024", "2024/25", "2024-0000123", "2024D49614", "12.024 kilo", "in mei en juni"],
)
def test_no_period(words: str) -> None:
    assert periods(f"Wat is er {words} gebeurd?") == []


def test_a_month_without_a_year_is_that_of_any_year() -> None:
    (period,) = periods("Wat staat er in de brief van juni?")
    assert period.month == 6
    assert period.holds(date(2020, 6, 30)) and not period.holds(date(2020, 7, 1))


def test_in_dutch() -> None:
    assert in_dutch(date(2024, 6, 5)) == "5 juni 2024"
