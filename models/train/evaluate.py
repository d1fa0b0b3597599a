"""Measure any sentence-transformers folder on the public sets and on the held-out triples."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from models.train.data import Triple
from models.train.encoder import teacher_folder
from models.train.examples import PASSAGE, passages_of
from models.train.metrics import (
    matching_accuracy,
    mean_reciprocal_rank,
    ranks,
    recall_at,
    spearman,
)

Scores = dict[str, float]


class TextEncoder(Protocol):
    """Anything that turns texts into unit vectors: [texts, dimensions]."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of texts in order."""
        ...


class SentenceTransformerEncoder:
    """A sentence-transformers model as the product loads it, in float32."""

    def __init__(self, folder: Path) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(folder), device="cpu").float()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of texts in order."""
        vectors: np.ndarray = self._model.encode(list(texts), normalize_embeddings=True)
        return vectors


def tatoeba(model: TextEncoder, teacher: TextEncoder, sets: Path) -> Scores:
    """How often a Dutch sentence is nearest to its own English one, of 1,000."""
    dutch = model.encode(_lines(sets / "tatoeba.nld-eng.nld"))
    english = _lines(sets / "tatoeba.nld-eng.eng")
    return {
        "Tatoeba": matching_accuracy(dutch, model.encode(english)),
        "Tatoeba, teacher's English": matching_accuracy(dutch, teacher.encode(english)),
    }


def sts(model: TextEncoder, path: Path) -> float:
    """Spearman of cosine and human score over a CSV of (sentence, sentence, score)."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    left = model.encode([row[0] for row in rows])
    right = model.encode([row[1] for row in rows])
    return spearman((left * right).sum(1).tolist(), [float(row[2]) for row in rows])


def held_out(
    model: TextEncoder, asked: Sequence[Triple], everything: Sequence[Triple], language: str = "nl"
) -> Scores:
    """Question → formal sentence among all formal sentences, and → passage that holds it."""
    questions = model.encode([getattr(t, f"question_{language}") for t in asked])
    place = {triple.formal_nl: i for i, triple in enumerate(everything)}
    right = [place[triple.formal_nl] for triple in asked]
    formal = model.encode([getattr(t, f"formal_{language}") for t in everything])
    found = ranks(questions, formal, right)
    passages = model.encode(passages_of(everything, language))
    holders = [i // PASSAGE for i in right]
    return {
        "R@1": recall_at(found, 1),
        "R@5": recall_at(found, 5),
        "MRR": mean_reciprocal_rank(found),
        "passage R@5": recall_at(ranks(questions, passages, holders), 5),
    }


def evaluate(
    model: TextEncoder, asked: Sequence[Triple], everything: Sequence[Triple], sets: Path | None
) -> Scores:
    """All scores of a model; the public sets only where their folder is given."""
    scores: Scores = {}
    if sets is not None:
        scores |= tatoeba(model, SentenceTransformerEncoder(teacher_folder()), sets)
        scores["STSb-nl dev"] = sts(model, sets / "stsb-nl-dev.csv")
        scores["STSb-nl test"] = sts(model, sets / "stsb-nl-test.csv")
    return scores | held_out(model, asked, everything)


def table(rows: dict[str, Scores]) -> str:
    """A Markdown table: a model a row, a score a column; absent scores as a dash."""
    columns = list(dict.fromkeys(name for scores in rows.values() for name in scores))
    lines = ["| model | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for name, scores in rows.items():
        cells = (f"{scores[c]:.3f}" if c in scores else "–" for c in columns)
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()
