"""A conversation as HTML: each answer with its passages beside it, or a refusal."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rag.page import texts
from rag.page.markup import (
    Link,
    address,
    day,
    footnote_list,
    footnote_marks,
    inline,
    permalink,
    prose,
    section_notes,
    section_of,
    text,
    title,
)
from rag.page.references import reference_links
from rag.records import Answer, Citation, Letter, Passage
from rag.terminal import made_by

# Drawn, since not every system has the emoji.
_THUMB = (
    '<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" fill="none" '
    'stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"{}><path d="M3 11h4v9H3z'
    "M7 12l4-9c1.7 0 2.6 1.2 2.3 2.7L12.6 9H19c1.4 0 2.3 1.2 2 2.5l-1.6 6.6c-.3 1.1-1.2 1.9-2.4"
    ' 1.9H7"/></svg>'
)
_THUMB_UP = _THUMB.format("")
_THUMB_DOWN = _THUMB.format(' style="transform:rotate(180deg)"')
_MARK = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its answer, or the error line it met, or neither while it is searched.

    `letters` are those of the index that answered: another one may have taken its place since.
    `writing` says that a language model is still adding to the answer.
    """

    question: str
    answer: Answer | None = None
    error: str = ""
    within: str = ""
    letters: Mapping[str, Letter] = field(default_factory=dict, repr=False)
    writing: bool = False


def conversation_html(turns: Sequence[Turn], waiting: str = "") -> str:
    """All turns, oldest first; the start screen when there are none."""
    if not turns:
        return start_html()
    newest = len(turns)
    rows = (
        turn_html(turn, f"t{number}", waiting, newest=number == newest)
        for number, turn in enumerate(turns, start=1)
    )
    return f'<div class="turns">{"".join(rows)}</div>'


def start_html() -> str:
    """The start screen: what to expect, and questions to try."""
    examples = "".join(
        f'<li><button type="button" class="example" data-do="example" '
        f'data-question="{text(question)}">{text(question)}</button></li>'
        for question in texts.EXAMPLES
    )
    return (
        f'<section class="start"><h2>{texts.INTRO_TITLE}</h2><p>{texts.INTRO}</p>'
        f'<p class="label">{texts.EXAMPLES_LABEL}</p><ul class="examples">{examples}</ul></section>'
    )


def turn_html(turn: Turn, key: str, waiting: str = "", newest: bool = False) -> str:
    """One question with what came of it; `key` makes its ids unique on the page."""
    arrive = (
        f' data-arrive="{key}-{"done" if turn.answer and not turn.writing else "new"}"'
        if newest
        else ""
    )
    head = (
        f'<h2 class="question"><span class="hidden">{texts.YOUR_QUESTION}</span>'
        f"{text(turn.question)}</h2>"
    )
    if turn.within:
        head += f'<p class="sought">{text(texts.FILTERED.format(turn.within))}</p>'
    answer = turn.answer
    if answer is not None and answer.standalone != answer.question:
        head += f'<p class="sought">{text(texts.SEARCHED_FOR.format(answer.standalone))}</p>'
    if turn.error:
        body = f'<p class="problem" role="alert">{text(turn.error)}</p>'
    elif answer is None:
        body = f'<p class="waiting" role="status">{text(waiting or texts.SEARCHING)}</p>'
    elif answer.found:
        found = _found(answer, key, turn.writing)
        body = f'<div class="pair">{found}{_cards(answer, key, turn.letters)}</div>'
    else:
        body = _refusal(answer)
    return f'<article class="turn" id="{key}"{arrive}>{head}{body}</article>'


def with_sources(answer: Answer) -> str:
    """The answer as plain text with its references, for the clipboard."""
    lines = [
        f"[{citation.number}] {citation.reference}" + (f" – {citation.url}" if citation.url else "")
        for citation in answer.citations
    ]
    return "\n".join([answer.answer, "", *lines])


def _found(answer: Answer, key: str, writing: bool = False) -> str:
    short = f'<p class="short"><strong>{text(answer.short)}</strong></p>' if answer.short else ""
    mode = texts.COMPOSED.format(made_by(answer)) if answer.mode == "llm" else texts.VERBATIM
    note = f'<p class="note" role="status">{text(answer.note)}</p>' if answer.note else ""
    if writing:
        return (
            f'<section class="answer" aria-label="{texts.ANSWER}">'
            f'<p class="words">{text(answer.answer)}</p>'
            f'<p class="waiting" role="status">{texts.WRITING}</p></section>'
        )
    numbers = {citation.number for citation in answer.citations}
    return (
        f'<section class="answer" aria-label="{texts.ANSWER}">{note}{short}'
        f'<p class="words">{_with_marks(answer.answer, key, numbers)}</p>'
        f'<p class="mode">{mode}</p><div class="actions">'
        f"{copy_button(with_sources(answer), texts.COPY_ANSWER)}"
        f"{_judge(key)}</div></section>"
    )


def _with_marks(answer: str, key: str, numbers: set[int]) -> str:
    """Escaped words with each `[1]` that has a citation as a link to its card."""

    def link(match: re.Match[str]) -> str:
        number = int(match[1])
        if number not in numbers:
            return match[0]
        return (
            f'<a class="source" id="{key}-m{number}" href="#{key}-c{number}" '
            f'aria-label="{texts.SOURCE.format(number)}">[{number}]</a>'
        )

    return _MARK.sub(link, text(answer)).replace("\n", "<br>")


def _judge(key: str) -> str:
    thumbs = "".join(
        f'<button type="button" class="thumb" data-judge="{good}" aria-pressed="false" '
        f'aria-label="{label}" title="{label}">{sign}</button>'
        for good, label, sign in (("ja", texts.GOOD, _THUMB_UP), ("nee", texts.WRONG, _THUMB_DOWN))
    )
    return (
        f'<span class="judges">{thumbs}<button type="button" hidden data-do="keep" '
        f'data-turn="{key[1:]}" data-done="{texts.KEPT}">{texts.KEEP}</button></span>'
    )


def _refusal(answer: Answer) -> str:
    reason = f"<p>{text(answer.reason)}</p>" if answer.reason else ""
    nearest = "".join(
        f"<li>{text(heading.replace(' > ', ' › '))}</li>" for heading in answer.nearest
    )
    near = f'<p class="label">{texts.NEAREST}</p><ul>{nearest}</ul>' if nearest else ""
    return (
        f'<section class="refusal" aria-label="{texts.REFUSED}">'
        f"<p><strong>{text(answer.answer)}</strong></p>{reason}{near}</section>"
    )


def _cards(answer: Answer, key: str, letters: Mapping[str, Letter]) -> str:
    passages = {hit.passage.id: hit.passage for hit in answer.hits}
    rows = "".join(_card(citation, key, letters, passages) for citation in answer.citations)
    return f'<section class="proof" aria-label="{texts.SOURCES}"><ol>{rows}</ol></section>'


def _card(
    citation: Citation, key: str, letters: Mapping[str, Letter], passages: dict[str, Passage]
) -> str:
    source, number = citation.source, citation.number
    letter = letters[source.letter_id]
    links = reference_links(letter, letters)
    card, dialog = f"{key}-c{number}", f"{key}-d{number}"
    passage = passages.get(citation.passage_id) or next(
        passage for passage in letter.passages if passage.id == citation.passage_id
    )
    span = (citation.start, citation.end)
    words = (
        inline(letter, *span, [span], links=links)
        if not passage.start <= citation.start < passage.end
        else inline(letter, passage.start, passage.end, [span], links=links)
    )
    return (
        f'<li class="card" id="{card}" tabindex="-1">'
        f'<p class="card-head"><a class="back" href="#{key}-m{number}" '
        f'aria-label="{texts.BACK.format(number)}">{number}</a>'
        f"<span><strong>{text(title(source))}</strong> "
        f'<span class="meta">{day(source)}</span></span></p>'
        f'<p class="path">{text(" › ".join(citation.section))}</p>'
        f"<blockquote>{words}</blockquote>"
        f'<p class="reference"><cite>{text(citation.reference)}</cite></p>'
        f'<div class="actions">{copy_button(citation.reference, texts.COPY_REFERENCE)}'
        f'<button type="button" data-open="{dialog}">{texts.SHOW_IN_LETTER}</button></div>'
        f"{_dialog(citation, passage, letter, dialog, links)}</li>"
    )


def _dialog(
    citation: Citation, passage: Passage, letter: Letter, dialog: str, links: Sequence[Link]
) -> str:
    """The whole section in a window of its own, the quoted words marked."""
    section = section_of(letter, passage)
    span = [(citation.start, citation.end)]
    notes = footnote_marks(letter, dialog)
    published = address(citation.url)
    outside = (
        f'<a href="{published}" target="_blank" rel="noopener noreferrer">{texts.PUBLISHED}</a>'
        if published
        else ""
    )
    return (
        f'<dialog id="{dialog}" aria-labelledby="{dialog}-title"><div class="dialog-head">'
        f'<p id="{dialog}-title"><strong>{text(title(citation.source))}</strong> '
        f"{day(citation.source)}<br>{text(' › '.join(section.path))}</p>"
        f'<button type="button" data-close>{texts.CLOSE}</button></div>'
        f'<div class="section" tabindex="0" role="region" aria-labelledby="{dialog}-title">'
        f"{prose(letter, section.start, section.end, span, notes, top=3, links=links)}"
        f"{footnote_list(letter, section_notes(letter, section), dialog, span, links)}</div>"
        f'<p class="links"><a href="{text(permalink(passage.letter_id, passage.id))}" '
        f'target="_blank">{texts.OPEN_LETTER}</a>{outside}</p></dialog>'
    )


def copy_button(value: str, label: str, what: str = "") -> str:
    """A button that copies a value to the clipboard; `what` tells equal buttons apart."""
    named = f' aria-label="{label}: {text(what)}"' if what else ""
    return f'<button type="button" data-copy="{text(value)}"{named}>{label}</button>'
