"""Dutch figures and dates in every writing, and nothing with a digit left out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.llm.number_words import number_word, ordinal_word
from rag.answer.llm.values import same, values

DAY = date(2024, 12, 12)


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("één", 1), ("drie", 3), ("Zeven", 7), ("twaalf", 12), ("negentien", 19), ("twintig", 20),
        ("tweeëntwintig", 22), ("vierentachtig", 84), ("negenennegentig", 99), ("honderd", 100),
        ("honderdtwintig", 120), ("honderdeneen", 101), ("tweehonderdvijftig", 250),
        ("duizend", 1000), ("vijfendertigduizend", 35000), ("twaalfhonderd", 1200),
        ("tweeduizendvijfhonderd", 2500), ("een", None), ("eens", None), ("achter", None),
        ("vieren", None), ("drieën", None), ("zevenslaper", None),
    ],
)  # fmt: skip
def test_number_words(word: str, number: int | None) -> None:
    assert number_word(word) == number


@pytest.mark.parametrize(
    ("word", "number"),
    [("eerste", 1), ("derde", 3), ("3e", 3), ("12de", 12), ("twintigste", 20), ("bede", None)],
)
def test_ordinals(word: str, number: int | None) -> None:
    assert ordinal_word(word) == number


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("drie vaartuigen", "3 vaartuigen"),
        ("1,4 miljard aangiftes", "1.400.000.000 aangiftes"),
        ("35.000 aangiften", "35 000 aangiften"),
        ("35.000 aangiften", "vijfendertigduizend aangiften"),
        ("anderhalf miljoen containers", "1,5 miljoen containers"),
        ("een miljoen containers", "1 miljoen containers"),
        ("€480 miljoen", "480 miljoen euro"),
        ("€ 480 mln.", "EUR 480.000.000"),
        ("5%", "5 procent"),
        ("12,5 procent", "12,5%"),
        ("1 november 2024", "1-11-2024"),
        ("1 november 2024", "2024-11-01"),
        ("eerste kwartaal 2025", "het eerste kwartaal van 2025"),
        ("Q1 2025", "eerste kwartaal 2025"),
        ("25 september jl.", "25 september 2024"),
        ("in 2024", "dit jaar"),
        ("het derde punt", "het 3de punt"),
        ("CERTEX 5.1", "Certex 5.1"),
    ],
)
def test_same_value_in_another_writing(one: str, other: str) -> None:
    left = [value for value in values(one, DAY) if value.kind != "naam"]
    right = [value for value in values(other, DAY) if value.kind != "naam"]
    assert left and len(left) == len(right)
    assert all(same(a, b) for a, b in zip(left, right, strict=True))


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("drie", "vier"), ("€480 miljoen", "€480 miljard"), ("480 miljoen", "€480 miljoen"),
        ("5%", "5"), ("1 november 2024", "1 november"), ("1 november 2024", "november 2024"),
        ("1 november 2023", "1 november 2024"), ("2025", "1 november 2024"),
        ("tweede kwartaal 2025", "eerste kwartaal 2025"), ("eerste helft van 2025", "2025"),
        ("tweede", "eerste"), ("1.325", "1,325"), ("Peru", "Ecuador"), ("72", "727"),
    ],
)  # fmt: skip
def test_other_value(claim: str, source: str) -> None:
    ours, theirs = values(claim, DAY), values(source, DAY)
    assert not any(same(one, other) for one in ours for other in theirs)


@pytest.mark.parametrize(
    ("claim", "source"),
    [("in 2024", "1 november 2024"), ("in november 2024", "1 november 2024"),
     ("op 1 november", "1 november 2024")],
)  # fmt: skip
def test_a_claim_may_say_less_of_a_date(claim: str, source: str) -> None:
    assert all(same(one, values(source)[0]) for one in values(claim))


@given(st.text("0123456789.,-/% €tot eneuro jan2024miljoen:()", max_size=40))
def test_no_digit_escapes(text: str) -> None:
    found = values(text)
    for place, char in enumerate(text):
        if char.isdigit():
            assert any(value.start <= place < value.end for value in found)
