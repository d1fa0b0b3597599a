"""The measuring itself, with an encoder that knows a text by its first letter."""

import numpy as np
import pytest

from models.train.data import Triple
from models.train.evaluate import held_out, sts, table, tatoeba


class FirstLetter:
    def encode(self, texts):
        return np.eye(26)[[ord(text[0].lower()) - ord("a") for text in texts]]


def triple(formal, question):
    return Triple(formal, formal, question, question, "p", "p")


def test_held_out_by_hand():
    """`b` finds its sentence first of five; `x` ties with all others, so it comes fifth."""
    triples = [triple(letter, letter) for letter in "abcd"] + [triple("e", "x")]
    scores = held_out(FirstLetter(), [triples[1], triples[4]], triples)
    assert scores["R@1"] == 0.5
    assert scores["R@5"] == 1.0
    assert scores["MRR"] == pytest.approx((1 + 1 / 5) / 2)


def test_public_sets(tmp_path):
    (tmp_path / "tatoeba.nld-eng.nld").write_text("aap\nboot\n")
    (tmp_path / "tatoeba.nld-eng.eng").write_text("ape\nboat\n")
    (tmp_path / "sts.csv").write_text('a,a,5.0\n"b, c",b,4.0\na,b,0.5\n')
    assert tatoeba(FirstLetter(), FirstLetter(), tmp_path) == {
        "Tatoeba": 1.0,
        "Tatoeba, teacher's English": 1.0,
    }
    assert sts(FirstLetter(), tmp_path / "sts.csv") == pytest.approx(0.866, abs=1e-3)


def test_table_shows_what_is_absent():
    assert table({"ours": {"R@1": 0.5, "MRR": 0.25}, "teacher": {"R@1": 1.0}}).splitlines() == [
        "| model | R@1 | MRR |",
        "|---|---|---|",
        "| ours | 0.500 | 0.250 |",
        "| teacher | 1.000 | – |",
    ]
