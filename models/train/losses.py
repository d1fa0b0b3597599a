"""The two losses: follow the teacher, and tell the right text from the others."""

import torch
from torch.nn import functional


def distillation(student: torch.Tensor, teacher: torch.Tensor) -> torch.Tensor:
    """Mean of one minus cosine; both [texts, dimensions], unit length."""
    return 1 - (student * teacher).sum(1).mean()


def contrastive(
    queries: torch.Tensor,
    candidates: torch.Tensor,
    right: torch.Tensor,
    scale: float,
    ignored: torch.Tensor | None = None,
) -> torch.Tensor:
    """Cross-entropy of each query's right candidate among all that are not `ignored`.

    queries [n, dimensions], candidates [m, dimensions], right [n] in 0..m-1, ignored [n, m] bool.
    """
    scores = queries @ candidates.T * scale
    if ignored is not None:
        keep = functional.one_hot(right, len(candidates)).bool()
        scores = scores.masked_fill(ignored & ~keep, -1e4)
    return functional.cross_entropy(scores, right)
