"""Answers written by a language model of which every claim was checked against the letters.

The extractive engine answers first. Where it refuses, no model is asked; where the model fails or
nothing of what it claims stands in the letters, its answer is the answer.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from rag.answer.compose import make_citation
from rag.answer.engine import answer, is_command
from rag.answer.followup import read_turn
from rag.answer.judge import Judge
from rag.answer.llm.condense import condensed
from rag.answer.llm.connect import Model, write
from rag.answer.llm.names import known_names
from rag.answer.llm.parse import Draft, parse, parse_partial
from rag.answer.llm.prompt import PASSAGES, Numbered, answer_messages, numbered_sentences
from rag.answer.llm.trouble import Trouble
from rag.answer.llm.verify import Source, support
from rag.records import Answer, Citation
from rag.store.index import Index

MAXIMUM_CLAIMS = 4
MAXIMUM_CHARACTERS = 600
# Room for the marks behind a claim.
MARKS = 12


@dataclass
class Checked:
    """The claims of one answer so far: what is kept, with its sentences, and what is not."""

    sentences: Sequence[Numbered]
    kept: list[tuple[str, tuple[Numbered, ...]]] = field(default_factory=list)
    dropped: list[tuple[str, str]] = field(default_factory=list)
    seen: set[Draft] = field(default_factory=set)
    known: frozenset[str] = frozenset()

    def add(self, drafts: Sequence[Draft]) -> bool:
        """Check what is new; whether something was kept."""
        before = len(self.kept)
        for draft in drafts:
            if draft in self.seen or self.full:
                continue
            self.seen.add(draft)
            wrong, cited = check(draft, self.sentences, self.known)
            if wrong is None and draft.text not in [text for text, _ in self.kept]:
                if self.length + len(draft.text) + MARKS <= MAXIMUM_CHARACTERS:
                    self.kept.append((draft.text, cited))
            elif wrong is not None:
                self.dropped.append((draft.text, wrong))
        return len(self.kept) > before

    @property
    def full(self) -> bool:
        """Whether there is no room for another claim."""
        return len(self.kept) >= MAXIMUM_CLAIMS

    @property
    def length(self) -> int:
        """Characters of the answer so far."""
        return sum(len(text) + MARKS for text, _ in self.kept)


def check(
    draft: Draft, sentences: Sequence[Numbered], known: frozenset[str] = frozenset()
) -> tuple[str | None, tuple[Numbered, ...]]:
    """Return what is wrong with a claim (None = nothing) and the sentences it cites.

    Sentences that the claim can do without are not cited; `known` are names the letters use.
    """
    by_number = {item.number: item for item in sentences}
    cited = tuple(by_number[number] for number in draft.numbers if number in by_number)
    sources = [Source(item.text, item.letter.source.date) for item in cited]
    places, wrong = support(draft.text, sources, known)
    return wrong, tuple(cited[place] for place in places)


def answers(
    index: Index,
    judge: Judge,
    model: Model,
    question: str,
    history: Sequence[Answer],
    letters: list[str] | None,
    count: int,
) -> Iterator[Answer]:
    """Yield the answer as it grows, checked claim by checked claim; the last one is the answer.

    An answer that turns out to be extractive comes once, at the end.
    """
    started = time.perf_counter()
    turn = read_turn(question, history)
    if turn.context and not is_command(question):
        turn = condensed(model, turn, history)
    extractive = answer(index, judge, turn, letters, max(count, PASSAGES))
    extractive = replace(extractive, question=question)
    shown = replace(extractive, hits=extractive.hits[:count])
    if not extractive.found:
        yield _timed(shown, started)
        return
    sentences = numbered_sentences(index.letters, extractive.hits, extractive.citations)
    checked = Checked(sentences, known=known_names(item.text for item in sentences))
    try:
        output = ""
        for output in write(model, answer_messages(turn.standalone, sentences)):
            if output[-1] in "}]" and checked.add(parse_partial(output)):
                yield _timed(_composed(shown, checked), started)
            if checked.full:
                break
        checked.add(parse(output))
        if not checked.kept:
            raise Trouble("dropped" if checked.dropped else "empty")
        yield _timed(_composed(shown, checked), started)
    except Trouble as trouble:
        failed = replace(shown, dropped=len(checked.dropped), note=trouble.line)
        yield _timed(failed, started)


def _composed(extractive: Answer, checked: Checked) -> Answer:
    """The answer of the claims kept, with the letter's own words for each."""
    citations: list[Citation] = []
    places: dict[tuple[str, int, int], int] = {}
    lines = []
    for text, cited in checked.kept:
        marks = []
        for item in cited:
            place = (item.span.passage.id, item.span.start, item.span.end)
            if place not in places:
                places[place] = len(places) + 1
                citations.append(make_citation(item.letter, places[place], item.span))
            marks.append(places[place])
        lines.append(text + " " + "".join(f"[{number}]" for number in sorted(set(marks))))
    short = extractive.short
    quoted = any(short and short in citation.quote for citation in citations)
    return replace(
        extractive,
        short=short if quoted else None,
        answer=" ".join(lines),
        citations=tuple(citations),
        mode="llm",
        kept=len(checked.kept),
        dropped=len(checked.dropped),
    )


def _timed(found: Answer, started: float) -> Answer:
    return replace(found, seconds=round(time.perf_counter() - started, 4))
