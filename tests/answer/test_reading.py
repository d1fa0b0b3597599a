"""Close reading: scores move candidates, and tell an answer from a near miss."""

from dataclasses import replace

import pytest

from rag.answer.cross_encoder import CrossEncoder
from rag.answer.engine import weigh_evidence
from rag.answer.followup import Turn
from rag.answer.reading import READ, read_scores, rerank
from rag.settings import CROSS_ENCODER


@pytest.fixture(scope="module")
def evidence(assistant):
    return weigh_evidence(assistant.index, assistant.judge, Turn("Hoeveel drones zijn er?"))


@pytest.fixture(scope="module")
def reader():
    return CrossEncoder(CROSS_ENCODER)


def test_reading_puts_the_best_read_first(assistant, evidence):
    weights = replace(assistant.judge.weights, reading={"found": 0.0, "read": 1.0})
    ranked = list(evidence.ranked)
    again = rerank(ranked, [0.0, 0.0, 5.0], weights)
    assert again[0].candidate == ranked[2].candidate
    assert again[0].read == 5.0
    assert sum(item.probability for item in again) == pytest.approx(1)


def test_what_was_not_read_counts_as_the_worst_read(assistant, evidence):
    ranked = list(evidence.ranked)
    again = rerank(ranked, [1.0, -2.0], assistant.judge.weights)
    assert {item.read for item in again if item.candidate not in (ranked[0].candidate,)} == {-2.0}


def test_nothing_to_read(assistant):
    assert rerank([], [], assistant.judge.weights) == []


def test_only_the_best_are_read_and_a_follow_up_with_what_it_takes_over(assistant, evidence):
    asked = []

    def note(question, sentences):
        asked.append((question, len(sentences)))
        return [0.0] * len(sentences)

    turn = weigh_evidence(assistant.index, assistant.judge, Turn("En de kosten?", "drones"))
    for each in (evidence, turn):
        read_scores(list(each.ranked), each.question, assistant.index.letters, note)
    assert asked == [("Hoeveel drones zijn er?", READ), ("En de kosten? (drones)", READ)]


# Sentences and questions made up here: none is in a letter, the evals or the training data.
@pytest.mark.parametrize(
    ("sentence", "answered", "near_miss"),
    [
        (
            "De gemeente Assen heeft in 2021 veertien laadpalen geplaatst.",
            "Hoeveel laadpalen zette Assen neer in 2021?",
            "Waarom heeft Assen laadpalen geplaatst?",
        ),
        (
            "Het loket in Venlo is sinds 3 april op zaterdag gesloten.",
            "Sinds wanneer is het loket in Venlo op zaterdag dicht?",
            "Wat kost het loket in Venlo?",
        ),
        (
            "De veerboot naar Ameland vervoerde in 2019 ruim 600.000 passagiers.",
            "Hoeveel passagiers nam de veerboot naar Ameland in 2019 mee?",
            "Hoeveel bemanningsleden heeft de veerboot naar Ameland?",
        ),
    ],
)
def test_an_answer_reads_better_than_a_near_miss(reader, sentence, answered, near_miss):
    assert reader.score(answered, [sentence])[0] > reader.score(near_miss, [sentence])[0] + 1


def test_a_score_does_not_depend_on_the_sentences_beside_it(reader):
    sentences = ["De kade is 40 meter lang.", "De kade is in 1998 vernieuwd na een lange storm."]
    alone = [reader.score("Hoe lang is de kade?", [sentence])[0] for sentence in sentences]
    assert reader.score("Hoe lang is de kade?", sentences) == alone
