"""Scores over vectors, each a small pure function."""

from collections.abc import Sequence

import numpy as np


def matching_accuracy(left: np.ndarray, right: np.ndarray) -> float:
    """How often row i of `left` is nearest to row i of `right`: both [texts, dimensions]."""
    return float((np.argmax(left @ right.T, axis=1) == np.arange(len(left))).mean())


def ranks(queries: np.ndarray, candidates: np.ndarray, right: Sequence[int]) -> np.ndarray:
    """The rank, from 1, of each query's right candidate; a tie counts against us: [queries]."""
    scores = queries @ candidates.T
    own = scores[np.arange(len(queries)), list(right)]
    found: np.ndarray = (scores >= own[:, None]).sum(1)
    return found


def recall_at(found: np.ndarray, depth: int) -> float:
    """The share of ranks within `depth`."""
    return float((found <= depth).mean())


def mean_reciprocal_rank(found: np.ndarray) -> float:
    """The mean of 1 / rank."""
    return float((1 / found).mean())


def spearman(left: Sequence[float], right: Sequence[float]) -> float:
    """Rank correlation; ties share their mean rank."""
    return float(np.corrcoef(_mean_ranks(left), _mean_ranks(right))[0, 1])


def _mean_ranks(values: Sequence[float]) -> np.ndarray:
    _, place, counts = np.unique(np.asarray(values), return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[place]
