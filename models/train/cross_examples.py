"""What the cross-encoder learns from: questions with sentences that do and do not answer them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.train.data import Questions, Triple, read_json_lines
from models.train.encoder import Encoder
from rag.letters.context import readable_words
from rag.letters.read import read_letter

NEAREST = 40  # sentences from which wrong ones are drawn, those most like the question
SAME_FACT = 0.85  # a sentence that the teacher puts this close may answer as well
BARE = 0.2  # questions without their question mark, so that it tells nothing
Texts = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """Ways to ask for a fact, the sentences that give it, and sentences that do not.

    `wrong` is in order of temptation. Without `right` nothing answers. `near_misses` are other
    questions, which no sentence of `right` answers.
    """

    questions: tuple[str, ...]
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    near_misses: tuple[str, ...] = ()


def from_triples(
    triples: Sequence[Triple], more: dict[str, Questions], encoder: Encoder, teacher: Encoder
) -> Iterator[Asked]:
    """One for each triple; wrong sentences are its look-alike and the nearest other facts."""
    formal = [triple.formal_nl for triple in triples]
    known = teacher.encode([triple.formal_en for triple in triples], half=True)
    sentences = encoder.encode(formal, half=True)
    questions = encoder.encode([triple.question_nl for triple in triples], half=True)
    for row, triple in enumerate(triples):
        nearest = np.argsort(-(sentences @ questions[row]), kind="stable")[:NEAREST]
        other = nearest[known[nearest] @ known[row] < SAME_FACT]
        wrong = [triple.negative_nl] if triple.negative_nl else []
        wrong += [formal[place] for place in other if place != row]
        extra = more.get(triple.formal_nl)
        yield Asked(
            questions=(triple.question_nl, triple.plain_nl, *([extra.answered] if extra else [])),
            right=(triple.formal_nl,),
            wrong=tuple(wrong),
            near_misses=extra.near_misses if extra else (),
        )


def from_letters(data: Path, encoder: Encoder) -> Iterator[Asked]:
    """One for each question about the fictional letters; wrong are the letter's other sentences."""
    for path in sorted((data / "letters").glob("*.txt")):
        letter = read_letter(path)
        places = [(p, n) for p in letter.passages for n in range(len(p.sentences))]
        spans = [(p.sentences[n].start, p.sentences[n].end) for p, n in places]
        texts = [readable_words(letter, passage, number) for passage, number in places]
        sentences = encoder.encode(texts, half=True)
        for number, row in read_json_lines(path.with_suffix(".jsonl")):
            golds = [letter.text.find(gold) for gold in row["gold"]]
            if min(golds, default=0) < 0:
                raise ValueError(f"{path.stem}.jsonl:{number}: no such sentence: {row['gold']}")
            ends = [start + len(gold) for start, gold in zip(golds, row["gold"], strict=True)]
            is_gold = [
                any(
                    start < g_end and g_start < end
                    for g_start, g_end in zip(golds, ends, strict=True)
                )
                for start, end in spans
            ]
            meaning = encoder.encode([row["question"]], half=True)[0]
            order = np.argsort(-(sentences @ meaning), kind="stable")
            yield Asked(
                questions=(row["question"],),
                right=tuple(texts[i] for i in order if is_gold[i]),
                wrong=tuple([texts[i] for i in order if not is_gold[i]][:NEAREST]),
            )


def draw(asked: Asked, wrong: int, near_misses: int, rng: random.Random) -> list[tuple[Texts, int]]:
    """Pairs with their label: a right one first if there is one, wrong ones, near misses."""
    question = _typed(rng.choice(asked.questions), rng)
    pairs = [((question, rng.choice(asked.right)), 1)] if asked.right else []
    pairs += [((question, sentence), 0) for sentence in _tempting(asked.wrong, wrong, rng)]
    asked_wrongly = rng.sample(asked.near_misses, min(near_misses, len(asked.near_misses)))
    pairs += [((_typed(near, rng), rng.choice(asked.right)), 0) for near in asked_wrongly]
    return pairs


def _typed(question: str, rng: random.Random) -> str:
    """The question as people type it: now and then without its question mark."""
    return question.rstrip("?") if rng.random() < BARE else question


def _tempting(wrong: Sequence[str], count: int, rng: random.Random) -> list[str]:
    """Some wrong sentences, the nearer the likelier."""
    places = {min(int(rng.expovariate(1 / 6)), len(wrong) - 1) for _ in range(3 * count)}
    chosen = rng.sample(sorted(places), min(count, len(places)))
    return [wrong[place] for place in chosen]
