"""Altered claims are made in number and kind, the same every time, and none gets through."""

from collections import Counter
from dataclasses import replace

import pytest

from evals.adversary import Made, made_claims
from evals.cases import load_letters
from evals.llm import MINIMUM_ALTERED, Outcome, check_all, claims_of, model_lines, outcome_lines
from evals.run import CORPUS
from rag.assistant import Assistant

SENTENCE = "Op 1 november 2024 stonden zeven vaartuigen niet onder toezicht van de Douane."


def test_claims_of_a_sentence_are_the_same_every_time() -> None:
    made = made_claims(SENTENCE, ["In Peru zijn 12 schepen."])
    assert made == made_claims(SENTENCE, ["In Peru zijn 12 schepen."])
    kinds = {claim.kind for claim in made}
    assert {
        "aantal veranderd", "datum veranderd", "niet weg", "niet erbij", "organisatie",
        "naam van elders", "true: letterlijk", "true: cijfer", "true: datum",
    } <= kinds  # fmt: skip
    assert Made("niet weg", SENTENCE.replace("niet ", "")) in made
    assert all(claim.text != SENTENCE for claim in made if not claim.true)


@pytest.mark.parametrize("sentence", ["Kort.", "De punten zijn de volgende zaken:", "x" * 500])
def test_no_claim_of_what_is_no_sentence(sentence: str) -> None:
    assert made_claims(sentence, []) == []


def test_no_altered_claim_of_the_letter_gets_through() -> None:
    outcome = check_all(load_letters(CORPUS).values())
    assert outcome.count(False) >= 10 * MINIMUM_ALTERED
    assert outcome.through == ()
    assert outcome.count(True, kept=True) >= 0.97 * outcome.count(True)


def test_lines() -> None:
    outcome = Outcome(Counter({"true: x": 2, "y": 3}), Counter({"true: x": 1}), ("y: Fout.",))
    lines = outcome_lines("Title", outcome)
    assert "true kept 1 of 2; altered let through 1 of 3" in lines[-2] and "Fout." in lines[-1]


def test_claims_of_an_answer(assistant: Assistant) -> None:
    answer = assistant.ask("Hoeveel zendingen zijn voorgelegd aan de CDIU?")
    assert claims_of(answer) == []
    written = replace(answer, mode="llm", answer="Een. [1] Twee. [1][2]", kept=2, dropped=1)
    assert claims_of(written) == ["Een.", "Twee."]
    assert model_lines([written, replace(answer, note="Te druk.")]) == [
        "1 of 2 answers by the model; claims kept 2, dropped 1",
        "  1 x Te druk.",
    ]
