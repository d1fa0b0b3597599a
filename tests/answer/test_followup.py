"""Follow-ups: what a turn takes from the turns before it, and what it does not."""

import pytest

from rag.answer.followup import read_turn
from rag.assistant import Assistant
from rag.records import Answer

VAARTUIGEN = "Hoeveel luxe vaartuigen staan onder douanetoezicht?"
ECUADOR = "Wanneer is het douaneverdrag met Ecuador getekend?"
FABRIEKEN = "Hoeveel sigarettenfabrieken zijn opgerold?"


def converse(assistant: Assistant, questions: list[str]) -> list[Answer]:
    history: list[Answer] = []
    for question in questions:
        history.append(assistant.ask(question, history=history))
    return history


@pytest.mark.parametrize(
    ("before", "question", "carried"),
    [
        ([VAARTUIGEN], "En hoeveel daarvan zijn bevroren?", {"vaartuigen"}),
        ([VAARTUIGEN], "En vliegtuigen?", {"douanetoezicht"}),
        ([VAARTUIGEN], "Zijn die bevroren?", {"vaartuigen"}),
        ([VAARTUIGEN], "Waarom?", {"vaartuigen", "douanetoezicht"}),
        ([VAARTUIGEN], "Wat zijn ze waard?", {"vaartuigen"}),
        ([ECUADOR], "En met Peru?", {"douaneverdrag", "getekend"}),
        ([FABRIEKEN], "En in 2022?", {"sigarettenfabrieken", "opgerold"}),
        (["Wat is het HARC?"], "Wie zitten daarin?", {"HARC"}),
        ([VAARTUIGEN, "En hoeveel daarvan zijn bevroren?"], "Waarom?", {"vaartuigen", "bevroren"}),
        ([FABRIEKEN, VAARTUIGEN], "En vliegtuigen?", {"vaartuigen"}),
    ],
)
def test_carried(assistant: Assistant, before: list[str], question: str, carried: set[str]) -> None:
    turn = read_turn(question, converse(assistant, before))
    assert carried <= set(turn.context.split())
    assert turn.question == question
    assert turn.standalone == f"{question} (over: {turn.context})"


@pytest.mark.parametrize(
    ("before", "question", "left"),
    [
        ([FABRIEKEN, VAARTUIGEN], "En vliegtuigen?", {"sigarettenfabrieken", "opgerold"}),
        ([VAARTUIGEN], "En hoeveel vaartuigen daarvan zijn bevroren?", {"vaartuigen"}),
        ([VAARTUIGEN], "En vliegtuigen?", {"hoeveel", "Hoeveel", "onder", "staan"}),
    ],
)
def test_not_carried(
    assistant: Assistant, before: list[str], question: str, left: set[str]
) -> None:
    assert not left & set(read_turn(question, converse(assistant, before)).context.split())


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ([], "En vliegtuigen?"),
        ([], "Waarom?"),
        ([VAARTUIGEN], FABRIEKEN),
        ([VAARTUIGEN], "Wanneer is het douaneverdrag met Ecuador getekend?"),
        ([VAARTUIGEN], "Welke landen vallen onder de sanctiemaatregelen?"),
        ([VAARTUIGEN], "Hoeveel fte werkt er bij de Douane?"),
        ([VAARTUIGEN], "Iets anders: wat doet de Douane met drones?"),
    ],
)
def test_stands_alone(assistant: Assistant, before: list[str], question: str) -> None:
    turn = read_turn(question, converse(assistant, before))
    assert (turn.context, turn.typed) == ("", "")
    assert turn.standalone == question


@pytest.mark.parametrize(
    ("question", "typed"),
    [("En in 2022?", FABRIEKEN), ("En wanneer?", ""), ("En waarom dan?", "")],
)
def test_takes_over_the_type_of_question(assistant: Assistant, question: str, typed: str) -> None:
    assert read_turn(question, converse(assistant, [FABRIEKEN])).typed == typed


def test_context_stays_short(assistant: Assistant) -> None:
    history = converse(assistant, [VAARTUIGEN, *["En " + "nog een " * 3 + "x" * 9 + "?"] * 8])
    assert len(read_turn("En waarom?", history).context.split()) <= 7


@pytest.mark.parametrize(
    ("turns", "words"),
    [
        ([VAARTUIGEN, "En hoeveel vliegtuigen?"], "zes vliegtuigen"),
        ([FABRIEKEN, "En in 2022?"], None),
        (["Wat is Zwijgrecht?", "Hoeveel jongeren deden eraan mee?"], "honderd jongeren"),
    ],
)  # fmt: skip
def test_answer_of_the_last_turn(assistant: Assistant, turns: list[str], words: str | None) -> None:
    answer = converse(assistant, turns)[-1]
    assert answer.question == turns[-1]
    assert answer.found is (words is not None)
    assert (words or "") in answer.answer


def test_history_changes_nothing_for_a_question_of_its_own(assistant: Assistant) -> None:
    alone = assistant.ask(VAARTUIGEN)
    later = converse(assistant, [FABRIEKEN, "En in 2022?", VAARTUIGEN])[-1]
    assert (later.answer, later.short, later.hits) == (alone.answer, alone.short, alone.hits)
