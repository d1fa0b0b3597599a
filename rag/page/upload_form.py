"""Adding a letter on the page: choose a file, see what it states, correct that, confirm."""

import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from rag.assistant import Assistant
from rag.letters.add import Proposal, propose, store
from rag.letters.metadata import FIELDS
from rag.page import texts
from rag.page.engine import Engine
from rag.page.letters_view import added_html, step_html, waiting_html
from rag.page.markup import problem, text
from rag.page.problems import dutch_line
from rag.page.upload import as_shown, confirmed
from rag.page.wiring import quiet

# What a visitor is likely to know stands first; the rest is folded away.
_FIRST = ("title", "date", "sender", "sender_office", "dossier", "number", "kenmerk", "letter_id")
_REST = tuple(field for field in FIELDS if field not in _FIRST)
_FORGOTTEN_AFTER = 3_600  # seconds that a letter waits to be confirmed
_READERS_AT_ONCE = 2


class UploadForm:
    """Builds the form inside the current Blocks; the page itself listens to `add_button`."""

    def __init__(self, engine: Engine, corpus: Path) -> None:
        self.engine = engine
        self.corpus = corpus
        self.proposal = gr.State(None, time_to_live=_FORGOTTEN_AFTER)
        with gr.Accordion(texts.UPLOAD, open=False, elem_id="upload"):
            self.files = gr.File(
                label=texts.UPLOAD_LABEL, type="filepath", height=150, elem_id="upload-files",
            )  # fmt: skip
            self.progress = gr.HTML("", elem_id="upload-progress", apply_default_css=False)
            with gr.Column(visible=False, elem_id="upload-form") as self.form:
                boxes = self._boxes(_FIRST)
                with gr.Accordion(texts.UPLOAD_MORE, open=False, elem_id="upload-more"):
                    boxes |= self._boxes(_REST)
                self.add_button = gr.Button(
                    texts.UPLOAD_ADD, variant="primary", scale=0, min_width=140,
                    elem_id="upload-add",
                )  # fmt: skip
        self.boxes = [boxes[field] for field in FIELDS]
        gr.on(
            [self.files.upload, self.files.clear],
            self.look,
            [self.files],
            [self.progress, self.proposal, self.form, *self.boxes],
            **(quiet() | {"concurrency_limit": _READERS_AT_ONCE}),
        )

    def _boxes(self, fields: tuple[str, ...]) -> dict[str, gr.Textbox]:
        with gr.Row():
            return {
                field: gr.Textbox(
                    label=texts.UPLOAD_FIELDS[field], min_width=260, elem_id=f"upload-{field}"
                )
                for field in fields
            }

    def look(self, file: str | None) -> Iterator[tuple[Any, ...]]:
        """Show what a letter states about itself, or why it cannot be read."""
        hidden = (None, gr.update(visible=False), *(gr.skip(),) * len(FIELDS))
        if not file:
            yield "", *hidden
            return
        yield waiting_html(texts.UPLOAD_READING), *hidden
        try:
            proposal = propose(Path(file))
        except Exception as error:
            yield problem(dutch_line(error)), *hidden
            return
        shown = as_shown(proposal.source)
        boxes = [
            gr.update(value=shown[field], info=_origin(proposal.origins.get(field, "")))
            for field in FIELDS
        ]
        found = f'<p role="status">{text(texts.UPLOAD_FOUND)}</p>'
        yield found, proposal, gr.update(visible=True), *boxes

    def add(
        self, proposal: Proposal | None, written: tuple[str, ...]
    ) -> Iterator[tuple[str, Assistant | None]]:
        """Add the letter: what to tell the visitor at each step, at last with the new assistant."""
        if proposal is None:
            yield problem(texts.UPLOAD_NONE), None
            return
        try:
            letter = confirmed(proposal, dict(zip(FIELDS, written, strict=True)))
            stored = store(letter, self.corpus)
        except Exception as error:
            yield problem(dutch_line(error)), None
            return
        yield step_html(1, texts.UPLOAD_STORED), None
        # In a thread of its own: the index is completed even when the visitor leaves.
        said: queue.Queue[str | float | Exception | Assistant] = queue.Queue()
        threading.Thread(target=self._refresh, args=(said,), name="refresh", daemon=True).start()
        while isinstance(item := said.get(), str | float):
            share = item if isinstance(item, float) else 0.0
            yield step_html(1 + share, texts.UPLOAD_INDEXING), None
        if isinstance(item, Exception):
            yield problem(f"{texts.UPLOAD_NOT_INDEXED} {dutch_line(item)}"), None
        else:
            yield added_html(letter.source, new=stored is not None), item

    def _refresh(self, said: "queue.Queue[str | float | Exception | Assistant]") -> None:
        try:
            said.put(self.engine.refresh(said.put, said.put))
        except Exception as error:
            said.put(error)


def _origin(origin: str) -> str:
    return texts.UPLOAD_ORIGIN.format(origin) if origin else texts.UPLOAD_NO_ORIGIN
