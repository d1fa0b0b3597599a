"""One training step after another: follow the teacher, and tell the right text from the others."""

import math
import random
from collections.abc import Iterator

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel

from models.train.encoder import Encoder
from models.train.examples import Examples, Texts
from models.train.losses import contrastive, distillation
from models.train.recipe import Recipe

Read = tuple[torch.Tensor, torch.Tensor]  # student and teacher vectors, both [texts, dimensions]

ATTENTION = SDPBackend.MATH  # on a CPU the fused backward pass takes ten times as long
CHUNK = 48  # texts of like length that are read together
FACT = ("question", "formal", "plain")
WORD_EMBEDDINGS = "embeddings.word_embeddings.weight"


def make_optimizers(encoder: Encoder, recipe: Recipe) -> list[torch.optim.Optimizer]:
    """AdamW for the transformer, and an Adam that touches only the words a step has read.

    Most of the weights are word embeddings, of which a step uses one in twenty.
    """
    encoder.model.embeddings.word_embeddings.sparse = True
    depth = encoder.model.config.num_hidden_layers
    groups: dict[float, list[torch.nn.Parameter]] = {}
    for name, parameter in encoder.model.named_parameters():
        if name == WORD_EMBEDDINGS or name.startswith("pooler"):
            continue
        layer = int(name.split(".")[2]) if name.startswith("encoder.layer.") else -1
        rate = recipe.learning_rate * recipe.layer_decay ** (depth - 1 - layer)
        groups.setdefault(rate, []).append(parameter)
    listed = [{"params": ps, "lr": rate, "peak": rate} for rate, ps in groups.items()]
    rate = recipe.learning_rate * recipe.embedding_factor
    words = [encoder.model.embeddings.word_embeddings.weight]
    return [
        torch.optim.AdamW(listed, weight_decay=0.01),
        torch.optim.SparseAdam([{"params": words, "lr": rate, "peak": rate}]),
    ]


def batches(count: int, size: int, seed: int, epoch: int) -> list[list[int]]:
    """The rows of an epoch in seeded order, cut into batches; a short last one is dropped."""
    rows = list(range(count))
    random.Random(f"{seed}:{epoch}").shuffle(rows)
    size = min(size, count)
    return [rows[i : i + size] for i in range(0, count - size + 1, size)]


class Trainer:
    """The student, its optimizers, and the order of the triples over all epochs."""

    def __init__(self, encoder: Encoder, examples: Examples, recipe: Recipe) -> None:
        self.encoder, self.examples, self.recipe = encoder, examples, recipe
        self.optimizers = make_optimizers(encoder, recipe)
        self.dense = [p for g in self.optimizers[0].param_groups for p in g["params"]]
        self.step_number = 0
        self.plan = [
            (epoch, rows)
            for epoch in range(math.ceil(recipe.epochs))
            for rows in batches(len(examples.roles["formal"]), recipe.batch, recipe.seed, epoch)
        ]
        self.plan = self.plan[: round(len(self.plan) * recipe.epochs / math.ceil(recipe.epochs))]
        for module in encoder.model.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = recipe.dropout

    def run(self) -> Iterator[tuple[int, float]]:
        """Train from where we are; yields (epoch, loss) after each step."""
        while self.step_number < len(self.plan):
            self.encoder.model.train()
            epoch, rows = self.plan[self.step_number]
            torch.manual_seed(self.recipe.seed * 1_000_003 + self.step_number)
            loss = self._step(rows, random.Random(f"{self.recipe.seed}:step{self.step_number}"))
            self.step_number += 1
            yield epoch, loss

    def ends_epoch(self) -> bool:
        """Whether the step just made was the last of its epoch."""
        done = self.step_number
        return done == len(self.plan) or self.plan[done][0] != self.plan[done - 1][0]

    def state(self) -> dict[str, object]:
        """All that a later run needs to go on as if it had not stopped."""
        return {
            "model": self.encoder.model.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "step": self.step_number,
        }

    def load_state(self, state: dict[str, object]) -> None:
        """Go on from what `state` gave."""
        self.encoder.model.load_state_dict(state["model"])  # type: ignore[arg-type]
        for optimizer, kept in zip(self.optimizers, state["optimizers"], strict=True):  # type: ignore[call-overload]
            optimizer.load_state_dict(kept)
        self.step_number = state["step"]  # type: ignore[assignment]

    def _step(self, rows: list[int], rng: random.Random) -> float:
        self._set_rates()
        loss = self.loss(rows, rng)
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.dense, 1.0)
        for optimizer in self.optimizers:
            optimizer.step()
        return float(loss.detach())

    def _set_rates(self) -> None:
        """Linear warm-up, then linear decay to nothing."""
        done = (self.step_number + 1) / (len(self.plan) + 1)
        share = min(done / self.recipe.warmup, (1 - done) / (1 - self.recipe.warmup), 1.0)
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * share

    def loss(self, rows: list[int], rng: random.Random) -> torch.Tensor:
        """All losses of a batch of triples, weighted by the recipe."""
        r, ex = self.recipe, self.examples
        passages = _some(ex.passages, r.passages, rng)
        owners = [ex.passage_rows[i] for i in passages]
        pairs = _some(ex.pairs, r.pairs, rng)
        wanted = {role: (ex.roles[role], rows) for role in FACT}
        wanted["negative"] = (
            ex.roles["negative"],
            [row for row in rows if r.negatives and ex.has_negative[row]],
        )
        wanted["passage"] = (ex.passages, passages)
        wanted["pair"] = (ex.pairs, pairs)
        wanted["english"] = (ex.english, _some(ex.english, r.english, rng))
        wanted["asked"] = (ex.roles["question"], owners)
        more_rows = [place for place, row in enumerate(rows) if row in ex.more]
        more = [ex.more[rows[place]] for place in more_rows]
        unused = torch.zeros(len(more), 0)
        wanted["more"] = (Texts(more, unused), list(range(len(more))))
        read = self._read(wanted)
        more_asked = read.pop("more")[0]
        asked, english = read.pop("asked")[0], read.pop("english")
        student = torch.cat([vectors for vectors, _ in read.values()])
        teacher = torch.cat([vectors for _, vectors in read.values()])
        loss = distillation(student, teacher) + r.english_weight * distillation(*english)
        loss = loss + self._in_batch_loss(read)
        if more:
            loss = loss + r.more_weight * self._more_loss(more_asked, more_rows, read)
        if r.passage_weight and passages:
            loss = loss + r.passage_weight * self._passage_loss(owners, asked, read)
        return loss

    def _in_batch_loss(self, read: dict[str, Read]) -> torch.Tensor:
        """Each text against the others of the batch, Dutch ↔ Dutch and Dutch → teacher."""
        r = self.recipe
        (q, q_en), (f, f_en), (p, p_en) = (read[k] for k in FACT)
        n, n_en = read["negative"]
        right = torch.arange(len(q))
        same = f_en @ f_en.T > r.same_fact
        wide = torch.cat([same, torch.zeros(len(q), len(n), dtype=torch.bool)], 1)
        formal, formal_en = torch.cat([f, n]), torch.cat([f_en, n_en])

        def tell(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
            ignored = same if len(b) == len(q) else wide
            return contrastive(a, b, right, r.scale, ignored)

        question = (tell(q, formal) + tell(f, q)) / 2
        other = (tell(p, formal) + tell(f, p) + tell(q, p) + tell(p, q)) / 4
        cross = (tell(q, formal_en) + tell(f, q_en) + tell(p, formal_en) + tell(f, p_en)) / 4
        return r.question_weight * question + r.other_weight * other + r.cross_weight * cross

    def _more_loss(
        self, asked: torch.Tensor, places: list[int], read: dict[str, Read]
    ) -> torch.Tensor:
        """Other questions against the facts of the batch and their look-alikes."""
        (formal, formal_en), (negative, negative_en) = read["formal"], read["negative"]
        candidates, teacher = torch.cat([formal, negative]), torch.cat([formal_en, negative_en])
        same = formal_en[places] @ teacher.T > self.recipe.same_fact
        same[:, len(formal) :] = False
        return contrastive(asked, candidates, torch.tensor(places), self.recipe.scale, same)

    def _passage_loss(
        self, owners: list[int], questions: torch.Tensor, read: dict[str, Read]
    ) -> torch.Tensor:
        """Questions against the passage that holds their answer, other passages and the facts."""
        (passages, _), (formal, formal_en) = read["passage"], read["formal"]
        own = self.examples.roles["formal"].vectors[owners]
        same = torch.cat(
            [
                torch.zeros(len(own), len(own), dtype=torch.bool),
                own @ formal_en.T > self.recipe.same_fact,
            ],
            1,
        )
        candidates = torch.cat([passages, formal])
        right = torch.arange(len(owners))
        return contrastive(questions, candidates, right, self.recipe.scale, same)

    def _read(self, wanted: dict[str, tuple[Texts, list[int]]]) -> dict[str, Read]:
        """Student and teacher vectors of some texts of each kind; shortest first."""
        picked = {kind: texts.pick(rows) for kind, (texts, rows) in wanted.items()}
        ids = [sequence for listed, _ in picked.values() for sequence in listed]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        device = self.encoder.model.device.type
        with torch.autocast(device, torch.bfloat16), sdpa_kernel(ATTENTION):
            vectors = torch.cat(
                [
                    self.encoder.forward([ids[i] for i in order[start : start + CHUNK]])
                    for start in range(0, len(order), CHUNK)
                ]
            )
        in_place = vectors[torch.tensor(order).argsort()]
        parts = in_place.split([len(listed) for listed, _ in picked.values()])
        teacher = [known for _, known in picked.values()]
        return dict(zip(picked, zip(parts, teacher, strict=True), strict=True))


def _some(texts: Texts, count: int, rng: random.Random) -> list[int]:
    """Rows of some texts, drawn without repeats."""
    return rng.sample(range(len(texts)), min(count, len(texts)))
