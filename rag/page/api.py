"""The named API endpoints `ask`, `cite` and `check`; with `--mcp` they are MCP tools as well.

Their docstrings are what a client or a language model reads about them.
"""

import json
from dataclasses import asdict
from typing import Any

import gradio as gr

from rag.answer_json import answer_to_json
from rag.cite.check import check_note
from rag.cite.finding import Finding
from rag.cite.formats import STYLES, format_citation
from rag.cite.places import finding_reference
from rag.cite.reference import link
from rag.page import texts
from rag.page.engine import (
    MAXIMUM_NOTE,
    SHOWN_BEFORE,
    Engine,
    check_question,
    check_within,
    parse_period,
)
from rag.page.problems import PageError, dutch_line
from rag.page.wiring import USERS_AT_ONCE
from rag.records import Answer, Letter


def add_api(engine: Engine) -> None:
    """Add the endpoints to the current Blocks."""

    def ask(
        question: str,
        letters: list[str] | None = None,
        since: str = "",
        until: str = "",
        before: list[str] | None = None,
    ) -> dict[str, Any]:
        """Answer a Dutch question from the letters of Dutch Customs to parliament.

        The answer consists of the letters' own words, each with its place; `found` is false when
        the letters do not answer the question. The result is the JSON of `rag ask --json`, with
        `standalone`: the question as it was searched.

        Args:
            question: The question, in Dutch, at most 2,000 characters.
            letters: Ids of the letters to search, such as kst-31934-87; none means all.
            since: First day of the period, as dd-mm-jjjj, jjjj-mm-dd or a year; may be empty.
            until: Last day of the period, written likewise; may be empty.
            before: Earlier questions of this conversation, oldest first, for a follow-up.
        """
        try:
            first, last = parse_period(since or "", until or "")
            assistant = engine.assistant()
            check_within(assistant.letters, letters or (), first, last)
            history: list[Answer] = []
            for earlier in (before or [])[-SHOWN_BEFORE:]:
                history.append(assistant.ask(check_question(earlier), history=history))
            answer = assistant.ask(
                check_question(question), letters=letters or (), since=first, until=last,
                history=history,
            )  # fmt: skip
        except Exception as error:
            raise _shown(error) from None
        return answer_to_json(answer) | {"standalone": answer.standalone}

    def cite(words: str, format: str = "leidraad") -> dict[str, Any]:
        """Find words or a quotation in the letters and give the formal citation.

        `literal` says whether the words stand in a letter as they are; if not, `quote` is the
        sentence that comes closest. `citation` is the citation in the format asked for.

        Args:
            words: Words to look for, or a quotation, in Dutch.
            format: One of leidraad, tekst, markdown, html, bibtex, ris, csl.
        """
        try:
            if format not in STYLES:
                raise PageError(texts.ERROR_FORMAT.format(", ".join(STYLES)))
            found, literal = engine.assistant().find(check_question(words))
            written = format_citation(found.source, found.section, found.quote, format, found.page)
        except Exception as error:
            raise _shown(error) from None
        return {
            "citation": written, "quote": found.quote, "literal": literal,
            "letter": found.source.letter_id, "section": list(found.section),
            "passage": found.passage_id, "reference": found.reference, "url": found.url,
        }  # fmt: skip

    def check(note: str) -> list[dict[str, Any]]:
        """Check a note against the letters: every quotation, figure and Kamerstuk reference in it.

        Gives a list of findings in the order of the note. The `verdict` of each is letterlijk,
        bijna, andere-brief or niet-gevonden; `differing` pairs what the note says with what the
        letter says, `words` are the letter's own words and `reference` is where they stand.

        Args:
            note: The text of the note, in Dutch, at most 200,000 characters.
        """
        try:
            if not note.strip():
                raise PageError(texts.CHECK_EMPTY)
            letters = {one.source.letter_id: one for one in engine.assistant().letters}
            findings = check_note(note[:MAXIMUM_NOTE], list(letters.values()))
        except Exception as error:
            raise _shown(error) from None
        return [finding_to_json(finding, letters) for finding in findings]

    for function in (ask, cite, check):
        gr.events.api(function, api_name=function.__name__, concurrency_limit=USERS_AT_ONCE)


def speak_json(mcp_server: Any) -> None:
    """Let Gradio's MCP server answer in JSON; by itself it writes Python literals."""

    def content(outputs: list[Any], root_url: str) -> list[Any]:
        return [
            mcp_server.types.TextContent(type="text", text=json.dumps(one, ensure_ascii=False))
            for one in outputs
        ]

    mcp_server.postprocess_output_data = content


def finding_to_json(finding: Finding, letters: dict[str, Letter]) -> dict[str, Any]:
    """A finding as plain data, with the formal reference and address of its place."""
    letter = letters.get(finding.letter_id)
    return asdict(finding) | {
        "section": list(finding.section),
        "differing": [list(pair) for pair in finding.differing],
        "difference": [asdict(piece) for piece in finding.difference],
        "reference": finding_reference(finding, letter) if letter else "",
        "url": link(letter.source) if letter else "",
    }


def _shown(error: Exception) -> gr.Error:
    return gr.Error(dutch_line(error), print_exception=False)
