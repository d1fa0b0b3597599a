"""Hybrid search: passages by meaning (vectors) and by words (BM25), fused.

The fused score is a sum: `dense + weight x BM25 / highest idf`. BM25 grows with the number and
rarity of the shared words, so a question that shares no word with the letters is decided by meaning
alone. A few words alone (`VOG-P`) say little to a sentence model, so BM25 weighs more for them.
"""

import re
from dataclasses import dataclass
from datetime import date

import numpy as np

from rag.dutch import content_words, search_terms
from rag.records import Hit
from rag.search.spelling import repair
from rag.store.embedding import Vectors
from rag.store.index import Index

# Found on the development questions (evals/README.md).
PASSAGE_WEIGHT = 0.5
LEXICAL_WEIGHT = 0.05
FEW_WORDS = 4
CONTEXT_WEIGHT = 0.5
CANDIDATES = 200
# Units looked at for each passage wanted: a passage has a vector, and each of its sentences.
UNITS = 12
# Letters repeat each other with other figures. Of hits that score about the same the newer goes
# first: the newest letter is ahead of the oldest by this much.
NEWNESS = 0.03
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of a question, best first, the text that was searched, and its unit vector."""

    searched: str
    vector: Vectors
    hits: tuple[Hit, ...]


def search(
    index: Index,
    question: str,
    count: int,
    letters: list[str] | None = None,
    context: str = "",
) -> Found:
    """Return the `count` best passages for a question, within `letters` if given.

    `context` are words of earlier turns, which count for less than the question's own.
    """
    searched = repair(question, index.lexical)
    vector = _vector(index, searched)
    lexical = index.lexical.scores(search_terms(searched))
    if context:
        vector += CONTEXT_WEIGHT * _vector(index, f"{searched} {context}")
        vector /= np.linalg.norm(vector)
        lexical = lexical + CONTEXT_WEIGHT * index.lexical.scores(search_terms(context))
    lexical = lexical / index.lexical.highest_idf
    newness = _newness(index, letters, searched)
    if letters is not None and not letters:
        return Found(searched, vector, ())
    ahead = np.array([newness.get(passage.letter_id, 0.0) for passage in index.passages])
    sought = np.where(lexical > 0, lexical + ahead, 0)
    numbers = _candidates(index, vector, sought, letters, max(CANDIDATES, UNITS * count))
    passages = [index.passages[number] for number in numbers]
    sentence_scores = [_sentence_scores(index, passage.id, vector) for passage in passages]
    dense = np.array(
        [
            PASSAGE_WEIGHT * scores[0] + (1 - PASSAGE_WEIGHT) * scores[1:].max()
            for scores in sentence_scores
        ]
    )
    words = lexical[numbers]
    weight = LEXICAL_WEIGHT * max(1.0, FEW_WORDS / max(1, len(content_words(searched))))
    fused = np.clip((dense + weight * words).round(6), 0, 1)
    dense_ranks = _ranks(dense.round(6), [passage.id for passage in passages])
    lexical_ranks = _ranks(words.round(6), [passage.id for passage in passages])
    hits = [
        Hit(
            passage=passage,
            score=float(fused[place]),
            dense_rank=dense_ranks[place],
            lexical_rank=lexical_ranks[place] if words[place] > 0 else None,
            sentence_scores=tuple(float(score) for score in sentence_scores[place][1:].round(6)),
        )
        for place, passage in enumerate(passages)
    ]
    hits.sort(key=lambda hit: (-hit.score - newness[hit.passage.letter_id], hit.passage.id))
    return Found(searched, vector, tuple(hits[:count]))


def _newness(index: Index, letters: list[str] | None, searched: str) -> dict[str, float]:
    """How much newer letters go first among about equal hits, by letter id; see NEWNESS."""
    names = index.letters if letters is None else letters
    dates = {name: index.letters[name].source.date or date.min for name in names}
    days = sorted(set(dates.values()))
    # A question about a year is not about the newest one.
    most = 0.0 if _YEAR.search(searched) else NEWNESS
    places = {day: most * place / max(1, len(days) - 1) for place, day in enumerate(days)}
    return {name: places[day] for name, day in dates.items()}


def _vector(index: Index, text: str) -> Vectors:
    vector = np.asarray(index.embedding.get_query_embedding(text), dtype=np.float32)
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def _candidates(
    index: Index, vector: Vectors, lexical: Vectors, letters: list[str] | None, depth: int
) -> list[int]:
    """Numbers of the passages worth scoring: near in meaning, or sharing words."""
    units = index.vectors.nearest(vector, depth, letters)
    near = {index.numbers[unit.partition("/")[0]] for unit in units}
    best = np.argsort(-lexical, kind="stable")[:depth]
    shared = {int(number) for number in best if lexical[number] > 0}
    if letters is not None:
        allowed = set(letters)
        shared = {number for number in shared if index.passages[number].letter_id in allowed}
    return sorted(near | shared)


def _sentence_scores(index: Index, passage_id: str, vector: Vectors) -> Vectors:
    """Cosines of the question with the passage (first) and each of its sentences."""
    row = index.rows[passage_id]
    count = len(index.passages[index.numbers[passage_id]].sentences)
    return np.asarray(index.vectors.rows[row : row + 1 + count] @ vector)


def _ranks(scores: Vectors, ids: list[str]) -> list[int]:
    order = sorted(range(len(ids)), key=lambda place: (-scores[place], ids[place]))
    ranks = [0] * len(ids)
    for rank, place in enumerate(order, start=1):
        ranks[place] = rank
    return ranks
