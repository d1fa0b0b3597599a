"""Scores, worked by hand."""

import numpy as np
import pytest
import torch

from models.train.losses import contrastive, distillation
from models.train.metrics import (
    matching_accuracy,
    mean_reciprocal_rank,
    ranks,
    recall_at,
    spearman,
)


def test_ranks_and_their_means():
    queries = np.eye(3)
    candidates = np.array([[0.9, 0, 0.5], [1.0, 0.2, 0.5], [0, 0.1, 0.5]])
    found = ranks(queries, candidates, [0, 1, 2])
    assert found.tolist() == [2, 1, 3]  # the tie of the last counts against us
    assert recall_at(found, 1) == pytest.approx(1 / 3)
    assert mean_reciprocal_rank(found) == pytest.approx((1 / 2 + 1 + 1 / 3) / 3)


def test_matching_accuracy():
    assert matching_accuracy(np.eye(2), np.array([[1, 0], [1, 0.5]])) == 1.0
    assert matching_accuracy(np.eye(2), np.array([[0, 1], [1, 0]])) == 0.0


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [([1, 2, 3], [10, 20, 90], 1.0), ([1, 2, 3], [3, 2, 1], -1.0), ([1, 1, 2], [1, 2, 3], 0.866)],
)
def test_spearman(left, right, expected):
    assert spearman(left, right) == pytest.approx(expected, abs=1e-3)


def test_distillation_is_one_minus_cosine():
    assert float(distillation(torch.eye(2), torch.tensor([[1.0, 0], [1, 0]]))) == 0.5


def test_contrastive_leaves_out_the_ignored():
    """Scores (0, 0) over two candidates: loss ln 2; with the wrong one ignored: 0."""
    query, candidates, right = torch.zeros(1, 2), torch.eye(2), torch.tensor([0])
    assert float(contrastive(query, candidates, right, 20.0)) == pytest.approx(np.log(2))
    ignored = torch.tensor([[True, True]])  # the right one is never ignored
    assert float(contrastive(query, candidates, right, 20.0, ignored)) == pytest.approx(0, abs=1e-6)
