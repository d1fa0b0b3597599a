"""Earlier conversations, kept in the visitor's own browser: only the questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rag.cite.reference import dutch_date
from rag.page import texts
from rag.page.markup import text

MAXIMUM_CONVERSATIONS = 20
MAXIMUM_QUESTIONS = 40


@dataclass(frozen=True, slots=True)
class Conversation:
    """When it started (seconds since 1970, as text) and what was asked."""

    started: str
    questions: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain data for the browser's storage."""
        return {"started": self.started, "questions": list(self.questions)}


def saved_conversations(stored: Any) -> list[Conversation]:
    """What the browser had stored, newest first; anything of another shape is left out."""
    kept = []
    for item in stored if isinstance(stored, list) else []:
        if not isinstance(item, dict):
            continue
        started, questions = item.get("started"), item.get("questions")
        if isinstance(started, str) and started.isdigit() and isinstance(questions, list):
            asked = tuple(q for q in questions if isinstance(q, str))[:MAXIMUM_QUESTIONS]
            kept.append(Conversation(started[:12], asked))
    return kept[:MAXIMUM_CONVERSATIONS]


def remember(saved: Sequence[Conversation], newest: Conversation) -> list[Conversation]:
    """The conversations with the newest in front, in place of its earlier state."""
    others = [item for item in saved if item.started != newest.started]
    return [newest, *others][:MAXIMUM_CONVERSATIONS]


def history_html(saved: Sequence[Conversation]) -> str:
    """A folded list of earlier conversations; empty when there are none."""
    if not saved:
        return ""
    rows = "".join(
        f'<li><button type="button" class="example" data-do="reopen" '
        f'data-started="{text(item.started)}">{text(item.questions[0])}</button>'
        f'<span class="meta">{_when(item)}</span></li>'
        for item in saved
        if item.questions
    )
    return (
        f"<details><summary>{texts.HISTORY}</summary><p class='meta'>{texts.HISTORY_NOTE}</p>"
        f'<ul class="examples">{rows}</ul>'
        f'<button type="button" data-do="forget">{texts.HISTORY_CLEAR}</button></details>'
    )


def _when(item: Conversation) -> str:
    day = dutch_date(datetime.fromtimestamp(int(item.started[:10])).date())
    asked = texts.count(len(item.questions), "vraag", "vragen")
    return f"{day}, {asked}"
