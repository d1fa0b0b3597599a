"""From candidates to the spans that are shown: the best sentences, made readable on their own."""

import math
from dataclasses import dataclass

from rag.answer.candidates import FEATURES, Candidate
from rag.answer.weights import Weights, weigh
from rag.letters.context import leans
from rag.records import Letter, Passage
from rag.store.index import Index

MAXIMUM_SENTENCES = 3
MAXIMUM_CHARACTERS = 600
# Room for the mark ` [1]` behind each span.
MARK = 4


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with the probability that it is the sentence that answers.

    `read` is the cross-encoder's score, of the worst read if this one was not read.
    """

    candidate: Candidate
    probability: float
    read: float = 0.0


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a passage that are shown: `letter.text[start:end]`."""

    passage: Passage
    start: int
    end: int


def rank(candidates: list[Candidate], weights: Weights) -> list[Ranked]:
    """Return the candidates, most probable answer first; probabilities add up to 1."""
    scores = [weigh(weights.sentence, FEATURES, candidate.features) for candidate in candidates]
    highest = max(scores, default=0.0)
    powers = [math.exp(score - highest) for score in scores]
    total = sum(powers)
    return in_order(
        [
            Ranked(candidate, power / total)
            for candidate, power in zip(candidates, powers, strict=True)
        ]
    )


def in_order(ranked: list[Ranked]) -> list[Ranked]:
    """Return candidates, most probable first; of equals the first in the letters."""
    return sorted(
        ranked,
        key=lambda item: (
            -round(item.probability, 9),
            item.candidate.hit.passage.id,
            item.candidate.number,
        ),
    )


def choose(ranked: list[Ranked], weights: Weights, index: Index, least: int = 0) -> list[Span]:
    """Return the spans of an answer, best first, within the limits of sentences and characters.

    The first `least` candidates are taken whatever their probability.
    """
    chosen: list[Span] = []
    mass = 0.0
    for place, item in enumerate(ranked):
        passage = item.candidate.hit.passage
        letter = index.letters[passage.letter_id]
        for span in _readings(letter, passage, item.candidate.number):
            merged = _merge([*chosen, span], letter)
            if _fits(merged, letter):
                chosen = merged
                break
        if place >= least:
            mass += item.probability
        if (place + 1 >= least and mass >= weights.enough) or _sentences(
            chosen
        ) >= MAXIMUM_SENTENCES:
            break
    if not chosen:
        chosen = [_cut(index, ranked[0])]
    return chosen


def _readings(letter: Letter, passage: Passage, number: int) -> list[Span]:
    """Ways to show a sentence, the fullest first, the bare sentence last."""
    sentence = passage.sentences[number]
    bare = Span(passage, sentence.start, sentence.end)
    text = letter.text[sentence.start : sentence.end]
    items = [
        other for other in passage.sentences if other.lead_in and other.lead_in[0] <= sentence.end
    ]
    if sentence.lead_in:
        whole = Span(passage, sentence.lead_in[0], max(other.end for other in items))
        to_item = Span(passage, sentence.lead_in[0], sentence.end)
        return [whole, to_item, bare]
    led = [other for other in items if other.lead_in == (sentence.start, sentence.end)]
    if led:
        return [Span(passage, sentence.start, led[-1].end), bare]
    if number and leans(text):
        return [Span(passage, passage.sentences[number - 1].start, sentence.end), bare]
    return [bare]


def _merge(spans: list[Span], letter: Letter) -> list[Span]:
    """Join spans of one passage that touch or overlap, keeping the place of the first."""
    joined: list[Span] = []
    for span in spans:
        for place, other in enumerate(joined):
            if other.passage.id == span.passage.id and _touch(letter, other, span):
                joined[place] = Span(
                    other.passage, min(other.start, span.start), max(other.end, span.end)
                )
                break
        else:
            joined.append(span)
    return joined


def _touch(letter: Letter, one: Span, other: Span) -> bool:
    first, second = sorted((one, other), key=lambda span: span.start)
    return second.start <= first.end or not letter.text[first.end : second.start].strip(" \n·")


def _fits(spans: list[Span], letter: Letter) -> bool:
    length = sum(span.end - span.start + MARK + 1 for span in spans)
    return length <= MAXIMUM_CHARACTERS and _sentences(spans) <= MAXIMUM_SENTENCES


def _sentences(spans: list[Span]) -> int:
    """Sentences shown; a list counts with its lead-in as one."""
    return sum(
        sum(
            1
            for sentence in span.passage.sentences
            if sentence.start < span.end and span.start < sentence.end and not sentence.lead_in
        )
        or 1
        for span in spans
    )


def _cut(index: Index, ranked: Ranked) -> Span:
    """A sentence too long to show whole, up to the last word that fits."""
    passage = ranked.candidate.hit.passage
    sentence = passage.sentences[ranked.candidate.number]
    text = index.letters[passage.letter_id].text[sentence.start : sentence.end]
    end = text.rfind(" ", 0, MAXIMUM_CHARACTERS - MARK - 1)
    return Span(passage, sentence.start, sentence.start + (end if end > 0 else len(text)))
