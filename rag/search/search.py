"""Hybrid search: passages by meaning (vectors) and by words (BM25), fused.

The fused score is a sum: `dense + weight x BM25 / highest idf`. BM25 grows with the number and
rarity of the shared words, so a question that shares no word with the letters is decided by meaning
alone. A few words alone (`VOG-P`) say little to a sentence model, so BM25 weighs more for them.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.dutch import content_words, search_terms
from rag.records import Hit
from rag.search.spelling import repair
from rag.store.embedding import Vectors
from rag.store.index import Index
from rag.store.vectors import best, cosines

# Found on the development questions (evals/README.md).
PASSAGE_WEIGHT = 0.5
LEXICAL_WEIGHT = 0.05
FEW_WORDS = 4
CONTEXT_WEIGHT = 0.5
CANDIDATES = 200
# Letters repeat each other with other figures. Of hits that score about the same the newer goes
# first: the newest letter is ahead of the oldest by this much.
NEWNESS = 0.03
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# Ranks by meaning are told up to here: far down, an approximate search may miss one.
RANKED = 100


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
    # The passages stand letter by letter.
    ahead = np.repeat(
        [newness.get(name, 0.0) for name in index.letters],
        [len(letter.passages) for letter in index.letters.values()],
    )
    sought = np.where(lexical > 0, lexical + ahead, 0)
    numbers = _candidates(index, vector, sought, letters, max(CANDIDATES, count))
    if not numbers:
        return Found(searched, vector, ())
    passages = [index.passages[number] for number in numbers]
    own = cosines(index.vectors.passages(passages), vector)
    of_sentences = cosines(index.vectors.sentences(passages), vector)
    ends = np.cumsum([len(passage.sentences) for passage in passages])
    starts = np.concatenate([[0], ends[:-1]])
    dense = PASSAGE_WEIGHT * own + (1 - PASSAGE_WEIGHT) * np.maximum.reduceat(of_sentences, starts)
    words = lexical[numbers]
    weight = LEXICAL_WEIGHT * max(1.0, FEW_WORDS / max(1, len(content_words(searched))))
    fused = np.clip((dense + weight * words).round(6), 0, 1)
    dense_ranks = _ranks(dense.round(6), [passage.id for passage in passages])
    lexical_ranks = _ranks(words.round(6), [passage.id for passage in passages])
    first = fused + [newness[passage.letter_id] for passage in passages]
    order = sorted(range(len(passages)), key=lambda place: (-first[place], passages[place].id))
    hits = tuple(
        Hit(
            passage=passages[place],
            score=float(fused[place]),
            dense_rank=dense_ranks[place] if dense_ranks[place] <= RANKED else None,
            lexical_rank=lexical_ranks[place] if words[place] > 0 else None,
            sentence_scores=tuple(of_sentences[starts[place] : ends[place]].round(6).tolist()),
        )
        for place in order[:count]
    )
    return Found(searched, vector, hits)


def _newness(index: Index, letters: list[str] | None, searched: str) -> dict[str, float]:
    """How much newer letters go first among about equal hits, by letter id; see NEWNESS."""
    within = set(index.letters if letters is None else letters)
    names = [name for name in index.letters if name in within]
    dates = {name: index.letters[name].source.date or date.min for name in names}
    days = sorted(set(dates.values()))
    # A question about a year is not about the newest one.
    most = 0.0 if _YEAR.search(searched) else NEWNESS
    places = {day: most * place / max(1, len(days) - 1) for place, day in enumerate(days)}
    return {name: places[day] for name, day in dates.items()}


def _vector(index: Index, text: str) -> Vectors:
    return np.asarray(index.encoder.encode([text], "query")[0])


def _candidates(
    index: Index, vector: Vectors, lexical: Vectors, letters: list[str] | None, depth: int
) -> list[int]:
    """Numbers of the passages worth scoring: near in meaning, or sharing words."""
    near = {index.numbers[name] for name in index.vectors.nearest(vector, depth, letters)}
    shared = np.flatnonzero(lexical)
    if letters is not None:
        allowed = set(letters)
        kept = [index.passages[number].letter_id in allowed for number in shared]
        shared = shared[kept]
    shared = shared[best(lexical[shared], depth)]
    return sorted(near.union(shared.tolist()))


def _ranks(scores: NDArray[np.floating[Any]], ids: list[str]) -> list[int]:
    order = sorted(range(len(ids)), key=lambda place: (-scores[place], ids[place]))
    ranks = [0] * len(ids)
    for rank, place in enumerate(order, start=1):
        ranks[place] = rank
    return ranks
