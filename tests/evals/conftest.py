"""Made-up letters, cases and answers, small enough to work out by hand."""

from collections.abc import Callable
from typing import Any

import pytest

from evals.cases import Case, Gold
from evals.measures import measure
from evals.run import Result
from rag.letters.read import parse_letter
from rag.records import Answer, Citation, Hit, Letter, Source

RAW = """Inleiding
Er liggen zeven schepen. Hiervan zijn er drie bevroren.

A. Honden
De Douane heeft 52 honden. De honden werken in Almere.
"""


@pytest.fixture
def letter() -> Letter:
    return parse_letter(RAW, Source("brief-1", title="Brief"))


@pytest.fixture
def letters(letter: Letter) -> dict[str, Letter]:
    return {"brief-1": letter}


def gold_of(letter: Letter, words: str) -> Gold:
    start = letter.text.index(words)
    return Gold(letter.source.letter_id, start, start + len(words))


def citation_of(letter: Letter, words: str, number: int = 1) -> Citation:
    start = letter.text.index(words)
    return Citation(
        number=number,
        source=letter.source,
        passage_id="",
        section=(),
        start=start,
        end=start + len(words),
        quote=words,
        reference="",
        url="",
    )


def case_of(*gold: Gold, **fields: Any) -> Case:
    values: dict[str, Any] = {
        "id": "q1",
        "set": "questions",
        "split": "dev",
        "kind": "number" if gold else "unanswerable",
        "question": "Hoeveel?",
        "gold": gold,
        "any": False,
        "facts": (("drie",),) if gold else (),
        "why": None if gold else "staat er niet",
    }
    return Case(**(values | fields))


def answer_of(
    text: str = "",
    *citations: Citation,
    short: str | None = None,
    hits: tuple[Hit, ...] = (),
    seconds: float = 0.01,
) -> Answer:
    found = bool(text)
    return Answer(
        question="Hoeveel?",
        standalone="Hoeveel?",
        found=found,
        short=short,
        answer=text,
        citations=citations,
        hits=hits,
        reason=None if found else "De brieven zeggen het niet.",
        nearest=(),
        mode="extractive",
        confidence=hits[0].score if hits else 0.0,
        seconds=seconds,
    )


@pytest.fixture
def result(letter: Letter, letters: dict[str, Letter]) -> Callable[..., Result]:
    """Make a result of a case that is answered right, wrong, or refused."""

    def make(id_: str = "q1", how: str = "right", answerable: bool = True, **fields: Any) -> Result:
        gold = gold_of(letter, "Hiervan zijn er drie bevroren.")
        case = case_of(gold, id=id_, **fields) if answerable else case_of(id=id_, **fields)
        words = {
            "right": "Hiervan zijn er drie bevroren.",
            "wrong": "De Douane heeft 52 honden.",
        }
        hits = (Hit(letter.passages[0], 0.8 if how == "right" else 0.3, 1, 1, (0.2, 0.7)),)
        if how == "refused":
            answer = answer_of(hits=hits)
        else:
            quote = citation_of(letter, words[how])
            answer = answer_of(words[how] + " [1]", quote, short="drie", hits=hits)
        ranking = {"recall@1": 1.0, "recall@5": 1.0, "recall@10": 1.0, "ndcg@10": 1.0}
        values = measure(case, answer, letters, ranking if answerable else {})
        return Result(case, answer, "Inleiding" if answerable else "", values)

    return make
