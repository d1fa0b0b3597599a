"""The short answer: the exact words of a sentence that answer a typed question."""

import re

from rag.answer.question import Question
from rag.answer.values import AMOUNT, COUNT, DATE, DURATION, NAME, PERCENTAGE, YEAR
from rag.dutch import STOP_WORDS, WORD, fold, terms

# What is counted: a noun, with an adjective before it (`zeven luxe vaartuigen`).
_UNIT = re.compile(r"\s+(?:(?!de\b|het\b)[a-zé-]+e\s+)?([^\W\d_][\w’'-]+)")
_PLACE = re.compile(
    r"\b(?:in|naar|uit|te|bij|op|aan|tegen|met|voor) (?:de |het )?"
    r"([A-Z][\w’'-]*(?:(?:,| en| of)? (?:de |het )?[A-Z][\w’'-]*)*)"
)
_SIGNATURE = re.compile(r"\n(?=[A-Z])")


def short_answer(question: Question, sentence: str) -> str | None:
    """Return the words of the sentence that answer, or None when no single value does."""
    finders = {
        "date": _date,
        "amount": _amount,
        "percentage": _percentage,
        "count": _count,
        "duration": _duration,
        "person": _name,
        "place": _place,
    }
    finder = finders.get(question.kind)
    return finder(question, sentence) if finder else None


def _nearest(question: Question, sentence: str, spans: list[tuple[int, int]]) -> str | None:
    """The value that each of the question's words is nearest to; None when they disagree.

    In `zes vliegtuigen, waarvan er vijf zijn bevroren` the words of `hoeveel vliegtuigen zijn
    bevroren` point at two figures: then only the whole sentence is safe to show.
    """
    if not spans:
        return None
    asked = {term for word in question.subject for term in word}
    nearest = {
        min(spans, key=lambda span: (_distance(span, match.start()), span))
        for match in WORD.finditer(sentence)
        if any(term in asked for term in terms(match.group()))
    }
    if len(spans) == 1:
        nearest = set(spans)
    if len(nearest) != 1:
        return None
    start, end = nearest.pop()
    return sentence[start:end]


def _distance(span: tuple[int, int], place: int) -> int:
    return max(span[0] - place, place - span[1], 0)


def _date(question: Question, sentence: str) -> str | None:
    spans = [match.span() for match in DATE.finditer(sentence)]
    fresh = [span for span in spans if sentence[span[0] : span[1]] not in question.text]
    full = [span for span in fresh if not YEAR.fullmatch(sentence[span[0] : span[1]])]
    return _nearest(question, sentence, full or fresh or spans)


def _amount(question: Question, sentence: str) -> str | None:
    return _nearest(question, sentence, [match.span() for match in AMOUNT.finditer(sentence)])


def _percentage(question: Question, sentence: str) -> str | None:
    return _nearest(question, sentence, [match.span() for match in PERCENTAGE.finditer(sentence)])


def _count(question: Question, sentence: str) -> str | None:
    taken = [
        match.span()
        for pattern in (DATE, AMOUNT, PERCENTAGE)
        for match in pattern.finditer(sentence)
    ]
    spans = []
    for match in COUNT.finditer(sentence):
        start, end = match.span()
        if any(start < other[1] and other[0] < end for other in taken):
            continue
        unit = _UNIT.match(sentence, end)
        counted = unit and unit.group(1).lower() not in STOP_WORDS
        spans.append((start, unit.end() if unit and counted else end))
    return _nearest(question, sentence, spans)


def _duration(question: Question, sentence: str) -> str | None:
    return _nearest(question, sentence, [match.span() for match in DURATION.finditer(sentence)])


def _name(question: Question, sentence: str) -> str | None:
    if _SIGNATURE.search(sentence):
        return sentence.splitlines()[-1].strip()
    asked = {fold(word) for word in WORD.findall(question.text)}
    spans = []
    for match in NAME.finditer(sentence):
        words = [fold(word) for word in WORD.findall(match.group())]
        only_opening = match.start() == 0 and len(words) == 1
        if only_opening or all(word in asked or word in STOP_WORDS for word in words):
            continue
        spans.append(match.span())
    return _only(sentence, spans)


def _place(question: Question, sentence: str) -> str | None:
    asked = {fold(word) for word in WORD.findall(question.text)}
    spans = [
        match.span(1)
        for match in _PLACE.finditer(sentence)
        if not all(fold(word) in asked for word in WORD.findall(match.group(1)))
    ]
    return _only(sentence, spans)


def _only(sentence: str, spans: list[tuple[int, int]]) -> str | None:
    """The one name there is: among several, nothing but the whole sentence says which."""
    return sentence[spans[0][0] : spans[0][1]] if len(spans) == 1 else None
