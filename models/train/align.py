"""Word translations from sentence pairs: IBM Model 1, in numpy. No distortion, no fertility."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Translation:
    """The best English word for a Dutch one: p(english | dutch), and how often it was seen."""

    english: str
    probability: float
    count: int


def words(text: str) -> list[str]:
    """Lower-case words of a text, without figures."""
    return [word.lower() for word in WORD.findall(text)]


def align(pairs: Iterable[tuple[str, str]], iterations: int = 8) -> dict[str, Translation]:
    """Dutch word → best English word after `iterations` of EM over (dutch, english) sentences."""
    sentences = [(sorted(set(words(nl))), sorted(set(words(en)))) for nl, en in pairs]
    counts = Counter(word for dutch, _ in sentences for word in dutch)
    dutch_id = {word: i for i, word in enumerate(sorted(counts), start=1)}  # 0 is the null word
    english = sorted({word for _, side in sentences for word in side})
    english_id = {word: i for i, word in enumerate(english)}
    cells, slots = _cells(sentences, dutch_id, english_id)
    pair_ids, cell_of = np.unique(cells, return_inverse=True)  # a pair of words met anywhere
    row = pair_ids // len(english)
    table: np.ndarray = 1.0 / np.bincount(row, minlength=len(dutch_id) + 1)[row]
    for _ in range(iterations):
        weight = table[cell_of]
        weight /= np.bincount(slots, weights=weight)[slots]  # E: each English word shares out 1
        table = np.bincount(cell_of, weights=weight, minlength=len(pair_ids))
        table /= np.bincount(row, weights=table)[row]  # M: each Dutch word's chances sum to 1
    return _best(pair_ids, table, english, dutch_id, counts)


def _cells(
    sentences: Sequence[tuple[list[str], list[str]]],
    dutch_id: dict[str, int],
    english_id: dict[str, int],
) -> tuple[np.ndarray, np.ndarray]:
    """Every (dutch or null, english) cell of every sentence, and the English position it is for."""
    cells: list[np.ndarray] = []
    slots: list[np.ndarray] = []
    position = 0
    for dutch, english in sentences:
        d = np.array([0, *(dutch_id[word] for word in dutch)], dtype=np.int64)
        e = np.array([english_id[word] for word in english], dtype=np.int64)
        cells.append((d[:, None] * len(english_id) + e[None, :]).ravel())
        slots.append(np.tile(np.arange(position, position + len(e)), len(d)))
        position += len(e)
    return np.concatenate(cells), np.concatenate(slots)


def _best(
    pair_ids: np.ndarray,
    table: np.ndarray,
    english: Sequence[str],
    dutch_id: dict[str, int],
    counts: Counter[str],
) -> dict[str, Translation]:
    order = np.argsort(table, kind="stable")  # so the likeliest English word comes last and stays
    best = {int(pair_ids[i]) // len(english): int(i) for i in order}
    return {
        word: Translation(
            english[int(pair_ids[best[i]]) % len(english)], float(table[best[i]]), counts[word]
        )
        for word, i in dutch_id.items()
        if i in best
    }
