"""Hybrid search: the right passage first, explained, the same every time."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from rag.records import Hit
from rag.search.search import NEWNESS, search
from rag.settings import Settings
from rag.store.index import Index
from tests.conftest import LETTER
from tests.search.conftest import open_corpus


def ids(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.passage.id for hit in hits]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        # Words of the letter itself.
        ("727 zendingen voorgelegd bij de CDIU", "727 zendingen"),
        ("Empty Pack Survey", "Empty Pack Survey"),
        ("Hoeveel speurhonden heeft de Douane?", "31 speurhonden"),
        ("vergunningplicht tabaksmachines", "vergunningplicht op tabaksmachines"),
        ("vergunninghouders met een IIAA-vergunning", "IIAA"),
        ("VOG-P", "VOG-P"),
        ("gegroeid tot 6.119,1 fte", "6.119,1"),
        ("sonarsysteem duikerdetectiesysteem", "sonarsysteem"),
        ("Zwijgrecht", "Zwijgrecht"),
        # Other words for the same thing.
        ("Hoeveel dure schepen mogen niet varen vanwege de oorlog?", "zeven luxe vaartuigen"),
        ("Wat is de waarde van de vaartuigen?", "€480 miljoen"),
        ("Waar staat een nieuw apparaat om containers te doorlichten?", "containerscanner"),
        ("Welk verdrag is er met Ecuador gesloten?", "douaneverdrag getekend"),
        ("Hoe krijgen toeristen hun btw terug?", "btw"),
        ("Hoeveel mensen werken er bij de Douane?", "6.119,1 fte"),
        ("Wanneer komt de volgende stand-van-zakenbrief?", "juni 2025"),
        ("Hoe zit het met kunstmatige intelligentie?", "AI-Verordening"),
    ],
)
def test_right_passage_first(index: Index, question: str, words: str) -> None:
    assert words in search(index, question, 3).hits[0].passage.text


QUESTIONS = [
    "Hoeveel vaartuigen staan onder toezicht?",
    "Wat doet de Douane tegen accijnsfraude?",
    "xyzzy plugh",
    "?",
    "x" * 2000,
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_hits_explain_themselves(index: Index, question: str) -> None:
    hits = search(index, question, 10).hits
    assert len(hits) == 10
    scores = [hit.score for hit in hits]
    # A newer letter may go before one that scores a little better.
    assert all(first + NEWNESS >= second for first, second in pairwise(scores))
    assert all(0 <= score <= 1 for score in scores)
    assert len(set(ids(hits))) == len(hits)
    dense = [hit.dense_rank for hit in hits]
    lexical = [hit.lexical_rank for hit in hits if hit.lexical_rank is not None]
    assert all(rank is not None and rank >= 1 for rank in dense)
    assert len(set(dense)) == len(dense) and len(set(lexical)) == len(lexical)
    for hit in hits:
        assert len(hit.sentence_scores) == len(hit.passage.sentences)
        assert all(-1 <= score <= 1 for score in hit.sentence_scores)


def test_every_rank_is_given_once(index: Index) -> None:
    hits = search(index, "Hoeveel vaartuigen staan onder toezicht?", 200).hits
    assert sorted(hit.dense_rank or 0 for hit in hits) == list(range(1, len(hits) + 1))
    lexical = sorted(hit.lexical_rank for hit in hits if hit.lexical_rank is not None)
    assert lexical == list(range(1, len(lexical) + 1))


def test_unknown_words_have_no_lexical_rank(index: Index) -> None:
    hits = search(index, "xyzzy plugh", 10).hits
    assert [hit.lexical_rank for hit in hits] == [None] * 10


def test_sentence_scores_are_cosines(index: Index) -> None:
    found = search(index, "Wat is de waarde van de vaartuigen?", 5)
    assert np.linalg.norm(found.vector) == pytest.approx(1, abs=1e-5)
    for hit in found.hits:
        expected = index.vectors.sentences([hit.passage]) @ found.vector
        assert hit.sentence_scores == pytest.approx(expected.tolist(), abs=1e-5)


@pytest.mark.parametrize("count", [1, 3, 10, 50])
def test_as_many_as_asked_for(index: Index, count: int) -> None:
    hits = search(index, "Hoeveel vaartuigen staan onder toezicht?", count).hits
    assert len(hits) == count


def test_fewer_hits_are_the_first_of_more(index: Index) -> None:
    question = "Wat doet de Douane tegen accijnsfraude?"
    assert search(index, question, 3).hits == search(index, question, 20).hits[:3]


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ([LETTER], {LETTER}),
        (["brief-1"], {"brief-1"}),
        (["brief-2", "brief-1"], {"brief-1", "brief-2"}),
        (["bestaat-niet"], set()),
        ([], set()),
    ],
)
def test_filter_by_letter(index: Index, letters: list[str], expected: set[str]) -> None:
    for question in ("Hoeveel speurhonden zijn er?", "xyzzy", "accijnsfraude vaartuigen"):
        hits = search(index, question, 100, letters).hits
        assert {hit.passage.letter_id for hit in hits} == expected


def test_order_of_the_filter_does_not_matter(index: Index) -> None:
    question = "Waar staat een scanner?"
    one = search(index, question, 10, ["brief-1", LETTER])
    assert one.hits == search(index, question, 10, [LETTER, "brief-1"]).hits


@pytest.mark.parametrize("question", QUESTIONS)
def test_same_result_twice(index: Index, question: str) -> None:
    assert search(index, question, 10).hits == search(index, question, 10).hits


def test_order_of_the_corpus_does_not_matter(
    settings: Settings, index: Index, tmp_path: Path
) -> None:
    """Nor does it matter whether a letter was indexed at once or later, and from which folder."""
    shuffled = open_corpus(settings, tmp_path / "shuffled", ["brief-2", "brief-1", LETTER]).index
    assert shuffled.snapshot != index.snapshot
    for question in QUESTIONS:
        assert search(shuffled, question, 10).hits == search(index, question, 10).hits


def test_another_letter_does_not_change_the_ids(assistant: object, index: Index) -> None:
    names = {passage.id for passage in index.passages if passage.letter_id == LETTER}
    assert names == {passage.id for passage in assistant.index.passages}  # type: ignore[attr-defined]


def test_empty_filter_explains_nothing_and_does_not_fail(index: Index) -> None:
    found = search(index, "Hoeveel vaartuigne?", 10, [])
    assert found.hits == () and found.searched == "Hoeveel vaartuigen?"
