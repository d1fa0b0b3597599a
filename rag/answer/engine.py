"""From a question to an answer without a language model: search, weigh, select, cite or refuse."""

import re
import time
from dataclasses import dataclass, replace
from datetime import date

from rag.answer.abbreviation import expansions
from rag.answer.answerable import answerable_features, probability
from rag.answer.candidates import Candidate, find_candidates, term_set
from rag.answer.comparison import compares, without_letters
from rag.answer.compose import REFUSAL, answer_text, cite, nearest_headings
from rag.answer.followup import Turn
from rag.answer.judge import Judge
from rag.answer.newest import newest_first, newest_letter
from rag.answer.period import NEWEST, letters_still_meant, letters_there_are
from rag.answer.question import Question, analyse
from rag.answer.reading import read_scores, rerank
from rag.answer.select import MAXIMUM_CHARACTERS, MAXIMUM_SENTENCES, Ranked, Span, choose, rank
from rag.answer.short import short_answer
from rag.answer.units import counts_another
from rag.answer.values import has_value
from rag.dutch import content_words
from rag.letters.context import sentence_words
from rag.records import Answer, Letter
from rag.search.search import Found, search
from rag.store.index import Index

# Passages searched, of which an answer shows as many as asked for.
DEPTH = 10
# Letters that are asked one by one for a comparison; of more, those that were found.
COMPARED = 6
# A second sentence of the newest letter is shown from this probability on.
FURTHER = 0.2
# A short answer stands in bold: only from a sentence that is this probably the right one.
SURE = 0.7


# A question after `en` in the same question: `wanneer gaat het in en hoeveel kost het?`
_NEXT_CLAUSE = re.compile(
    r"(?:[,;?]| en|,? maar)+ "
    r"(?=(?:en )?(?:hoeveel|wanneer|wie|wat|waar\w*|hoe|welke?|gelden|geldt)\b)",
    re.I,
)
_COMMAND = re.compile(
    r"\b(?:negeer|vergeet|ignore|disregard|forget)\b.*\b(?:instructies?|instructions?|regels|rules|brief"
    r"|brieven|prompt|hierboven|above|alles|everything)\b|\bsyste?em ?-?prompt|^\s*syste+m\s*:"
    r"|\bdoe alsof\b|\bpretend\b|\bje bent (?:nu|vanaf nu)\b|\byou are now\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that was weighed for a question: what `--explain` shows."""

    question: Question
    found: Found
    ranked: tuple[Ranked, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class _Decision:
    """The spans to show and the short answer, or no span and the reason why not."""

    spans: list[Span]
    short: str | None = None
    reason: str | None = None


def is_command(question: str) -> bool:
    """Tell whether a text orders something instead of asking the letters."""
    return bool(_COMMAND.search(question))


def weigh_evidence(
    index: Index,
    judge: Judge,
    turn: Turn,
    letters: list[str] | None = None,
    count: int = DEPTH,
) -> Evidence:
    """Search for a turn and rank the sentences found; `letters` limits where."""
    found = search(index, turn.question, max(count, DEPTH), letters, turn.context)
    question = analyse(found.searched, turn.context, turn.typed)
    ranked = rank(find_candidates(index, question, found), judge.weights)
    if not ranked:
        return Evidence(question, found, (), 0.0)
    read = read_scores(ranked, question, index.letters, judge.cross_encoder.score)
    ranked = rerank(ranked, read, judge.weights)
    features = answerable_features(index, question, found, ranked)
    return Evidence(question, found, tuple(ranked), probability(features, judge.weights))


def answer(index: Index, judge: Judge, turn: Turn, letters: list[str] | None, count: int) -> Answer:
    """Answer a turn from the letters given (None = all), with `count` passages as hits."""
    started = time.perf_counter()
    meant = letters_still_meant(turn.question, turn.earlier, index.letters)
    asked = replace(turn, question=meant.rest) if meant else turn
    if meant:
        letters = [name for name in meant.letters if letters is None or name in letters]
    evidence = weigh_evidence(index, judge, asked, letters, count)
    if not meant and NEWEST.search(turn.question):
        newest = newest_letter(index.letters, letters)
        recent = weigh_evidence(index, judge, asked, newest, count)
        if recent.probability >= judge.weights.threshold:
            evidence, letters = recent, newest
    decision = _decide(index, judge, asked, evidence, letters)
    if meant and not letters and not is_command(turn.question):
        there = letters_there_are(index.letters)
        decision = _Decision([], reason=f"Bij ‘{meant.words}’ hoort hier geen brief. {there}")
    citations = cite(index.letters, decision.spans)
    # With the dates of its letters an answer can be too long: what is least sure goes.
    while len(citations) > 1 and len(answer_text(citations)) > MAXIMUM_CHARACTERS:
        citations = citations[:-1]
    hits = evidence.found.hits[:count]
    return Answer(
        question=turn.question,
        standalone=turn.standalone,
        found=bool(citations),
        short=decision.short,
        answer=answer_text(citations) if citations else REFUSAL,
        citations=citations,
        hits=hits,
        reason=decision.reason,
        nearest=() if citations else nearest_headings(hits),
        mode="extractive",
        confidence=round(evidence.probability, 4),
        seconds=round(time.perf_counter() - started, 4),
    )


def _decide(
    index: Index,
    judge: Judge,
    turn: Turn,
    evidence: Evidence,
    letters: list[str] | None,
) -> _Decision:
    question = evidence.question
    if is_command(turn.question):
        return _Decision([], reason="Dit is een opdracht en geen vraag over de brieven.")
    if question.abbreviation:
        spelled = _spelled_out(index, question.abbreviation, letters)
        if spelled:
            return _Decision([spelled[0]], spelled[1])
        return _Decision([], reason=f"De brieven schrijven {question.abbreviation} nergens voluit.")
    if not question.subject and not question.context:
        return _Decision([], reason="De vraag heeft geen woord om op te zoeken.")
    if not evidence.ranked:
        return _Decision([], reason="In deze selectie staat geen enkele passage.")
    beside = _by_letter(index, judge, turn, letters, evidence)
    if len(beside) > 1:
        return _Decision(choose(beside, judge.weights, index, least=len(beside)))
    clauses = _clauses(index, judge, turn, letters)
    if evidence.probability < judge.weights.threshold and not clauses:
        return _Decision([], reason=_reason(index, question, evidence))
    ranked, sure = newest_first(index, judge, question, list(evidence.ranked), letters)
    spans = choose([*clauses, *ranked], judge.weights, index, least=len(clauses))
    best = ranked[0].candidate
    letter = index.letters[best.hit.passage.letter_id]
    short = None
    if sure >= SURE:
        short = short_answer(question, sentence_words(letter, best.sentence))
    shown = "\n".join(index.letters[s.passage.letter_id].text[s.start : s.end] for s in spans)
    if (
        not short
        or short not in shown
        or clauses
        or counts_another(index, question.text, short)
        or _told_elsewhere(index, question, spans, best, short)
    ):
        return _Decision(spans)
    return _Decision(spans, short)


def _told_elsewhere(
    index: Index, question: Question, spans: list[Span], best: Candidate, short: str
) -> bool:
    """Whether another sentence shown has words of the question that the best lacks, and a value."""
    letter = index.letters[best.hit.passage.letter_id]
    own = term_set(sentence_words(letter, best.sentence))
    missing = {term for word in question.subject if not own.intersection(word) for term in word}
    for span in spans:
        for sentence in span.passage.sentences:
            if sentence != best.sentence and span.start <= sentence.start < span.end:
                text = sentence_words(index.letters[span.passage.letter_id], sentence)
                other = short not in text and has_value(question.kind, text)
                if other and missing & term_set(text):
                    return True
    return False


def _clauses(index: Index, judge: Judge, turn: Turn, letters: list[str] | None) -> list[Ranked]:
    """The best sentence for each question in a question that asks several; none for one."""
    parts = [part for part in _NEXT_CLAUSE.split(turn.question) if content_words(part)]
    if len(parts) < 2:
        return []
    turns = [
        Turn(part, " ".join(content_words(" ".join(other for other in parts if other != part))))
        for part in parts[:MAXIMUM_SENTENCES]
    ]
    return _best_of_each(judge, [weigh_evidence(index, judge, each, letters) for each in turns])


def _by_letter(
    index: Index, judge: Judge, turn: Turn, letters: list[str] | None, evidence: Evidence
) -> list[Ranked]:
    """The best sentence of each letter, oldest first, when a question compares letters."""
    names = list(index.letters) if letters is None else letters
    if len(names) < 2 or not compares(turn.question):
        return []
    if len(names) > COMPARED:
        names = list({hit.passage.letter_id: None for hit in evidence.found.hits})
    dated = sorted(names, key=lambda name: index.letters[name].source.date or date.min)
    asked = replace(turn, question=without_letters(turn.question))
    found = [weigh_evidence(index, judge, asked, [name]) for name in dated]
    best = _best_of_each(judge, found)[-MAXIMUM_SENTENCES:]
    # Room left: what the newest letter says further, often why or until when.
    if len(best) == MAXIMUM_SENTENCES - 1:
        best += [item for item in found[-1].ranked[1:2] if item.probability >= FURTHER]
    return best


def _best_of_each(judge: Judge, found: list[Evidence]) -> list[Ranked]:
    return [item.ranked[0] for item in found if item.probability >= judge.weights.threshold]


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
