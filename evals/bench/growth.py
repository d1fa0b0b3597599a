"""How search grows: generated passages with generated vectors, from a thousand to a million.

Vectors lie around a few hundred topics, terms are as rare as words are (Zipf). What is measured is
the search alone, as the product does it: the graph in Chroma, BM25, exact scores, the fusion; not
the encoder and not the answer. Each size has an index of its own.
"""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from evals.bench.letter import say
from evals.bench.table import Curve, Part, Row, p95, resident
from rag.records import Letter, Passage, Sentence, Source
from rag.search.search import search
from rag.store.embedding import Prompt, Vectors
from rag.store.graph import CONTENTS, build_graph
from rag.store.index import Index
from rag.store.lexical import PASSAGES, WORDS, LexicalIndex
from rag.store.postings import arranged, save_postings
from rag.store.vectors import VectorIndex, cosines

SIZES = (1_000, 10_000, 100_000, 1_000_000)
IN_LETTER = 50
DIMENSION, TOPICS, SHARED = 384, 500, 32
WORDS_IN_PASSAGE, WORDS_IN_QUESTION = 40, 8
VOCABULARY = 60_000
QUESTIONS = 200
# Of so many questions it is counted what is found: all vectors are compared for it.
RECALLED = 50
AIM = 250.0


class Questions:
    """Generated questions: each has a vector and eight words."""

    def __init__(self, vectors: Vectors, words: Sequence[Sequence[str]]) -> None:
        self._vectors = {" ".join(each): row for each, row in zip(words, vectors, strict=True)}
        self.texts = list(self._vectors)

    def encode(self, texts: Sequence[str], prompt: Prompt) -> Vectors:
        """The vector of each generated question."""
        return np.stack([self._vectors[text] for text in texts])


def measure(part: Part, most: int, work: Path | None) -> None:
    """Fill the part: time, recall and memory at each size."""
    lines: dict[str, dict[str, list[tuple[float, float]]]] = {"ms": {}, "MB": {}}
    for size in SIZES:
        if size > most:
            break
        with _folder(work) as folder:
            index, questions = _open(folder / f"generated-{size}", size)
            seconds: list[float] = []
            found: list[float] = []
            for text in questions.texts:
                started = time.perf_counter()
                search(index, text, 10)
                seconds.append(time.perf_counter() - started)
            memory = resident()
            for text in questions.texts[:RECALLED]:
                found.append(_recall(index, questions.encode([text], "query")[0]))
            say(f"{size}: {1000 * median(seconds):.1f} ms")
            index.vectors.close()
            name = f"search in {size:,} passages, "
            part.rows.extend(
                [
                    Row(f"{name}median", "ms", 1000 * median(seconds)),
                    Row(f"{name}p95", "ms", 1000 * p95(seconds), aim=AIM),
                    Row(f"{name}memory", "MB", memory),
                    Row(f"{name}nearest 20 found", "%", 100 * float(np.mean(found))),
                ]
            )
            for line, value in (("median", median(seconds)), ("p95", p95(seconds))):
                lines["ms"].setdefault(line, []).append((size, 1000 * value))
            lines["MB"].setdefault("resident", []).append((size, memory))
    part.curves.append(Curve("Search in generated passages", ("passages", "ms"), lines["ms"]))
    part.curves.append(Curve("Memory of that process", ("passages", "MB"), lines["MB"]))


@contextmanager
def _folder(work: Path | None) -> Iterator[Path]:
    if work:
        work.mkdir(parents=True, exist_ok=True)
        yield work
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _recall(index: Index, vector: Vectors, count: int = 20) -> float:
    """Share of the truly nearest passages that are among the candidates."""
    names = list(index.letters)
    scores = np.concatenate([cosines(index.vectors.letter(name), vector) for name in names])
    best = {index.passages[place].id for place in np.argsort(-scores)[:count].tolist()}
    return len(best & set(index.vectors.nearest(vector, 200, None))) / count


def _open(folder: Path, size: int) -> tuple[Index, Questions]:
    chance = np.random.default_rng(size)
    letters = {name: _letter(name, IN_LETTER) for name in _names(size // IN_LETTER)}
    hashes = dict.fromkeys(letters, "generated")
    centres = chance.normal(size=(TOPICS, SHARED)).astype(np.float32)
    mix = chance.normal(size=(SHARED, DIMENSION)).astype(np.float32)
    if not (folder / CONTENTS).exists():
        _write(folder, letters, hashes, centres, mix, chance)
    near = _vectors(np.random.default_rng(1), QUESTIONS, centres, mix)
    words = _words(np.random.default_rng(2), QUESTIONS, WORDS_IN_QUESTION)
    questions = Questions(near, [[f"w{word}x" for word in row] for row in words.tolist()])
    passages = tuple(passage for letter in letters.values() for passage in letter.passages)
    index = Index(
        letters=letters,
        passages=passages,
        numbers={passage.id: number for number, passage in enumerate(passages)},
        vectors=VectorIndex(folder, letters, hashes, "none"),
        lexical=LexicalIndex(folder / "bm25"),
        encoder=questions,
        broken={},
        snapshot=folder.name,
    )
    return index, questions


def _names(count: int) -> list[str]:
    return [f"gemaakt-{number:06}" for number in range(count)]


def _letter(name: str, count: int) -> Letter:
    """A letter of passages of one sentence each; its text is not looked at."""
    passages = tuple(
        Passage(f"{name}#{place}", name, (), "text", 0, 1, ".", (Sentence(0, 1),))
        for place in range(count)
    )
    return Letter(Source(name), ".", (), (), (), passages)


def _vectors(chance: np.random.Generator, count: int, centres: Vectors, mix: Vectors) -> Vectors:
    topic = centres[chance.integers(len(centres), size=count)]
    inner = topic + 0.7 * chance.normal(size=topic.shape).astype(np.float32)
    rows = inner @ mix + 2 * chance.normal(size=(count, DIMENSION)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def _words(chance: np.random.Generator, rows: int, count: int) -> NDArray[np.int64]:
    return np.asarray((chance.zipf(1.3, size=(rows, count)) - 1) % VOCABULARY)


def _write(
    folder: Path,
    letters: dict[str, Letter],
    hashes: dict[str, str],
    centres: Vectors,
    mix: Vectors,
    chance: np.random.Generator,
) -> None:
    say(f"making {len(letters) * IN_LETTER} passages")
    (folder / "letters").mkdir(parents=True, exist_ok=True)
    rows = {}
    for name, letter in letters.items():
        vectors = _vectors(chance, 2 * IN_LETTER, centres, mix)
        np.save(folder / "letters" / f"{name}.npy", vectors)
        rows[name] = ([passage.id for passage in letter.passages], vectors[:IN_LETTER])
    count = len(letters) * IN_LETTER
    words = _words(chance, count, WORDS_IN_PASSAGE)
    pairs = np.repeat(np.arange(count), WORDS_IN_PASSAGE) * VOCABULARY + words.ravel()
    different, counts = np.unique(pairs, return_counts=True)
    lengths = np.full(count, WORDS_IN_PASSAGE, dtype=np.int32)
    names = [f"w{word}x" for word in range(VOCABULARY)]
    postings = arranged(
        names, different % VOCABULARY, different // VOCABULARY, counts.astype(np.int32), lengths
    )
    save_postings(folder / "bm25" / PASSAGES, postings)
    save_postings(folder / "bm25" / WORDS, postings)
    started = time.perf_counter()
    build_graph(folder, "none", hashes, rows)
    say(f"graph made in {time.perf_counter() - started:.0f} s")
