"""Train the cross-encoder: the right sentence above the wrong ones, and a near miss below zero."""

import random
from collections.abc import Iterator, Sequence
from itertools import pairwise

import torch
from torch.nn import functional
from torch.nn.attention import sdpa_kernel

from models.train.cross_encoder import CrossEncoder, collate, make_pairs
from models.train.cross_examples import Asked, draw
from models.train.encoder import Encoder
from models.train.recipe import CrossRecipe
from models.train.train import ATTENTION

CHUNK = 40  # pairs of like length that are read together
FROZEN = "transformer.embeddings.word_embeddings"


class CrossTrainer:
    """The model, its optimizer, and the examples; every step draws its own, by seed."""

    def __init__(
        self,
        encoder: Encoder,
        facts: Sequence[Asked],
        letters: Sequence[Asked],
        recipe: CrossRecipe,
    ) -> None:
        torch.manual_seed(recipe.seed)
        self.encoder, self.facts, self.letters, self.recipe = encoder, facts, letters, recipe
        self.model = CrossEncoder(encoder)
        self.step_number = 0
        for name, module in self.model.named_modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = recipe.dropout if name.endswith("output.dropout") else 0.0
        for name, parameter in self.model.named_parameters():
            parameter.requires_grad = not name.startswith(FROZEN)
        learned = [(n, p) for n, p in self.model.named_parameters() if p.requires_grad]
        body = [p for n, p in learned if n.startswith("transformer")]
        head = [p for n, p in learned if not n.startswith("transformer")]
        rate = recipe.learning_rate
        groups = [(body, rate), (head, rate * recipe.head_factor)]
        self.optimizer = torch.optim.AdamW(
            [{"params": part, "lr": peak, "peak": peak} for part, peak in groups],
            weight_decay=0.01,
        )

    def run(self) -> Iterator[float]:
        """Train from where we are; yields the loss of each step."""
        self.model.train()
        while self.step_number < self.recipe.steps:
            rng = random.Random(f"{self.recipe.seed}:cross{self.step_number}")
            torch.manual_seed(rng.getrandbits(32))  # of dropout
            self._set_rates()
            loss = self.loss(rng)
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimizer.step()
            self.step_number += 1
            yield float(loss.detach())

    def state(self) -> dict[str, object]:
        """All that a later run needs to go on as if it had not stopped."""
        return {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step_number,
        }

    def load_state(self, state: dict[str, object]) -> None:
        """Go on from what `state` gave."""
        self.model.load_state_dict(state["model"])  # type: ignore[arg-type]
        self.optimizer.load_state_dict(state["optimizer"])  # type: ignore[arg-type]
        self.step_number = state["step"]  # type: ignore[assignment]

    def _set_rates(self) -> None:
        """Linear warm-up, then linear decay to nothing."""
        done = (self.step_number + 1) / (self.recipe.steps + 1)
        share = min(done / self.recipe.warmup, (1 - done) / (1 - self.recipe.warmup), 1.0)
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * share

    def loss(self, rng: random.Random) -> torch.Tensor:
        """Softmax of the right sentence among the wrong ones, and each pair by itself."""
        r = self.recipe
        chosen = rng.sample(self.facts, min(r.facts, len(self.facts)))
        chosen += rng.sample(self.letters, min(r.letters, len(self.letters)))
        drawn = [draw(asked, r.wrong, r.near_misses, rng) for asked in chosen]
        for (one, asked), pairs in zip(pairwise(chosen), drawn[1:], strict=True):
            # A question about quite another matter.
            if asked.right and not set(one.right) & set(asked.right):
                pairs.append(((rng.choice(one.questions), rng.choice(asked.right)), 0))
        texts = [text for pairs in drawn for text, _ in pairs]
        labels = torch.tensor([float(label) for pairs in drawn for _, label in pairs])
        weights = torch.tensor(
            [
                r.right_weight
                if label
                else r.wrong_weight
                if text[0] == pairs[0][0][0]
                else r.near_weight
                for pairs in drawn
                for text, label in pairs
            ]
        )
        scores = self._score(texts)
        alone = functional.binary_cross_entropy_with_logits(scores, labels, weight=weights)
        lists: list[torch.Tensor] = []
        for pairs, part in zip(drawn, scores.split([len(pairs) for pairs in drawn]), strict=True):
            if pairs[0][1]:
                same = [place for place, (text, _) in enumerate(pairs) if text[0] == pairs[0][0][0]]
                lists.append(-functional.log_softmax(part[same], 0)[0])
        return alone + torch.stack(lists).mean()

    def _score(self, texts: list[tuple[str, str]]) -> torch.Tensor:
        pairs = make_pairs(self.encoder, texts)
        order = sorted(range(len(pairs)), key=lambda i: len(pairs[i].ids))
        with torch.autocast("cpu", torch.bfloat16), sdpa_kernel(ATTENTION):
            scores = [
                self.model(*collate([pairs[i] for i in order[start : start + CHUNK]]))
                for start in range(0, len(order), CHUNK)
            ]
        return torch.cat(scores)[torch.tensor(order).argsort()]
