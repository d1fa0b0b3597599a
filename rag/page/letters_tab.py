"""The tab Brieven: the corpus, a letter to read, a letter to add, and the state of the index."""

import uuid
from pathlib import Path
from typing import Any

import gradio as gr

from rag.assistant import Assistant
from rag.page import texts
from rag.page.engine import Engine
from rag.page.letters_view import letter_html, letters_table, status_html
from rag.page.markup import problem
from rag.page.problems import dutch_line
from rag.page.upload_form import UploadForm
from rag.page.wiring import DELEGATE, event_data, quiet


class LettersTab:
    """Builds the tab inside the current Blocks and answers its events."""

    def __init__(self, engine: Engine, corpus: Path) -> None:
        self.engine = engine
        self.table = gr.HTML(
            f'<p class="waiting">{texts.LOADING}</p>',
            elem_id="letters",
            apply_default_css=False,
            js_on_load=DELEGATE,
        )
        self.letter = gr.HTML("", elem_id="letter", apply_default_css=False)
        self.upload = UploadForm(engine, corpus)
        self.status = gr.HTML("", elem_id="status", apply_default_css=False)
        self.table.click(self._choose, None, [self.table, self.letter], **quiet())

    def filled(self, assistant: Assistant, letter_id: str, passage: str) -> tuple[str, str, str]:
        """Table, letter and status on arrival; the letter of the address, if it names one."""
        shown = self.shown(assistant, letter_id, passage) if letter_id else ""
        return letters_table(assistant.letters, letter_id), shown, self.state(assistant)

    def state(self, assistant: Assistant) -> str:
        """The state of the index."""
        model = assistant.settings.embed_model.rstrip("/").rsplit("/", 1)[-1]
        return status_html(assistant.letters, model, assistant.broken)

    def shown(self, assistant: Assistant, letter_id: str, passage: str) -> str:
        """A letter with a passage marked, or a line that it is not there."""
        letters = {letter.source.letter_id: letter for letter in assistant.letters}
        if letter_id not in letters:
            return problem(texts.UNKNOWN_LETTER.format(letter_id))
        wanted = f"{letter_id}#{passage}" if passage else ""
        # A new name each time: the page scrolls there again.
        return letter_html(letters[letter_id], letters, wanted, arrive=uuid.uuid4().hex)

    def _choose(self, event: gr.EventData) -> tuple[Any, Any]:
        letter_id = event_data(event).get("letter", "")
        try:
            assistant = self.engine.assistant()
        except Exception as error:
            return gr.skip(), problem(dutch_line(error))
        return letters_table(assistant.letters, letter_id), self.shown(assistant, letter_id, "")
