"""The vectors of a snapshot: exact ones in a file a letter, a graph of the passages in Chroma.

`letters/NAME.npy` holds a row for each passage of the letter (with its headings), then one for
each sentence. Chroma finds the nearest passages of a large corpus; scores always come from the
rows, so that equal corpora score equally whatever the approximate search does. Letters that
changed since the graph was made are compared one by one (rag/store/graph.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.letters.context import noted_sentence, searched_words
from rag.records import Letter, Passage
from rag.store.embedding import Vectors
from rag.store.graph import Graph, open_graph


def unit_texts(letter: Letter) -> list[str]:
    """Return what is embedded of a letter: a text for each passage, then one for each sentence."""
    texts, sentences = [], []
    for passage in letter.passages:
        heading = " > ".join(passage.section)
        noted = noted_sentence(letter, passage)
        note_to = f"{letter.text[noted.start : noted.end]} " if noted else ""
        texts.append(f"{heading}\n{note_to}{passage.text}")
        sentences += [
            searched_words(letter, passage, number) for number in range(len(passage.sentences))
        ]
    return texts + sentences


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the vectors of a passage are: its own row, and that of its first sentence."""

    letter: str
    number: int
    row: int
    first: int


class VectorIndex:
    """The vectors of a snapshot, open for search; close it to drop what it holds of Chroma."""

    def __init__(
        self, snapshot: Path, letters: Mapping[str, Letter], hashes: Mapping[str, str], url: str
    ) -> None:
        """Open the vectors; raises StoreError when Chroma cannot be used."""
        # As plain arrays: taking a row of a `memmap` costs as much as comparing a hundred.
        self._rows: dict[str, Vectors] = {
            name: np.asarray(np.load(snapshot / "letters" / f"{name}.npy", mmap_mode="r"))
            for name in letters
        }
        self._ids = {
            name: [passage.id for passage in letter.passages] for name, letter in letters.items()
        }
        self._places: dict[str, _Place] = {}
        for name, letter in letters.items():
            first = len(letter.passages)
            for row, passage in enumerate(letter.passages):
                self._places[passage.id] = _Place(name, len(self._places), row, first)
                first += len(passage.sentences)
        self._graph: Graph | None = open_graph(snapshot, hashes, len(self._places), url)
        if self._graph:
            # Chroma reads its files when it is first asked; a later sync may have dropped them.
            self._graph.nearest(self.letter(next(iter(hashes)))[0], 1)

    def letter(self, name: str) -> Vectors:
        """The vectors of a letter's passages, in order."""
        return self._rows[name][: len(self._ids[name])]

    def passages(self, passages: Sequence[Passage]) -> Vectors:
        """The vector of each passage."""
        places = [self._places[passage.id] for passage in passages]
        return np.stack([self._rows[place.letter][place.row] for place in places])

    def sentences(self, passages: Sequence[Passage]) -> Vectors:
        """The vectors of all sentences of the passages, in order."""
        rows = []
        for passage in passages:
            place = self._places[passage.id]
            last = place.first + len(passage.sentences)
            rows.append(self._rows[place.letter][place.first : last])
        return np.concatenate(rows)

    def nearest(self, vector: Vectors, count: int, letters: Sequence[str] | None) -> list[str]:
        """Return the ids of the passages nearest to a unit vector, within `letters` if given.

        Of equally near ones the first in the order of the index.
        """
        if letters is not None or not self._graph:
            return self._exact(vector, count, self._rows if letters is None else letters)
        found = {name for name in self._graph.nearest(vector, count) if name in self._places}
        found.update(self._exact(vector, count, self._graph.fresh))
        names = sorted(found, key=lambda name: self._places[name].number)
        places = [self._places[name] for name in names]
        rows = np.stack([self._rows[place.letter][place.row] for place in places])
        return [names[place] for place in best(cosines(rows, vector), count)]

    def _exact(
        self, vector: Vectors, count: int, letters: Sequence[str] | Mapping[str, Vectors]
    ) -> list[str]:
        names = [name for name in sorted(letters) if self._ids.get(name)]
        ids = [passage for name in names for passage in self._ids[name]]
        if len(ids) <= count:
            return ids
        scores = np.concatenate([cosines(self.letter(name), vector) for name in names])
        return [ids[place] for place in best(scores, count)]

    def close(self) -> None:
        """Close Chroma and remove what was copied for it."""
        if self._graph:
            self._graph.close()


def best(scores: Vectors, count: int) -> list[int]:
    """The places of the highest scores; of equal ones the first."""
    if len(scores) <= count:
        return list(range(len(scores)))
    least = np.partition(scores, len(scores) - count)[len(scores) - count]
    above = np.flatnonzero(scores > least)
    equal = np.flatnonzero(scores == least)[: count - len(above)]
    return sorted([*above.tolist(), *equal.tolist()])


def cosines(rows: Vectors, vector: Vectors) -> Vectors:
    """The cosine of each row with a vector, all of length 1.

    A row's cosine does not depend on the rows beside it, as it does in a matrix product, where the
    library shares rows among its kernels and threads.
    """
    return np.asarray(np.einsum("ij,j->i", rows, vector), dtype=np.float32)
