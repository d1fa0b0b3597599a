"""The tab Brieven: the corpus, a letter to read, a letter to add, and the state of the index."""

import queue
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from rag.assistant import Assistant
from rag.page import texts
from rag.page.engine import Engine, dutch_line
from rag.page.letters_view import added_html, letter_html, letters_table, status_html, step_html
from rag.page.markup import problem
from rag.page.upload import add_letter
from rag.page.wiring import DELEGATE, event_data, quiet


class LettersTab:
    """Builds the tab inside the current Blocks and answers its events."""

    def __init__(self, engine: Engine, corpus: Path) -> None:
        self.engine = engine
        self.corpus = corpus
        self.table = gr.HTML(
            f'<p class="waiting">{texts.LOADING}</p>',
            elem_id="letters",
            apply_default_css=False,
            js_on_load=DELEGATE,
        )
        self.letter = gr.HTML("", elem_id="letter", apply_default_css=False)
        with gr.Accordion(texts.UPLOAD, open=False, elem_id="upload"):
            self.files = gr.File(
                label=texts.UPLOAD_LABEL, file_count="multiple", type="filepath", height=150,
                elem_id="upload-files",
            )  # fmt: skip
            self.add_button = gr.Button(
                texts.UPLOAD_ADD, variant="primary", scale=0, min_width=140, elem_id="upload-add"
            )
            self.progress = gr.HTML("", elem_id="upload-progress", apply_default_css=False)
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

    def add(self, files: list[str] | None) -> Iterator[tuple[str, Assistant | None]]:
        """Add a letter: what to tell the visitor at each step, at last with the new assistant."""
        try:
            letter = add_letter(self.corpus, [Path(file) for file in files or ()])
        except Exception as error:
            yield problem(dutch_line(error)), None
            return
        yield step_html(1, texts.UPLOAD_STORED), None
        # In a thread of its own: the index is completed even when the visitor leaves.
        said: queue.Queue[str | Exception | Assistant] = queue.Queue()
        threading.Thread(target=self._refresh, args=(said,), name="refresh", daemon=True).start()
        while isinstance(item := said.get(), str):
            yield step_html(2, texts.UPLOAD_INDEXING), None
        if isinstance(item, Exception):
            yield problem(f"{texts.UPLOAD_NOT_INDEXED} {dutch_line(item)}"), None
        else:
            yield added_html(letter.source), item

    def _refresh(self, said: "queue.Queue[str | Exception | Assistant]") -> None:
        try:
            said.put(self.engine.refresh(said.put))
        except Exception as error:
            said.put(error)

    def _choose(self, event: gr.EventData) -> tuple[Any, Any]:
        letter_id = event_data(event).get("letter", "")
        try:
            assistant = self.engine.assistant()
        except Exception as error:
            return gr.skip(), problem(dutch_line(error))
        return letters_table(assistant.letters, letter_id), self.shown(assistant, letter_id, "")
