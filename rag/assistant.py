"""The facade: open the letters once, then ask. Command line, page and evals use only this."""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from rag.errors import QuestionError
from rag.records import Answer, Citation, Letter
from rag.settings import Settings, load_settings

if TYPE_CHECKING:
    from llama_index.core.base.base_query_engine import BaseQueryEngine
    from llama_index.core.base.base_retriever import BaseRetriever

    from rag.answer.judge import Judge
    from rag.answer.llm.connect import Model
    from rag.store.index import Index

MAXIMUM_QUESTION = 2_000
Report = Callable[[str], None]
Progress = Callable[[float], None]
_BAR = 30  # signs


def to_stderr(message: str) -> None:
    """Print a line about what is going on, out of the way of answers."""
    print(message, file=sys.stderr)


def bar_on_stderr(share: float) -> None:
    """Draw how much of the work is done, where somebody looks on; a whole bar goes away."""
    if sys.stderr.isatty():
        done = round(share * _BAR)
        bar = f"[{'#' * done}{'.' * (_BAR - done)}] {share:4.0%}" if share < 1 else "\033[K"
        print(f"\r{bar}", end="\r", file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class Assistant:
    """Answers questions from the letters of one index snapshot; safe to use from many threads."""

    index: "Index"
    judge: "Judge"
    settings: Settings
    model: "Model | None" = None

    @classmethod
    def open(
        cls,
        settings: Settings | None = None,
        report: Report = to_stderr,
        llm: Any = None,
        progress: Progress = bar_on_stderr,
    ) -> "Assistant":
        """Open the index, building it first when needed; raises RagError.

        `llm` is a llama-index LLM to write the answers, instead of the one of the settings.
        """
        from rag.answer.judge import open_judge
        from rag.answer.llm.connect import connect, given
        from rag.store.index import open_index

        settings = settings or load_settings()
        model = connect(settings) if llm is None else given(llm, settings)
        return cls(open_index(settings, report, progress), open_judge(), settings, model)

    @property
    def without_model(self) -> "Assistant":
        """The same assistant answering in the words of the letters only."""
        return replace(self, model=None)

    @property
    def letters(self) -> tuple[Letter, ...]:
        """The letters, newest first; letters without a date last."""
        return tuple(
            sorted(
                self.index.letters.values(),
                key=lambda letter: (
                    -(letter.source.date or date.min).toordinal(),
                    letter.source.letter_id,
                ),
            )
        )

    @property
    def broken(self) -> dict[str, str]:
        """Files of the corpus that could not be read, with what is wrong with each."""
        return dict(self.index.broken)

    def letter(self, letter_id: str) -> Letter:
        """Return a letter by id; raises QuestionError when there is none."""
        try:
            return self.index.letters[letter_id]
        except KeyError:
            known = ", ".join(sorted(self.index.letters)[:5])
            raise QuestionError(
                f"letter {letter_id!r} is not in the corpus; `rag letters` lists them ({known})"
            ) from None

    def ask(
        self,
        question: str,
        *,
        letters: Sequence[str] = (),
        since: date | None = None,
        until: date | None = None,
        passages: int = 10,
        history: Sequence[Answer] = (),
    ) -> Answer:
        """Answer a question, within the given letters and period (both days included).

        `history` holds the answers before this one in the conversation, oldest first.
        Raises QuestionError for a question or filter that cannot be used.
        """
        *_, answer = self.stream(
            question, letters=letters, since=since, until=until, passages=passages, history=history
        )
        return answer

    def stream(
        self,
        question: str,
        *,
        letters: Sequence[str] = (),
        since: date | None = None,
        until: date | None = None,
        passages: int = 10,
        history: Sequence[Answer] = (),
    ) -> Iterator[Answer]:
        """Yield the answer as it grows; the last one is what `ask` returns.

        Only a language model makes it grow: by a claim at a time, each checked before it comes.
        """
        from rag.answer.engine import answer
        from rag.answer.followup import read_turn
        from rag.answer.llm.compose import answers

        cleaned = clean_question(question)
        within = self._within(letters, since, until)
        if not 1 <= passages <= 100:
            raise QuestionError(
                f"passages = {passages} is not allowed; give a number from 1 to 100"
            )
        if self.model is None:
            turn = read_turn(cleaned, history)
            yield answer(self.index, self.judge, turn, within, passages)
            return
        yield from answers(self.index, self.judge, self.model, cleaned, history, within, passages)

    def find(self, words: str) -> tuple[Citation, bool]:
        """Return the citation of words, and whether they stand in a letter literally.

        Words that do not are looked up by search: the citation is of the sentence closest to them.
        Raises QuestionError when there is nothing to look for.
        """
        from rag.answer.compose import make_citation
        from rag.answer.select import Span
        from rag.cite.quote import check_quote
        from rag.search.search import search

        cleaned = clean_question(words)
        finding = check_quote(cleaned, self.letters)
        if finding.verdict == "letterlijk":
            passage = self.index.passages[self.index.numbers[finding.passage]]
            span = Span(passage, finding.start, finding.end)
            return make_citation(self.letter(finding.letter_id), 1, span), True
        hit = search(self.index, cleaned, 1).hits[0]
        best = max(range(len(hit.sentence_scores)), key=lambda place: hit.sentence_scores[place])
        sentence = hit.passage.sentences[best]
        span = Span(hit.passage, sentence.start, sentence.end)
        return make_citation(self.letter(hit.passage.letter_id), 1, span), False

    def as_retriever(self, count: int = 10) -> "BaseRetriever":
        """Return the hybrid search as a llama-index retriever."""
        from rag.search.retriever import HybridRetriever

        return HybridRetriever(self.index, count)

    def as_query_engine(self, llm: Any, count: int = 10) -> "BaseQueryEngine":
        """Return a llama-index query engine over the hybrid search with a model of the caller's.

        What that engine answers is the model's, not checked: `ask` is.
        """
        from llama_index.core.query_engine import RetrieverQueryEngine

        return RetrieverQueryEngine.from_args(self.as_retriever(count), llm=llm)

    def _within(
        self, letters: Sequence[str], since: date | None, until: date | None
    ) -> list[str] | None:
        """Ids of the letters to search, or None for all."""
        if not letters and since is None and until is None:
            return None
        if since and until and since > until:
            raise QuestionError(f"the period ends ({until}) before it begins ({since}); swap them")
        chosen = [self.letter(letter_id) for letter_id in letters] or list(self.letters)
        return [
            letter.source.letter_id
            for letter in chosen
            if (since is None and until is None)
            or (
                letter.source.date is not None
                and (since is None or letter.source.date >= since)
                and (until is None or letter.source.date <= until)
            )
        ]


def clean_question(question: str) -> str:
    """Return a question on one line without control characters; raises QuestionError."""
    visible = "".join(char if char.isprintable() else " " for char in question)
    cleaned = " ".join(visible.split())
    if not cleaned:
        raise QuestionError("the question is empty; ask something in words")
    if len(cleaned) > MAXIMUM_QUESTION:
        raise QuestionError(
            f"the question has {len(cleaned)} characters; ask in at most {MAXIMUM_QUESTION}"
        )
    if not any(char.isalnum() for char in cleaned):
        raise QuestionError(f"the question {cleaned[:40]!r} holds no word; ask something in words")
    return cleaned
