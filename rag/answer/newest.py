"""Letters repeat themselves with other figures: the newest figure comes first."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from rag.answer.candidates import VALUED, find_candidates
from rag.answer.judge import Judge
from rag.answer.question import Question
from rag.answer.reading import read_scores
from rag.answer.select import Ranked, rank
from rag.answer.values import has_value
from rag.letters.context import sentence_words
from rag.records import Letter
from rag.search.search import search
from rag.store.embedding import Vectors
from rag.store.index import Index

# From this cosine on, two sentences with figures say the same of another moment.
SAME = 0.8
# So does one that the cross-encoder, for which 0 is the border, clearly finds to answer.
ANSWERS = 1.0
# Candidates that can be the same sentence in another letter.
LOOKED_AT = 10
# Among many letters the newest that gives the figure may not be found: these are looked into.
RECENT = 6


def newest_letter(letters: Mapping[str, Letter], within: list[str] | None) -> list[str]:
    """Return the id of the newest letter among those searched, in a list."""
    names = list(letters) if within is None else within
    dated = [(letters[name].source.date, name) for name in names if letters[name].source.date]
    return [max(dated)[1]] if dated else names


def newest_first(
    index: Index, judge: Judge, question: Question, ranked: list[Ranked], within: list[str] | None
) -> tuple[list[Ranked], float]:
    """Return the candidates with the newest of those that say what the best says in front.

    Also how sure it is that one of these answers. A question that names a year is left alone:
    the newest figure need not be of that year.
    """
    best = ranked[0]
    if question.years or question.kind not in VALUED or not _states(index, question, best):
        return ranked, best.probability
    # What comes from the newest letters was read; of what was found first perhaps not all.
    newer = {_place(item): item for item in _newer(index, judge, question, best, within)}
    pool = {_place(item): item for item in ranked[:LOOKED_AT]} | newer
    same = [
        item
        for place, item in pool.items()
        if item is best
        or (
            _states(index, question, item)
            and (
                float(_row(index, item) @ _row(index, best)) >= SAME
                or (place in newer and item.read >= ANSWERS)
            )
        )
    ]
    letters = {item.candidate.hit.passage.letter_id for item in same}
    if len(letters) < 2:
        return ranked, best.probability
    same.sort(key=lambda item: -_day(index, item).toordinal())
    places = {_place(item) for item in same}
    # Sure of one of them is sure of the newest.
    sure = sum(item.probability for item in ranked if _place(item) in places)
    same = [replace(item, probability=sure / len(same)) for item in same]
    return [*same, *(item for item in ranked if _place(item) not in places)], sure


def _newer(
    index: Index, judge: Judge, question: Question, best: Ranked, within: list[str] | None
) -> list[Ranked]:
    """The best candidates of the newest letters, those newer than the letter of the best, read."""
    names = index.letters if within is None else within
    day = _day(index, best)
    dated = [(index.letters[name].source.date or date.min, name) for name in names]
    recent = [name for newer, name in sorted(dated, reverse=True)[:RECENT] if newer > day]
    if not recent:
        return []
    found = search(index, question.text, LOOKED_AT, recent, question.carried)
    ranked = rank(find_candidates(index, question, found), judge.weights)
    scores = read_scores(ranked, question, index.letters, judge.cross_encoder.score)
    return [replace(item, read=score) for item, score in zip(ranked, scores, strict=False)]


def _states(index: Index, question: Question, item: Ranked) -> bool:
    letter = index.letters[item.candidate.hit.passage.letter_id]
    return has_value(question.kind, sentence_words(letter, item.candidate.sentence))


def _place(item: Ranked) -> tuple[str, int]:
    return item.candidate.hit.passage.id, item.candidate.number


def _row(index: Index, item: Ranked) -> Vectors:
    rows = index.vectors.sentences([item.candidate.hit.passage])
    return np.asarray(rows[item.candidate.number])


def _day(index: Index, item: Ranked) -> date:
    return index.letters[item.candidate.hit.passage.letter_id].source.date or date.min
