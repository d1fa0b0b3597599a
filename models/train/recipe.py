"""How to train: every number of it, in one place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """The defaults made models/douane-minilm-nl; its card says what else was tried."""

    seed: int = 7
    epochs: float = 3
    batch: int = 64  # triples
    english: int = 16  # English texts that must stay where the teacher has them
    pairs: int = 32  # everyday sentences
    passages: int = 3
    max_length: int = 192
    sentences: int = 6000  # everyday sentences made from the verb frames
    learning_rate: float = 1.5e-4
    embedding_factor: float = 5.0
    layer_decay: float = 1.0
    warmup: float = 0.05
    dropout: float = 0.0
    scale: float = 30.0
    same_fact: float = 0.9  # a candidate that the teacher puts this close is no wrong answer
    english_weight: float = 1.0
    question_weight: float = 1.0  # question ↔ formal in the batch
    other_weight: float = 1.0  # plain ↔ formal, question ↔ plain
    cross_weight: float = 1.0  # Dutch text ↔ the teacher's vectors
    passage_weight: float = 0.25
    more_weight: float = 0.5  # the facts' other questions ↔ formal in the batch
    negatives: bool = True  # hand-written look-alikes
    threads: int = 2


@dataclass(frozen=True, slots=True)
class CrossRecipe:
    """The defaults made models/douane-crossencoder-nl; its card says what else was tried."""

    seed: int = 7
    steps: int = 1200
    facts: int = 14  # triples a step
    letters: int = 20  # questions about a letter a step
    wrong: int = 4  # sentences that do not answer, a question
    near_misses: int = 2  # questions that the sentence does not answer, a fact
    learning_rate: float = 1e-4
    head_factor: float = 5.0
    warmup: float = 0.06
    dropout: float = 0.1
    right_weight: float = 2.0  # of a right pair beside a wrong one
    wrong_weight: float = 0.7
    near_weight: float = 1.0
    threads: int = 2
