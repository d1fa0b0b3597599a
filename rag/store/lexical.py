"""The lexical index: BM25 (bm25s) over the terms of each passage, its headings and footnotes."""

import json
import logging
import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.dutch import content_words, fold, search_terms
from rag.letters.context import noted_sentence
from rag.records import Letter, Passage


def passage_terms(letter: Letter, passage: Passage) -> list[str]:
    """Return the terms a passage is found by: of its headings, its words and what it notes."""
    noted = noted_sentence(letter, passage)
    note_to = letter.text[noted.start : noted.end] if noted else ""
    return search_terms(" ".join([*passage.section, note_to, passage.text]))


def build_lexical(folder: Path, letters: list[Letter]) -> None:
    """Write the BM25 index of all passages, in order, and the vocabulary as it is written."""
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)
    passages = [passage for letter in letters for passage in letter.passages]
    index = bm25s.BM25(method="lucene")
    terms = [passage_terms(letter, passage) for letter in letters for passage in letter.passages]
    index.index(terms, show_progress=False)
    index.save(folder)
    vocabulary = {
        fold(word)
        for passage in passages
        for word in content_words(" ".join([*passage.section, passage.text]))
    }
    (folder / "words.json").write_text(
        json.dumps(sorted(vocabulary), ensure_ascii=False), encoding="utf-8"
    )


class LexicalIndex:
    """The BM25 index of a snapshot, open for search."""

    def __init__(self, folder: Path) -> None:
        """Open the index that `build_lexical` wrote."""
        import bm25s

        # bm25s sets its logger to DEBUG when imported.
        logging.getLogger("bm25s").setLevel(logging.WARNING)
        self._index: Any = bm25s.BM25.load(folder, mmap=True)
        self.vocabulary = frozenset(json.loads((folder / "words.json").read_text("utf-8")))
        self._terms: dict[str, int] = self._index.vocab_dict
        self.passages = int(self._index.scores["num_docs"])

    def words_by_length(self, length: int) -> list[str]:
        """Return the words of the letters at most two letters longer or shorter than `length`."""
        return sorted(word for word in self.vocabulary if abs(len(word) - length) <= 2)

    def knows(self, term: str) -> bool:
        """Tell whether any passage has the term."""
        return term in self._terms

    def rarity(self, term: str) -> float:
        """Return the inverse document frequency of a term, in (0, 1]; 1 when no passage has it."""
        number = self._terms.get(term)
        pointers = self._index.scores["indptr"]
        count = 0 if number is None else int(pointers[number + 1] - pointers[number])
        return math.log(1 + (self.passages - count + 0.5) / (count + 0.5)) / self.highest_idf

    @property
    def highest_idf(self) -> float:
        """The inverse document frequency of a term that no passage has."""
        return math.log(1 + (self.passages + 0.5) / 0.5)

    def scores(self, terms: list[str]) -> NDArray[np.float32]:
        """Return the BM25 score of every passage for the terms, shape (passages,)."""
        known = [term for term in terms if term in self._terms]
        if not known:
            return np.zeros(self.passages, dtype=np.float32)
        return np.asarray(self._index.get_scores(known), dtype=np.float32)
