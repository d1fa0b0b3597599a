"""What the engine learns from: questions with the candidates that it sees, and what was read."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evals.cases import TRAINING, Case, load_cases, load_off_topic, load_training, select
from evals.run import open_assistants
from rag.answer.candidates import DEPTH, Candidate, find_candidates
from rag.answer.followup import read_turn
from rag.answer.period import letters_meant
from rag.answer.question import Question, analyse
from rag.answer.reading import Reader, read_scores
from rag.answer.select import Ranked, rank
from rag.answer.weights import Weights
from rag.records import Answer, Passage
from rag.search.search import Found, search
from rag.store.index import Index

# Questions about quite other matters.
OFF_TOPIC = 500
DEEP = 40


@dataclass(frozen=True, slots=True)
class Sample:
    """A question with the candidates that the engine sees; `gold` marks those that answer."""

    case: Case
    index: Index
    question: Question
    found: Found
    candidates: list[Candidate]
    gold: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Read:
    """A sample with its candidates ranked by the sentence weights, and the best of them read."""

    sample: Sample
    ranked: list[Ranked]
    scores: list[float]


def draw_samples() -> tuple[list[Sample], list[Sample], list[Sample]]:
    """Samples of dev and training questions, of answerable ones with gold hidden, off-topic."""
    samples: list[Sample] = []
    hidden: list[Sample] = []
    assistants = open_assistants()
    history: dict[str, list[Answer]] = {}
    for case in [*select(load_cases(), split="dev"), *load_training()]:
        assistant = assistants("multi" if case.set == TRAINING else case.set)
        index = assistant.index
        earlier = history.setdefault(case.conversation or case.id, [])
        turn = read_turn(case.question, earlier)
        if case.conversation:
            earlier.append(assistant.ask(case.question, history=earlier))
        within = [case.within] if case.within else None
        meant = letters_meant(case.question, index.letters)
        if meant and not within:
            within, turn = meant.letters, replace(turn, question=meant.rest)
        found = search(index, turn.question, DEEP, within, turn.context)
        question = analyse(found.searched, turn.context, turn.typed)
        if question.abbreviation:
            continue  # Answered by looking for the place that spells it out.
        samples.append(_sample(case, index, question, found))
        if case.answerable:
            kept = tuple(hit for hit in found.hits if not _holds_gold(hit.passage, case))
            hidden.append(_sample(case, index, question, replace(found, hits=kept)))
    index = assistants("questions").index
    off_topic = []
    for case in load_off_topic(OFF_TOPIC, seed=0):
        found = search(index, case.question, DEEP)
        off_topic.append(_sample(case, index, analyse(found.searched), found))
    return samples, hidden, off_topic


def _sample(case: Case, index: Index, question: Question, found: Found) -> Sample:
    found = replace(found, hits=found.hits[:DEPTH])
    candidates = find_candidates(index, question, found)
    gold = np.array([_on_gold(candidate, case) for candidate in candidates], dtype=bool)
    return Sample(case, index, question, found, candidates, gold)


def _on_gold(candidate: Candidate, case: Case) -> bool:
    sentence, letter = candidate.sentence, candidate.hit.passage.letter_id
    return any(
        gold.letter == letter and gold.start < sentence.end and sentence.start < gold.end
        for gold in case.gold
    )


def _holds_gold(passage: Passage, case: Case) -> bool:
    return any(
        gold.letter == passage.letter_id and gold.start < passage.end and passage.start < gold.end
        for gold in case.gold
    )


def read_closely(sample: Sample, weights: Weights, reader: Reader) -> Read:
    """Rank a sample's candidates and read the best."""
    ranked = rank(sample.candidates, weights)
    if not ranked:
        return Read(sample, [], [])
    return Read(sample, ranked, read_scores(ranked, sample.question, sample.index.letters, reader))
