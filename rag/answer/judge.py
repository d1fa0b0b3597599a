"""What the engine has learned: weights that we can read, and a cross-encoder."""

from dataclasses import dataclass

from rag.answer.cross_encoder import CrossEncoder
from rag.answer.weights import Weights, load_weights
from rag.settings import CROSS_ENCODER


@dataclass(frozen=True, slots=True)
class Judge:
    """Says which sentence answers, and whether any does."""

    weights: Weights
    cross_encoder: CrossEncoder


def open_judge() -> Judge:
    """Return the judge that ships with the product; raises ModelError."""
    return Judge(load_weights(), CrossEncoder(CROSS_ENCODER))
