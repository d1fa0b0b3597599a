"""The tab Vragen: the conversation, its filters, and earlier questions of this browser."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from rag.page import texts
from rag.page.conversation import Turn, conversation_html
from rag.page.engine import (
    SHOWN_BEFORE,
    Engine,
    check_question,
    check_within,
    parse_period,
)
from rag.page.history import Conversation, history_html, remember, saved_conversations
from rag.page.problems import dutch_line
from rag.page.wiring import DELEGATE, event_data, quiet

MAXIMUM_TURNS = 40  # the oldest make room: the page stays light


class AskTab:
    """Builds the tab inside the current Blocks and answers its events."""

    def __init__(self, engine: Engine, kept: Path) -> None:
        self.engine = engine
        self.kept = kept
        self.turns = gr.State([])
        self.started = gr.State("")
        # A fixed secret: the default one changes at every start and would lose the history.
        # Only questions are kept, and the browser is the visitor's own.
        self.history = gr.BrowserState([], storage_key="douanebrieven", secret="douanebrieven")
        self.conversation = gr.HTML(
            conversation_html([]),
            elem_id="conversation",
            apply_default_css=False,
            js_on_load=DELEGATE,
        )
        with gr.Row(elem_id="composer"):
            self.question = gr.Textbox(
                label=texts.QUESTION_LABEL,
                placeholder=texts.QUESTION_HINT,
                max_lines=4,
                scale=8,
                min_width=200,
                elem_id="question",
            )
            self.send = gr.Button(
                texts.ASK, variant="primary", scale=0, min_width=96, elem_id="ask"
            )
        with gr.Row(elem_id="below"):
            with gr.Accordion(texts.FILTERS, open=False, elem_id="filters"), gr.Row():
                self.letters = gr.Dropdown(
                    [],
                    value=[],
                    multiselect=True,
                    label=texts.FILTER_LETTERS,
                    scale=3,
                    elem_id="filter-letters",
                )
                self.since, self.until = (
                    gr.Textbox(
                        label=label,
                        placeholder=texts.FILTER_HINT,
                        scale=1,
                        min_width=140,
                        elem_id=name,
                    )
                    for label, name in (
                        (texts.FILTER_SINCE, "filter-since"),
                        (texts.FILTER_UNTIL, "filter-until"),
                    )
                )
            self.new = gr.Button(texts.NEW_CONVERSATION, scale=0, min_width=150, elem_id="new")
        self.past = gr.HTML("", elem_id="history", apply_default_css=False, js_on_load=DELEGATE)
        self._listen()

    def _listen(self) -> None:
        filters = [self.letters, self.since, self.until]
        state = [self.turns, self.started, self.history]
        shown = [self.conversation, self.question, self.past, *state]
        gr.on(
            [self.question.submit, self.send.click],
            self.reply,
            [self.question, *filters, *state],
            shown,
            **quiet(),
        )
        self.conversation.click(self.act, [*filters, *state], shown, **quiet())
        self.past.click(self.act, [*filters, *state], shown, **quiet())
        self.new.click(
            lambda: (conversation_html([]), "", [], ""),
            None,
            [self.conversation, self.question, self.turns, self.started],
            **quiet(),
        )

    def act(
        self,
        letters: list[str],
        since: str,
        until: str,
        turns: list[Turn],
        started: str,
        history: Any,
        event: gr.EventData,
    ) -> Iterator[tuple[Any, ...]]:
        """A button inside the conversation or the history."""
        data = event_data(event)
        if data.get("do") == "example":
            question = data.get("question", "")
            yield from self.reply(question, letters, since, until, turns, started, history)
        elif data.get("do") == "keep":
            self._keep(data, turns)
            yield (gr.skip(),) * 6
        elif data.get("do") == "forget":
            yield gr.skip(), gr.skip(), "", gr.skip(), gr.skip(), []
        elif data.get("do") == "reopen":
            yield from self._reopen(data.get("started", ""), history)
        else:
            yield (gr.skip(),) * 6

    def reply(
        self,
        question: str,
        letters: list[str],
        since: str,
        until: str,
        turns: list[Turn],
        started: str,
        history: Any,
    ) -> Iterator[tuple[Any, ...]]:
        """Show the question at once, then its answer."""
        turns = turns[-MAXIMUM_TURNS + 1 :]
        question = question[:10_000]
        pending = [*turns, Turn(question.strip())]
        waiting = "" if self.engine.ready else texts.LOADING
        shown = conversation_html(pending, waiting)
        yield shown, gr.skip(), gr.skip(), turns, started, history
        for turn in self._answers(question, letters, since, until, turns):
            if turn.writing:
                shown = conversation_html([*turns, turn])
                yield shown, gr.skip(), gr.skip(), turns, started, history
        started = started or f"{time.time():.0f}"
        if turn.error:  # not part of the conversation: the visitor mends it and asks again
            shown = conversation_html([*turns, turn])
            yield shown, gr.skip(), gr.skip(), turns, started, history
            return
        turns = [*turns, turn]
        conversation = Conversation(started, tuple(turn.question for turn in turns))
        saved = remember(saved_conversations(history), conversation)
        yield (
            conversation_html(turns), "", history_html(saved), turns, started,
            [item.as_json() for item in saved],
        )  # fmt: skip

    def _answers(
        self, question: str, letters: list[str], since: str, until: str, turns: list[Turn]
    ) -> Iterator[Turn]:
        """The turn as its answer grows; the last one is whole."""
        period = " – ".join(filter(None, (since, until)))
        within = ", ".join(filter(None, (*(letters or ()), period)))
        answer = None
        try:
            checked = check_question(question)
            first, last = parse_period(since or "", until or "")
            before = [turn.answer for turn in turns if turn.answer][-SHOWN_BEFORE:]
            assistant = self.engine.assistant()
            check_within(assistant.letters, letters or (), first, last)
            known = {letter.source.letter_id: letter for letter in assistant.letters}
            for answer in assistant.stream(
                checked, letters=letters or (), since=first, until=last, history=before
            ):
                if answer.mode == "llm":
                    yield Turn(checked, answer, within=within, letters=known, writing=True)
        except Exception as error:
            yield Turn(question.strip()[:200], error=dutch_line(error))
            return
        yield Turn(checked, answer, within=within, letters=known)

    def _reopen(self, started: str, history: Any) -> Iterator[tuple[Any, ...]]:
        """Ask the questions of an earlier conversation again: the letters may have changed."""
        saved = saved_conversations(history)
        chosen = next((item for item in saved if item.started == started), None)
        turns: list[Turn] = []
        for question in chosen.questions if chosen else ():
            *_, turn = self._answers(question, [], "", "", turns)
            turns.append(turn)
        yield (
            conversation_html(turns), "", gr.skip(), turns, started, history,
        )  # fmt: skip

    def _keep(self, data: dict[str, str], turns: list[Turn]) -> None:
        from evals.candidates import keep_candidate

        number = data.get("turn", "")
        turn = (
            turns[int(number) - 1] if number.isdigit() and 0 < int(number) <= len(turns) else None
        )
        if turn is None or turn.answer is None:
            return
        wrong = "" if data.get("good") == "ja" else texts.WRONG
        try:
            keep_candidate(self.kept, turn.question, turn.answer, wrong)
        except Exception as error:
            raise gr.Error(dutch_line(error), title="", print_exception=False) from None
