"""The learned weights of the engine: a small readable file, made by `python -m evals.learn`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Weights:
    """Coefficients of two linear models over named features.

    `sentence` ranks candidate sentences (softmax over a question's candidates), `reading` ranks
    them again with the cross-encoder's scores of the best; `answerable`, with `intercept`, gives
    by the logistic function the probability that the letters answer. Below `threshold` the
    question is refused; sentences are added to an answer until the probability that it holds the
    answer reaches `enough`.
    """

    sentence: dict[str, float]
    reading: dict[str, float]
    answerable: dict[str, float]
    intercept: float
    threshold: float
    enough: float


def load_weights() -> Weights:
    """Return the weights that ship with the package."""
    content = json.loads(
        resources.files("rag.answer").joinpath("weights.json").read_text(encoding="utf-8")
    )
    return Weights(**{name: content[name] for name in Weights.__dataclass_fields__})


def weigh(weights: dict[str, float], names: Sequence[str], values: Sequence[float]) -> float:
    """Return the weighted sum of named features; one that has no weight yet does not count."""
    return sum(weights.get(name, 0.0) * value for name, value in zip(names, values, strict=True))
