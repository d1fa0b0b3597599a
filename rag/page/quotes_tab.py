"""The tab Citaten: look up and cite, collect into a note, check a note."""

import tempfile
import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from rag.cite.check import check_note
from rag.cite.note import NoteItem, export_note, read_note
from rag.cite.places import page_at
from rag.page import texts
from rag.page.engine import MAXIMUM_NOTE, Engine, check_question
from rag.page.markup import problem
from rag.page.problems import PageError, dutch_line
from rag.page.quotes_view import (
    basket_html,
    citation_html,
    findings_html,
    findings_markdown,
    results_html,
)
from rag.page.wiring import DELEGATE, event_data, quiet
from rag.records import Letter

EXPORTS = ("docx", "md", "bib", "ris")
MAXIMUM_ITEMS = 200


class QuotesTab:
    """Builds the tab inside the current Blocks and answers its events."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.chosen = gr.State(None)
        self.items = gr.State([])
        with gr.Tabs(elem_id="quote-tabs", overflow_behavior="wrap"):
            with gr.Tab(texts.SEARCH_TITLE, id="search"):
                self._build_search()
            with gr.Tab(texts.CHECK_TITLE, id="check"):
                self._build_check()

    def _build_search(self) -> None:
        with gr.Row(elem_id="search-row", elem_classes="asking"):
            query = gr.Textbox(
                label=texts.SEARCH_LABEL, placeholder=texts.SEARCH_HINT, scale=8, elem_id="search"
            )
            button = gr.Button(
                texts.SEARCH, variant="primary", scale=0, min_width=96, elem_id="search-button"
            )
        with gr.Row(elem_classes="two"):
            with gr.Column(scale=6, min_width=300):
                found = gr.HTML("", elem_id="found", apply_default_css=False, js_on_load=DELEGATE)
            with gr.Column(scale=5, min_width=300):
                citation = gr.HTML(
                    citation_html(None), elem_id="citation", apply_default_css=False,
                    js_on_load=DELEGATE,
                )  # fmt: skip
                remark = gr.Textbox(
                    label=texts.BASKET_REMARK, placeholder=texts.BASKET_REMARK_HINT,
                    elem_id="remark",
                )  # fmt: skip
                gr.HTML(f"<h2>{texts.BASKET}</h2>", apply_default_css=False)
                basket = gr.HTML(
                    basket_html([]), elem_id="basket", apply_default_css=False, js_on_load=DELEGATE
                )
                with gr.Row(elem_id="exports"):
                    downloads = [
                        gr.DownloadButton(
                            texts.EXPORT.format(f".{kind}"), size="sm", min_width=110,
                            interactive=False, elem_id=f"export-{kind}",
                        )
                        for kind in EXPORTS
                    ]  # fmt: skip
        gr.on([query.submit, button.click], self.search, [query], [found], **quiet())
        found.click(self.choose, None, [citation, self.chosen], **quiet())
        citation.click(
            self.collect, [self.chosen, remark, self.items],
            [self.items, basket, remark, *downloads], **quiet(),
        )  # fmt: skip
        basket.click(self.rearrange, [self.items], [self.items, basket, *downloads], **quiet())

    def _build_check(self) -> None:
        gr.HTML(f"<p>{texts.CHECK_INTRO}</p>", apply_default_css=False)
        with gr.Row():
            note = gr.Textbox(
                label=texts.CHECK_LABEL,
                lines=8,
                max_lines=16,
                scale=3,
                min_width=320,
                elem_id="note",
            )
            file = gr.File(
                label=texts.CHECK_FILE, type="filepath",
                scale=2, min_width=260, elem_id="note-file",
            )  # fmt: skip
        with gr.Row():
            button = gr.Button(
                texts.CHECK, variant="primary", scale=0, min_width=140, elem_id="check"
            )
            export = gr.DownloadButton(
                texts.CHECK_EXPORT, scale=0, min_width=220, visible=False,
                elem_id="export-findings",
            )  # fmt: skip
        findings = gr.HTML("", elem_id="findings", apply_default_css=False)
        button.click(self.check, [note, file], [findings, export], **quiet())
        file.upload(self.check, [note, file], [findings, export], **quiet())

    def search(self, query: str) -> str:
        """The passages for a query."""
        try:
            checked = check_question(query)
            answer = self.engine.assistant().without_model.ask(checked)
            return results_html(checked, answer.hits, self._letters())
        except Exception as error:
            return problem(dutch_line(error))

    def choose(self, event: gr.EventData) -> tuple[Any, Any]:
        """Cite a passage, or the words selected in it."""
        data = event_data(event)
        letter_id = data.get("id", "").partition("#")[0]
        try:
            letter = self.engine.assistant().letter(letter_id)
            passage = next(one for one in letter.passages if one.id == data["id"])
        except Exception as error:
            return problem(dutch_line(error)), gr.skip()
        quote = _quote(passage.text, data.get("selected", ""))
        page = page_at(letter, passage.start + passage.text.find(quote))
        item = NoteItem(quote, letter.source, passage.section, page=page)
        return citation_html(item, arrive=uuid.uuid4().hex), item

    def collect(
        self, chosen: NoteItem | None, remark: str, items: list[NoteItem], event: gr.EventData
    ) -> tuple[Any, ...]:
        """Put the citation shown into the basket."""
        if chosen is None or event_data(event).get("do") != "collect":
            return (gr.skip(),) * (3 + len(EXPORTS))
        items = [*items, replace(chosen, remark=remark.strip()[:1000])][-MAXIMUM_ITEMS:]
        return items, basket_html(items), "", *_downloads(items)

    def rearrange(self, items: list[NoteItem], event: gr.EventData) -> tuple[Any, ...]:
        """Move or remove an item of the basket."""
        data = event_data(event)
        items = rearranged(items, data.get("do", ""), data.get("number", ""))
        return items, basket_html(items), *_downloads(items)

    def check(self, note: str, file: str | None) -> tuple[Any, Any]:
        """Findings on a pasted note or a file; the file wins."""
        try:
            words = read_note(Path(file)) if file else (note or "")
            if not words.strip():
                raise PageError(texts.CHECK_EMPTY)
            letters = self._letters()
            findings = check_note(words[:MAXIMUM_NOTE], list(letters.values()))
            exported = findings_markdown(findings, letters).encode()
            path = _file(exported, texts.FINDINGS_FILE, "md")
        except Exception as error:
            return problem(dutch_line(error)), gr.update(visible=False)
        return findings_html(findings, letters), gr.update(value=path, visible=bool(findings))

    def _letters(self) -> dict[str, Letter]:
        return {letter.source.letter_id: letter for letter in self.engine.assistant().letters}


def rearranged(items: Sequence[NoteItem], move: str, number: str) -> list[NoteItem]:
    """The items after moving one `up` or `down` or to `remove` it; unchanged for anything else."""
    kept = list(items)
    if not number.isdigit() or int(number) >= len(kept):
        return kept
    at = int(number)
    to = {"up": at - 1, "down": at + 1}.get(move)
    if move == "remove":
        del kept[at]
    elif to is not None and 0 <= to < len(kept):
        kept[at], kept[to] = kept[to], kept[at]
    return kept


def _quote(passage: str, selected: str) -> str:
    """The selected words as they stand in the passage, or the whole passage."""
    chosen = selected.strip()
    return chosen if chosen and chosen in passage else passage


def _downloads(items: Sequence[NoteItem]) -> list[Any]:
    if not items:
        return [gr.update(value=None, interactive=False) for _ in EXPORTS]
    return [
        gr.update(value=_file(export_note(items, kind), texts.EXPORT_FILE, kind), interactive=True)
        for kind in EXPORTS
    ]


def _file(content: bytes, name: str, kind: str) -> str:
    # A folder of its own, so that the visitor's file has a plain name; gradio copies it from there.
    path = Path(tempfile.mkdtemp(prefix="douanebrieven-")) / f"{name}.{kind}"
    path.write_bytes(content)
    return str(path)
