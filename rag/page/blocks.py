"""The page as Gradio Blocks: header, three tabs, what happens on arrival, and the API."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from rag.cite.reference import dutch_date
from rag.letters.add import Proposal
from rag.page import texts
from rag.page.api import add_api
from rag.page.ask_tab import AskTab
from rag.page.engine import Engine
from rag.page.history import history_html, saved_conversations
from rag.page.letters_tab import LettersTab
from rag.page.letters_view import letters_table
from rag.page.markup import day, text, title
from rag.page.problems import dutch_line
from rag.page.quotes_tab import QuotesTab
from rag.page.wiring import quiet
from rag.records import Letter

_SYSTEM_FONTS = ("system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")


def theme() -> gr.themes.Base:
    """Gradio's plainest theme with the fonts of the system; colours are in style.css."""
    base = gr.themes.Base(
        font=[gr.themes.Font(name) for name in _SYSTEM_FONTS],
        font_mono=[gr.themes.Font("ui-monospace"), gr.themes.Font("monospace")],
        radius_size=gr.themes.Size("2px", "2px", "2px", "2px", "2px", "2px", "2px"),
    )
    light = {
        "body_background_fill": "#ffffff",
        "body_text_color": "#1b1f24",
        "block_background_fill": "#ffffff",
        "block_border_color": "#cfd6de",
        "border_color_primary": "#cfd6de",
        "input_background_fill": "#ffffff",
        "input_border_color": "#6b7682",
        "input_border_color_focus": "#154273",
        "button_primary_background_fill": "#154273",
        "button_primary_background_fill_hover": "#0f3055",
        "button_primary_text_color": "#ffffff",
        "button_secondary_background_fill": "#ffffff",
        "button_secondary_background_fill_hover": "#f3f6f9",
        "button_secondary_border_color": "#154273",
        "button_secondary_text_color": "#154273",
        "color_accent": "#154273",
    }
    dark = {
        "body_background_fill": "#12181f",
        "body_text_color": "#e8edf3",
        "block_background_fill": "#12181f",
        "block_border_color": "#36424f",
        "border_color_primary": "#36424f",
        "input_background_fill": "#1a222c",
        "input_border_color": "#8391a0",
        "input_border_color_focus": "#9cc6f5",
        "button_primary_background_fill": "#9cc6f5",
        "button_primary_background_fill_hover": "#c2ddfa",
        "button_primary_text_color": "#0b1a2b",
        "button_secondary_background_fill": "#12181f",
        "button_secondary_background_fill_hover": "#1a222c",
        "button_secondary_border_color": "#9cc6f5",
        "button_secondary_text_color": "#9cc6f5",
    }
    return base.set(
        **light,
        **{f"{name}_dark": value for name, value in dark.items()},
        button_border_width="1px",
    )


def build_blocks(engine: Engine, corpus: Path, kept: Path) -> gr.Blocks:
    """Build the page; it shows at once and fills itself when the letters are loaded.

    Letters are added to `corpus`, answers worth keeping to the folder `kept`.
    """
    blocks = gr.Blocks(title=texts.TITLE, fill_width=True, analytics_enabled=False)
    with blocks:
        add_api(engine)  # first: the names are taken from events of the page otherwise
        header = gr.HTML(header_html(None), elem_id="header", apply_default_css=False)
        with gr.Tabs(elem_id="tabs", overflow_behavior="wrap") as tabs:
            with gr.Tab(texts.TAB_ASK, id="ask"):
                ask = AskTab(engine, kept)
            with gr.Tab(texts.TAB_QUOTES, id="quotes"):
                QuotesTab(engine)
            with gr.Tab(texts.TAB_LETTERS, id="letters"):
                shelf = LettersTab(engine, corpus)

        def arrive(history: Any, request: gr.Request) -> Iterator[tuple[Any, ...]]:
            """Fill the page: at once when the letters are there, else when they are."""
            asked = request.query_params
            letter_id, passage = asked.get("brief", "")[:200], asked.get("passage", "")[:200]
            tab = gr.update(selected="letters") if letter_id else gr.skip()
            past = history_html(saved_conversations(history))
            nothing = (gr.skip(),) * 4
            for share in engine.shares():
                yield header_html(None, share=share), past, tab, *nothing
            try:
                assistant = engine.assistant()
            except Exception as error:
                yield header_html(None, dutch_line(error)), past, tab, *nothing
                return
            letters = assistant.letters
            yield (
                header_html(letters), past, tab, gr.update(choices=_choices(letters)),
                *shelf.filled(assistant, letter_id, passage),
            )  # fmt: skip

        blocks.load(
            arrive,
            [ask.history],
            [header, ask.past, tabs, ask.letters, shelf.table, shelf.letter, shelf.status],
            **(quiet() | {"concurrency_limit": None}),
        )

        form = shelf.upload

        def add(proposal: Proposal | None, *written: str) -> Iterator[tuple[Any, ...]]:
            """Add a letter, and show it everywhere on this page."""
            for line, assistant in form.add(proposal, written):
                if assistant is None:
                    yield line, *(gr.skip(),) * 7
                else:
                    letters = assistant.letters
                    yield (
                        line, None, None, gr.update(visible=False), header_html(letters),
                        gr.update(choices=_choices(letters)), letters_table(letters),
                        shelf.state(assistant),
                    )  # fmt: skip

        form.add_button.click(
            add,
            [form.proposal, *form.boxes],
            [form.progress, form.files, form.proposal, form.form, header, ask.letters,
             shelf.table, shelf.status],
            **quiet(),
        )  # fmt: skip
    return blocks


def _choices(letters: tuple[Letter, ...]) -> list[tuple[str, str]]:
    return [(f"{title(one.source)} ({day(one.source)})", one.source.letter_id) for one in letters]


def header_html(letters: tuple[Letter, ...] | None, problem: str = "", share: float = 0.0) -> str:
    """The title with one line on what the corpus is, or how much of it is loaded."""
    line = text(problem) if problem else texts.LOADING
    if 0 < share < 1:
        line += f' <progress value="{share:.2f}" aria-label="{texts.LOADING}"></progress>'
    if letters is not None:
        line = corpus_line(letters)
    return (
        f'<header class="bar"><h1>{texts.TITLE}</h1><p class="subtitle">{texts.SUBTITLE}</p>'
        f'<p class="corpus" role="status">{line}</p></header>'
    )


def corpus_line(letters: tuple[Letter, ...]) -> str:
    """`1 brief · 12 december 2024`, or the first and last day of several letters."""
    number = texts.count(len(letters), "brief", "brieven")
    days = sorted(one.source.date for one in letters if one.source.date)
    if not days:
        return number
    first, last = dutch_date(days[0]), dutch_date(days[-1])
    return f"{number} · {last}" if first == last else f"{number} · {first} – {last}"
