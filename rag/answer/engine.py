"""From a question to an answer without a language model: search, weigh, select, cite or refuse."""

import time
from dataclasses import dataclass

from rag.answer.abbreviation import expansions
from rag.answer.answerable import answerable_features, probability
from rag.answer.candidates import find_candidates, sentence_words
from rag.answer.compose import REFUSAL, answer_text, cite, nearest_headings
from rag.answer.question import Question, analyse
from rag.answer.select import Ranked, Span, choose, rank
from rag.answer.short import short_answer
from rag.answer.weights import Weights
from rag.records import Answer, Letter
from rag.search.search import Found, search
from rag.store.index import Index

# Passages searched, of which an answer shows as many as asked for.
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that was weighed for a question: what `--explain` shows."""

    question: Question
    found: Found
    ranked: tuple[Ranked, ...]
    probability: float


def weigh_evidence(
    index: Index, weights: Weights, question: str, letters: list[str] | None, count: int = DEPTH
) -> Evidence:
    """Search and rank; `letters` limits where."""
    found = search(index, question, max(count, DEPTH), letters)
    analysed = analyse(found.searched)
    ranked = rank(find_candidates(index, analysed, found), weights)
    if not ranked:
        return Evidence(analysed, found, (), 0.0)
    features = answerable_features(index, analysed, found, ranked)
    return Evidence(analysed, found, tuple(ranked), probability(features, weights))


def answer(
    index: Index,
    weights: Weights,
    question: str,
    standalone: str,
    letters: list[str] | None,
    count: int,
) -> Answer:
    """Answer `standalone`, which stands for `question` in its conversation."""
    started = time.perf_counter()
    evidence = weigh_evidence(index, weights, standalone, letters, count)
    spans, short, reason = _decide(index, weights, evidence, letters)
    citations = cite(index.letters, spans)
    hits = evidence.found.hits[:count]
    return Answer(
        question=question,
        standalone=standalone,
        found=bool(citations),
        short=short,
        answer=answer_text(citations) if citations else REFUSAL,
        citations=citations,
        hits=hits,
        reason=reason,
        nearest=() if citations else nearest_headings(hits),
        mode="extractive",
        seconds=round(time.perf_counter() - started, 4),
    )


def _decide(
    index: Index, weights: Weights, evidence: Evidence, letters: list[str] | None
) -> tuple[list[Span], str | None, str | None]:
    """The spans to show and the short answer, or no span and the reason why not."""
    question = evidence.question
    if question.abbreviation:
        spelled = _spelled_out(index, question.abbreviation, letters)
        if spelled:
            return [spelled[0]], spelled[1], None
        return [], None, f"De brieven schrijven {question.abbreviation} nergens voluit."
    if not evidence.ranked:
        return [], None, "In deze selectie staat geen enkele passage."
    if evidence.probability < weights.threshold:
        return [], None, _reason(index, question, evidence)
    spans = choose(list(evidence.ranked), weights, index)
    best = evidence.ranked[0].candidate
    letter = index.letters[best.hit.passage.letter_id]
    short = short_answer(question, sentence_words(letter, best.sentence))
    shown = "\n".join(letter.text[span.start : span.end] for span in spans)
    return spans, short if short and short in shown else None, None


def _reason(index: Index, question: Question, evidence: Evidence) -> str:
    passage = evidence.ranked[0].candidate.hit.passage
    there = f"{' '.join(passage.section)} {passage.text}".lower()
    absent = sorted(year for year in question.years if year not in there)
    if absent:
        return f"Over {' en '.join(absent)} zeggen de brieven hierbij niets."
    unknown = [
        word[0]
        for word in question.subject
        if not any(index.lexical.knows(term) for term in word) and word[0].isalpha()
    ]
    if len(unknown) == len(question.subject):
        return "Geen van de woorden uit de vraag komt in de brieven voor."
    return "Geen zin in de brieven geeft hierop met voldoende zekerheid antwoord."


def _spelled_out(
    index: Index, abbreviation: str, letters: list[str] | None
) -> tuple[Span, str] | None:
    """Where an abbreviation is spelled out: the sentence or heading, and the words themselves."""
    for letter in index.letters.values():
        if letters is not None and letter.source.letter_id not in letters:
            continue
        for start, end in expansions(letter.text, abbreviation):
            span = _sentence_at(letter, start, end)
            if span:
                return span, letter.text[start:end]
    return None


def _sentence_at(letter: Letter, start: int, end: int) -> Span | None:
    for passage in letter.passages:
        for sentence in passage.sentences:
            if sentence.start <= start and end <= sentence.end:
                return Span(passage, sentence.start, sentence.end)
    for section in letter.sections:
        if section.start <= start and end <= section.body:
            below = (item for item in letter.passages if item.section == section.path)
            first = next(below, None)
            stop = len(letter.text[: section.body].rstrip())
            return Span(first, section.start, stop) if first else None
    return None
