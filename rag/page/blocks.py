"""The page as Gradio Blocks: header, three tabs, what happens on arrival, and the API."""

from collections.abc import Iterator
from typing import Any

import gradio as gr

from rag.answer_json import answer_to_json
from rag.page import texts
from rag.page.ask_tab import AskTab
from rag.page.engine import Engine, check_question, dutch_line, parse_period
from rag.page.history import history_html, saved_conversations
from rag.page.markup import day, text, title
from rag.page.wiring import USERS_AT_ONCE, quiet
from rag.records import Letter
from rag.settings import Settings

_SYSTEM_FONTS = ("system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")


def theme() -> gr.themes.Base:
    """Gradio's plainest theme with the fonts of the system; colours are in style.css."""
    fonts = [gr.themes.Font(name) for name in _SYSTEM_FONTS]
    return gr.themes.Base(
        font=fonts, font_mono=[gr.themes.Font("ui-monospace"), gr.themes.Font("monospace")]
    )


def build_blocks(engine: Engine, settings: Settings) -> gr.Blocks:
    """Build the page; it shows at once and fills itself when the letters are loaded."""
    with gr.Blocks(title=texts.TITLE, fill_width=True, analytics_enabled=False) as blocks:
        header = gr.HTML(header_html(None), elem_id="header", apply_default_css=False)
        with gr.Tabs(elem_id="tabs") as tabs:
            with gr.Tab(texts.TAB_ASK, id="ask"):
                ask = AskTab(engine)

        def arrive(history: Any, request: gr.Request) -> Iterator[tuple[Any, ...]]:
            """Fill the page: at once when the letters are there, else when they are."""
            past = history_html(saved_conversations(history))
            if not engine.ready:
                yield header_html(None), gr.skip(), past
            try:
                letters = engine.assistant().letters
            except Exception as error:
                yield header_html(None, dutch_line(error)), gr.skip(), past
                return
            choices = [
                (f"{title(one.source)} ({day(one.source)})", one.source.letter_id)
                for one in letters
            ]
            yield header_html(letters), gr.update(choices=choices), past

        blocks.load(
            arrive,
            [ask.history],
            [header, ask.letters, ask.past],
            **(quiet() | {"concurrency_limit": None}),
        )

        def api_ask(
            question: str, letters: list[str] | None = None, since: str = "", until: str = ""
        ) -> dict[str, Any]:
            """Answer a question from the letters, as the JSON of `rag ask --json`."""
            try:
                first, last = parse_period(since, until)
                answer = engine.assistant().ask(
                    check_question(question), letters=letters or (), since=first, until=last
                )
            except Exception as error:
                raise gr.Error(dutch_line(error), print_exception=False) from None
            return answer_to_json(answer)

        gr.api(api_ask, api_name="ask", concurrency_limit=USERS_AT_ONCE)
    return blocks


def header_html(letters: tuple[Letter, ...] | None, problem: str = "") -> str:
    """The title with one line on what the corpus is, or that it is being loaded."""
    line = text(problem) if problem else texts.LOADING
    if letters is not None:
        line = corpus_line(letters)
    return (
        f'<header class="bar"><h1>{texts.TITLE}</h1><p class="subtitle">{texts.SUBTITLE}</p>'
        f'<p class="corpus" role="status">{line}</p></header>'
    )


def corpus_line(letters: tuple[Letter, ...]) -> str:
    """`1 brief · 12 december 2024`, or the span of the dates."""
    number = texts.count(len(letters), "brief", "brieven")
    dated = sorted((one.source for one in letters if one.source.date), key=day_of)
    if not dated:
        return number
    first, last = day(dated[0]), day(dated[-1])
    return f"{number} · {last}" if first == last else f"{number} · {first} – {last}"


def day_of(source: Any) -> Any:
    """Sort key: the date of a letter."""
    return source.date
