"""Close reading: scores move candidates, and tell an answer from a near miss."""

from dataclasses import replace

import pytest

from rag.answer.cross_encoder import CrossEncoder
from rag.answer.engine import weigh_evidence
from rag.answer.followup import Turn
from rag.answer.reading import READ, WORTH_READING, read_scores, rerank
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
    for each, share in ((evidence, 0.1), (turn, WORTH_READING / 2)):
        ranked = [replace(item, probability=share) for item in each.ranked]
        read_scores(ranked, each.question, assistant.index.letters, note)
    assert asked == [("Hoeveel drones zijn er?", READ), ("En de kosten? (drones)", 1)]


# Made up here: none is in a letter, the evals or the training data.
PAIRS = [
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
    (
        "De brug over de Waal gaat in het voorjaar acht weken dicht voor onderhoud.",
        "Waarom kan men straks niet over de Waal?",
        "Wie betaalt het onderhoud aan de brug over de Waal?",
    ),
    (
        "Scholen in Drenthe krijgen samen 2,3 miljoen euro voor gymzalen.",
        "Hoeveel geld gaat er naar gymzalen in Drenthe?",
        "Hoeveel geld gaat er naar gymzalen in Friesland?",
    ),
    (
        "De archeologen vonden bij Tiel een Romeinse helm.",
        "Wat kwam er bij Tiel uit de grond?",
        "Hoe oud was de archeoloog die bij Tiel de helm vond?",
    ),
    (
        "Omdat de leverancier failliet ging, komen de bussen een jaar later.",
        "Waardoor zijn de bussen te laat?",
        "Hoeveel bussen komen er?",
    ),
    (
        "De museumkaart kost volgend jaar 75 euro.",
        "Wat moet ik volgend jaar betalen voor de museumkaart?",
        "Wat kostte de museumkaart vijf jaar geleden?",
    ),
    (
        "Burgemeester Van Dalen opende donderdag het nieuwe zwembad.",
        "Wie opende het zwembad?",
        "Hoe diep is het nieuwe zwembad?",
    ),
    (
        "Boeren mogen vanaf 1 juni geen water meer uit de beek pompen.",
        "Vanaf wanneer is water uit de beek halen verboden?",
        "Hoeveel liter pompten boeren uit de beek?",
    ),
    (
        "De proef met de zelfrijdende tram is mislukt en wordt niet herhaald.",
        "Komt er nog een proef met de zelfrijdende tram?",
        "In welke stad reed de zelfrijdende tram?",
    ),
    (
        "Van de 40 molens in de polder draaien er nog 12.",
        "Hoeveel molens werken er nog?",
        "Wanneer werd de eerste molen in de polder gebouwd?",
    ),
]


def test_an_answer_reads_better_than_a_near_miss(reader):
    ahead = [
        reader.score(answered, [sentence])[0] - reader.score(near_miss, [sentence])[0]
        for sentence, answered, near_miss in PAIRS
    ]
    assert sum(each > 1 for each in ahead) >= 10, ahead


def test_quite_another_matter_reads_far_below(reader):
    scores = [
        reader.score(question, [sentence])[0]
        for sentence, _, _ in PAIRS
        for question in ("Hoe bak ik een appeltaart?", "SELECT * FROM klanten", "Hoi!")
    ]
    assert max(scores) < 0, scores


def test_a_score_does_not_depend_on_the_sentences_beside_it(reader):
    sentences = ["De kade is 40 meter lang.", "De kade is in 1998 vernieuwd na een lange storm."]
    alone = [reader.score("Hoe lang is de kade?", [sentence])[0] for sentence in sentences]
    assert reader.score("Hoe lang is de kade?", sentences) == alone
