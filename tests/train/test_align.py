"""Alignment, worked by hand on two sentences."""

import pytest

from models.train.align import align, words


def test_two_sentences_by_hand():
    """de boot / the boat and de haven / the port.

    Start: null and `de` meet the, boat, port (1/3 each); boot meets the, boat (1/2 each).
    E step of sentence 1, "boat": null 1/3, de 1/3, boot 1/2 → boot takes 3/7; "the": the same.
    Over both sentences `de` gathers "the" 2·2/7, "boat" 2/7, "port" 2/7
    → p(the | de) = 4/8, p(boat | boot) = p(the | boot) = 1/2 after one round.
    In round 2 "boat" sees null 1/4, de 1/4, boot 1/2 → boot 1/2;
    "the" sees null 1/2, de 1/2, boot 1/2 → boot 1/3. So p(boat | boot) = (1/2)/(5/6) = 3/5.
    """
    pairs = [("De boot", "The boat"), ("de haven", "the port")]
    assert align(pairs, iterations=1)["de"].probability == pytest.approx(0.5)
    second = align(pairs, iterations=2)["boot"]
    assert (second.english, second.count) == ("boat", 1)
    assert second.probability == pytest.approx(0.6)


def test_more_rounds_are_surer():
    pairs = [("de boot", "the boat"), ("de haven", "the port"), ("een boot", "a boat")]
    found = align(pairs, iterations=12)
    assert {w: t.english for w, t in found.items()} == {
        "de": "the", "boot": "boat", "haven": "port", "een": "a",
    }  # fmt: skip
    assert found["boot"].count == 2
    assert found["boot"].probability > 0.9


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zo'n 12 auto's!", ["zo'n", "auto's"]),
        ("woon-werkverkeer, geïnd", ["woon-werkverkeer", "geïnd"]),
        ("2024", []),
    ],
)
def test_words(text, expected):
    assert words(text) == expected
