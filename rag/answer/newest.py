"""Letters repeat themselves with other figures: the newest figure comes first."""

from collections.abc import Mapping
from datetime import date

import numpy as np

from rag.answer.candidates import VALUED
from rag.answer.question import Question
from rag.answer.select import Ranked
from rag.answer.values import has_value
from rag.letters.context import sentence_words
from rag.records import Letter
from rag.store.embedding import Vectors
from rag.store.index import Index

# From this cosine on, two sentences with figures say the same of another moment.
SAME = 0.8
# Candidates that can be the same sentence in another letter.
LOOKED_AT = 10


def newest_letter(letters: Mapping[str, Letter], within: list[str] | None) -> list[str]:
    """Return the id of the newest letter among those searched, in a list."""
    names = list(letters) if within is None else within
    dated = [(letters[name].source.date, name) for name in names if letters[name].source.date]
    return [max(dated)[1]] if dated else names


def newest_first(
    index: Index, question: Question, ranked: list[Ranked]
) -> tuple[list[Ranked], float]:
    """Return the candidates with the newest of those that say what the best says in front.

    Also how sure it is that one of these answers. A question that names a year is left alone:
    the newest figure need not be of that year.
    """
    best = ranked[0]
    if question.years or question.kind not in VALUED or not _states(index, question, best):
        return ranked, best.probability
    same = [
        item
        for item in ranked[:LOOKED_AT]
        if item is best
        or (_states(index, question, item) and float(_row(index, item) @ _row(index, best)) >= SAME)
    ]
    letters = {item.candidate.hit.passage.letter_id for item in same}
    if len(letters) < 2:
        return ranked, best.probability
    same.sort(key=lambda item: -_day(index, item).toordinal())
    # Sure of one of them is sure of the newest.
    sure = sum(item.probability for item in same)
    return [*same, *(item for item in ranked if item not in same)], sure


def _states(index: Index, question: Question, item: Ranked) -> bool:
    letter = index.letters[item.candidate.hit.passage.letter_id]
    return has_value(question.kind, sentence_words(letter, item.candidate.sentence))


def _row(index: Index, item: Ranked) -> Vectors:
    rows = index.vectors.sentences([item.candidate.hit.passage])
    return np.asarray(rows[item.candidate.number])


def _day(index: Index, item: Ranked) -> date:
    return index.letters[item.candidate.hit.passage.letter_id].source.date or date.min
