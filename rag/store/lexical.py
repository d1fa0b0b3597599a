"""The lexical index: BM25 over the terms of each passage, its headings and footnotes.

The scores are those of bm25s (method `lucene`), computed when asked, so that one changed letter
changes its own rows only.
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from rag.dutch import content_words, fold, search_terms
from rag.letters.context import noted_sentence
from rag.records import Letter, Passage
from rag.store.postings import (
    Postings,
    count_terms,
    load_postings,
    replace_rows,
    save_postings,
)

# How soon repeats of a term stop to count, and how much long passages are held back.
K1, B = 1.5, 0.75
PASSAGES, WORDS = "passages", "words"
Places = NDArray[np.int64]


def passage_terms(letter: Letter, passage: Passage) -> list[str]:
    """Return the terms a passage is found by: of its headings, its words and what it notes."""
    noted = noted_sentence(letter, passage)
    note_to = letter.text[noted.start : noted.end] if noted else ""
    return search_terms(" ".join([*passage.section, note_to, passage.text]))


def letter_words(letter: Letter) -> set[str]:
    """Return the words of a letter as it writes them, folded: what typing errors are mended to."""
    return {
        fold(word)
        for passage in letter.passages
        for word in content_words(" ".join([*passage.section, passage.text]))
    }


def build_lexical(folder: Path, letters: Sequence[Letter]) -> None:
    """Write the index of all passages, in order."""
    terms = [passage_terms(letter, passage) for letter in letters for passage in letter.passages]
    save_postings(folder / PASSAGES, count_terms(terms))
    save_postings(folder / WORDS, count_terms([sorted(letter_words(letter)) for letter in letters]))


def update_lexical(
    folder: Path,
    old: Path,
    before: Mapping[str, int],
    after: Mapping[str, int],
    changed: Sequence[Letter],
) -> None:
    """Write the index that `build_lexical` would, from an old one and the letters that changed.

    `before` and `after` map each letter to its number of passages, in order; those of `after` that
    are not changed are as they were.
    """
    fresh = {letter.source.letter_id for letter in changed}

    def update(name: str, rows: list[list[str]], places: tuple[Places, Places]) -> None:
        found = replace_rows(load_postings(old / name), places[0], count_terms(rows), places[1])
        save_postings(folder / name, found)

    terms = [passage_terms(letter, passage) for letter in changed for passage in letter.passages]
    update(PASSAGES, terms, _places(before, after, fresh))
    words = [sorted(letter_words(letter)) for letter in changed]
    one_each = [dict.fromkeys(letters, 1) for letters in (before, after)]
    update(WORDS, words, _places(one_each[0], one_each[1], fresh))


def _places(
    before: Mapping[str, int], after: Mapping[str, int], fresh: set[str]
) -> tuple[Places, Places]:
    """Where the rows of each old letter go, and those of the fresh ones."""
    starts, start = {}, 0
    for letter, count in after.items():
        starts[letter] = start
        start += count
    moved = [
        np.arange(count) + starts[letter]
        if letter in starts and letter not in fresh
        else np.full(count, -1)
        for letter, count in before.items()
    ]
    places = [np.arange(count) + starts[name] for name, count in after.items() if name in fresh]
    empty = np.empty(0, int)
    return np.concatenate([*moved, empty]), np.concatenate([*places, empty])


class LexicalIndex:
    """The BM25 index of a snapshot, open for search."""

    def __init__(self, folder: Path) -> None:
        """Open the index that `build_lexical` wrote."""
        postings: Postings = load_postings(folder / PASSAGES)
        words = load_postings(folder / WORDS).terms
        self._postings = postings
        self._terms = {term: number for number, term in enumerate(postings.terms)}
        self.vocabulary = frozenset(words)
        self.passages = len(postings.lengths)
        mean = float(postings.lengths.mean()) if self.passages else 1.0
        self._norms = np.asarray(K1 * (1 - B + B * postings.lengths / mean), dtype=np.float32)
        self._by_length: dict[int, list[str]] = {}
        self._lock = Lock()

    def words_by_length(self, length: int) -> list[str]:
        """Return the words of the letters at most two letters longer or shorter than `length`."""
        with self._lock:
            if length not in self._by_length:
                near = (word for word in self.vocabulary if abs(len(word) - length) <= 2)
                self._by_length[length] = sorted(near)
            return self._by_length[length]

    def knows(self, term: str) -> bool:
        """Tell whether any passage has the term."""
        return term in self._terms

    def rarity(self, term: str) -> float:
        """Return the inverse document frequency of a term, in (0, 1]; 1 when no passage has it."""
        return self._idf(self._count(term)) / self.highest_idf

    @property
    def highest_idf(self) -> float:
        """The inverse document frequency of a term that no passage has."""
        return self._idf(0)

    def _count(self, term: str) -> int:
        number = self._terms.get(term)
        offsets = self._postings.offsets
        return 0 if number is None else int(offsets[number + 1] - offsets[number])

    def _idf(self, count: int) -> float:
        return math.log(1 + (self.passages - count + 0.5) / (count + 0.5))

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """Return the BM25 score of every passage for the terms, shape (passages,)."""
        found = np.zeros(self.passages, dtype=np.float32)
        for term in terms:
            number = self._terms.get(term)
            if number is None:
                continue
            start, end = self._postings.offsets[number : number + 2]
            rows, counts = self._postings.rows[start:end], self._postings.counts[start:end]
            idf = np.float32(self._idf(int(end - start)))
            found[rows] += idf * counts / (counts + self._norms[rows])
        return found
