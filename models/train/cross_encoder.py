"""A cross-encoder: reads question and sentence together, scores whether the one answers the other.

The encoder's transformer over `[CLS] question [SEP] sentence [SEP]`; the score starts as the
cosine of the two parts' mean vectors, and a small head learns what to add to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from models.train.encoder import Encoder

QUESTION_LENGTH = 48  # tokens of a question, with [CLS] and [SEP]
SENTENCE_LENGTH = 112  # tokens of a sentence, with [SEP]
START_SCALE, START_BIAS = 5.0, -2.5


@dataclass(frozen=True, slots=True)
class Pair:
    """Token ids of a question and a sentence, and how many of them are the question's."""

    ids: list[int]
    question: int


class CrossEncoder(torch.nn.Module):
    """Scores pairs: above 0 the sentence rather answers the question, below 0 rather not."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.transformer = encoder.model
        self.transformer.pooler = None
        width = encoder.model.config.hidden_size
        self.unit = width**0.5  # a unit vector times this has entries of about one
        self.head = torch.nn.Sequential(
            torch.nn.Linear(4 * width, width), torch.nn.GELU(), torch.nn.Linear(width, 1)
        )
        torch.nn.init.zeros_(self.head[2].weight)
        torch.nn.init.zeros_(self.head[2].bias)
        self.scale = torch.nn.Parameter(torch.tensor(START_SCALE))
        self.bias = torch.nn.Parameter(torch.tensor(START_BIAS))

    def forward(self, ids: torch.Tensor, types: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Scores [pairs] of ids, token types (1 in the sentence) and mask, all [pairs, tokens]."""
        states = self.transformer(
            input_ids=ids, token_type_ids=types, attention_mask=mask
        ).last_hidden_state.float()
        question = _mean(states, mask * (1 - types))
        sentence = _mean(states, mask * types)
        first = functional.normalize(states[:, 0], dim=1)
        both = question * sentence
        seen = torch.cat([both, (question - sentence).abs(), question, first], 1) * self.unit
        learned: torch.Tensor = self.head(seen)[:, 0]
        return self.scale * both.sum(1) + self.bias + learned


def _mean(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    weights = mask.float()[:, :, None]
    return functional.normalize((states * weights).sum(1) / weights.sum(1), dim=1)


def make_pairs(encoder: Encoder, texts: Sequence[tuple[str, str]]) -> list[Pair]:
    """Token ids of (question, sentence) pairs."""
    questions = encoder.ids([question for question, _ in texts], QUESTION_LENGTH)
    sentences = encoder.ids([sentence for _, sentence in texts], SENTENCE_LENGTH + 1)
    return [
        Pair([*question, *sentence[1:]], len(question))
        for question, sentence in zip(questions, sentences, strict=True)
    ]


def collate(pairs: Sequence[Pair]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Ids, token types and mask of pairs, padded to the longest: each [pairs, tokens]."""
    longest = max(len(pair.ids) for pair in pairs)
    ids = torch.zeros(len(pairs), longest, dtype=torch.long)  # 0 is [PAD]
    types, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    for row, pair in enumerate(pairs):
        length = len(pair.ids)
        ids[row, :length] = torch.tensor(pair.ids)
        types[row, pair.question : length] = 1
        mask[row, :length] = 1
    return ids, types, mask


def score_pairs(
    model: CrossEncoder, encoder: Encoder, texts: Sequence[tuple[str, str]], size: int = 64
) -> np.ndarray:
    """Scores of (question, sentence) pairs in order: [pairs]."""
    pairs = make_pairs(encoder, texts)
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i].ids))
    scores = np.zeros(len(pairs), dtype=np.float32)
    training = model.training
    model.eval()
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for start in range(0, len(order), size):
            rows = order[start : start + size]
            scores[rows] = model(*collate([pairs[i] for i in rows])).float().numpy()
    model.train(training)
    return scores
