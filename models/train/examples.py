"""Training examples: token ids of the Dutch texts, teacher vectors of their English sides."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from models.train.data import Questions, Triple
from models.train.encoder import Encoder

ROLES = ("question", "formal", "plain", "negative")
Ids = list[list[int]]
PASSAGE = 4


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts of one kind: what the student reads, and where the teacher puts their meaning."""

    ids: Ids
    vectors: torch.Tensor  # [texts, dimensions], unit length

    def __len__(self) -> int:
        """How many."""
        return len(self.ids)

    def pick(self, rows: Sequence[int]) -> tuple[Ids, torch.Tensor]:
        """Ids and teacher vectors of some of them."""
        return [self.ids[row] for row in rows], self.vectors[list(rows)]


@dataclass(frozen=True, slots=True)
class Examples:
    """Everything that an epoch reads; row i of the four roles is the same triple."""

    roles: dict[str, Texts]
    has_negative: list[bool]
    more: dict[int, list[int]]  # row → token ids of another question that its fact answers
    english: Texts
    pairs: Texts
    passages: Texts
    passage_rows: list[int]  # the triple whose formal sentence stands in passage i


def make_examples(
    triples: Sequence[Triple],
    questions: dict[str, Questions],
    pairs: Sequence[tuple[str, str]],
    student: Encoder,
    teacher: Encoder,
    seed: int,
    max_length: int,
) -> Examples:
    """Tokenise the Dutch side with the student, embed the English side with the teacher."""
    rng = random.Random(seed)

    def both(dutch: Sequence[str], english: Sequence[str]) -> Texts:
        vectors = torch.from_numpy(
            teacher.encode(english, half=True) if english else np.zeros((0, 384))
        )
        return Texts(student.ids(dutch, max_length), vectors.float())

    roles = {
        role: both(
            [getattr(t, f"{role}_nl") for t in triples],
            [getattr(t, f"{role}_en") for t in triples],
        )
        for role in ROLES
    }
    everyday = both([nl for nl, _ in pairs], [en for _, en in pairs])
    english = [getattr(t, f"{role}_en") for role in ROLES[:3] for t in triples]
    vectors = torch.cat([*(roles[role].vectors for role in ROLES[:3]), everyday.vectors])
    passages = list(make_passages(triples, rng))
    asked = {
        row: questions[t.formal_nl] for row, t in enumerate(triples) if t.formal_nl in questions
    }
    more = student.ids([each.answered for each in asked.values()], max_length)
    return Examples(
        roles=roles,
        has_negative=[bool(t.negative_nl) for t in triples],
        more=dict(zip(asked, more, strict=True)),
        english=Texts(student.ids([*english, *(en for _, en in pairs)], max_length), vectors),
        pairs=everyday,
        passages=both([nl for _, nl, _ in passages], [en for _, _, en in passages]),
        passage_rows=[row for row, _, _ in passages],
    )


def passages_of(triples: Sequence[Triple], language: str) -> list[str]:
    """Passages of four formal sentences each; triple i stands in passage i // 4."""
    formal = [getattr(t, f"formal_{language}") for t in triples]
    return [" ".join(formal[i : i + PASSAGE]) for i in range(0, len(formal), PASSAGE)]


def make_passages(triples: Sequence[Triple], rng: random.Random) -> Iterator[tuple[int, str, str]]:
    """One passage a triple: its formal sentence at a random place among two to four others."""
    for row, triple in enumerate(triples):
        nearby = [i for i in range(max(0, row - 8), min(len(triples), row + 9)) if i != row]
        others = rng.sample(nearby, min(len(nearby), rng.randint(2, 4)))
        chosen = [triples[i] for i in others]
        chosen.insert(rng.randint(0, len(chosen)), triple)
        yield row, " ".join(t.formal_nl for t in chosen), " ".join(t.formal_en for t in chosen)
