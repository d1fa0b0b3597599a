"""A model's answer in the terminal, as JSON and on the page: never a claim that was not checked."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag import cli
from rag.answer_json import answer_to_json
from rag.assistant import Assistant
from rag.page.ask_tab import AskTab
from rag.page.conversation import Turn, conversation_html, turn_html
from rag.page.engine import Engine
from rag.terminal import as_text, made_by
from tests.llm.server import Behaviour
from tests.llm.test_compose import FALSE, QUESTION, TRUE, claiming

Capture = pytest.CaptureFixture[str]
SECOND = "Als er een overtreding blijkt, wordt dit voorgelegd aan het Openbaar Ministerie (OM)."


@pytest.fixture
def told(
    asked: Assistant, behaviour: Behaviour, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., None]:
    """Run the command line on the assistant with the model."""
    monkeypatch.setattr(cli.Assistant, "open", lambda *_: asked)

    def run(*arguments: str) -> None:
        assert cli.main(arguments) == cli.DONE

    return run


def test_ask_prints_checked_claims_with_the_letters_words(
    told: Callable[..., None], behaviour: Behaviour, capsys: Capture
) -> None:
    behaviour.reply = claiming(FALSE, TRUE)
    told("ask", QUESTION)
    out = capsys.readouterr().out
    assert out.count(TRUE) == 1 and "800" not in out
    assert "2 uitspraken gecontroleerd, 1 weggelaten" in out
    assert "“Vanaf de start van de oorlog" in out


def test_ask_says_in_one_line_why_no_model_answered(
    told: Callable[..., None], behaviour: Behaviour, capsys: Capture
) -> None:
    behaviour.status = 429
    told("ask", QUESTION)
    out = capsys.readouterr().out
    assert out.count("te druk") == 1 and "[1] Kamerstukken" in out


def test_cut_after_a_claim_shows_the_extractive_answer(
    told: Callable[..., None], behaviour: Behaviour, capsys: Capture
) -> None:
    behaviour.reply, behaviour.cut = claiming(TRUE, SECOND), 15
    told("ask", QUESTION)
    out = capsys.readouterr().out
    assert "brak af" in out and "Vanaf de start van de oorlog" in out and "800" not in out


def test_json_tells_what_became_of_the_claims(asked: Assistant, behaviour: Behaviour) -> None:
    behaviour.reply = claiming(FALSE, TRUE)
    content = answer_to_json(asked.ask(QUESTION))
    assert content["mode"] == "llm" and content["claims"] == {"kept": 1, "dropped": 1}
    assert "claims" not in answer_to_json(asked.without_model.ask(QUESTION))


@pytest.mark.parametrize(
    ("kept", "dropped", "words"),
    [
        (1, 0, "1 uitspraak gecontroleerd, alle in de brief gevonden."),
        (2, 0, "2 uitspraken gecontroleerd, alle in de brief gevonden."),
        (1, 1, "2 uitspraken gecontroleerd, 1 weggelaten omdat die niet in de brief staat."),
        (1, 3, "4 uitspraken gecontroleerd, 3 weggelaten omdat die niet in de brief staan."),
    ],
)
def test_badge(assistant: Assistant, kept: int, dropped: int, words: str) -> None:
    answer = replace(assistant.ask(QUESTION), mode="llm", kept=kept, dropped=dropped)
    assert made_by(answer).endswith(words) and words in as_text(answer)


def test_page_shows_badge_note_and_no_markup_of_the_model(assistant: Assistant) -> None:
    answer = replace(assistant.ask(QUESTION), mode="llm", kept=1, answer="<b>x</b> [1]")
    letters = {one.source.letter_id: one for one in assistant.letters}
    html = turn_html(Turn(QUESTION, answer, letters=letters), "t1")
    assert made_by(answer) in html and "<b>x" not in html
    noted = turn_html(Turn(QUESTION, replace(answer, note="Te druk <i>"), letters=letters), "t1")
    assert "Te druk &lt;i&gt;" in noted
    writing = turn_html(Turn(QUESTION, answer, letters=letters, writing=True), "t1")
    assert "schrijft" in writing and "Kopieer antwoord" not in writing


def test_page_streams_checked_claims(
    asked: Assistant, behaviour: Behaviour, tmp_path: Path
) -> None:
    import gradio as gr

    behaviour.reply = claiming(FALSE, TRUE, SECOND)
    engine = Engine(lambda *_: asked)
    engine.start()
    with gr.Blocks():
        tab = AskTab(engine, tmp_path)
    shown = [str(step[0]) for step in tab.reply(QUESTION, [], "", "", [], "", [])]
    assert all("800" not in html for html in shown)
    assert any("schrijft" in html and TRUE in html for html in shown)
    assert made_by(asked.ask(QUESTION)) in shown[-1]
    assert conversation_html([]) not in shown


def test_nothing_asks_the_model_unasked(asked: Assistant, behaviour: Behaviour) -> None:
    """Warming up and looking for passages need no model."""
    engine = Engine(lambda *_: asked)
    engine.start()
    engine.assistant()
    assert behaviour.calls == []


def test_no_setting_no_model(assistant: Assistant) -> None:
    answer: Any = assistant.ask(QUESTION)
    assert assistant.model is None and answer.mode == "extractive" and not answer.note
