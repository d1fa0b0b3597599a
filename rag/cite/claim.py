"""Does a figure that a note gives in its own words stand in the letters, about the same subject?

The subject is the content words of the note's sentence; the letter's sentence that shares most of
them (rare words count more, its passage and heading count half) is where the figure must stand.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.cite.figures import NUMBER_WORDS, Figure, figures, same_value, stem
from rag.cite.finding import Finding, Piece
from rag.cite.normalise import word_list, words
from rag.cite.places import SentencePlace, sentences_of
from rag.records import Letter

# Share of the subject's weight that a sentence must have to be about it.
_ABOUT = 0.30
# A sentence with the right figure may be this much worse than the best with a comparable one.
_AS_GOOD = 0.85
_CONTEXT = 0.5
_STOPWORDS = frozenset(
    word_list(
        """
    de het een en of in op te tot met voor bij om door dan die dat dit deze is zijn
    was waren werd werden wordt worden van uit aan als naar per over onder tegen
    maar ook er heeft hebben had niet geen nog al meer dan zo circa ongeveer ruim
    bijna naar nu inmiddels ze zij hij we wij haar hun waarvan waarbij daarbij
    hierbij volgens sinds vanaf dus wel kan kunnen zal zullen moet moeten brief
    kamer douane nederland nederlandse jaar
    """
    )
)

_NO_SUBJECT = _STOPWORDS | NUMBER_WORDS.keys()


@dataclass(frozen=True, slots=True)
class _Entry:
    letter: Letter
    sentence: SentencePlace
    own: frozenset[str]
    around: frozenset[str]
    figures: tuple[Figure, ...]


@lru_cache(maxsize=16)
def _entries(letters: tuple[Letter, ...]) -> tuple[_Entry, ...]:
    entries: list[_Entry] = []
    for letter in letters:
        headings = {p.id: " ".join(p.section) for p in letter.passages}
        bodies = {p.id: p.text for p in letter.passages}
        for sentence in sentences_of(letter):
            text = letter.text[sentence.start : sentence.end]
            own = subject(text)
            around = subject(f"{headings[sentence.passage]} {bodies[sentence.passage]}") - own
            found = figures(text, letter.source.date)
            entries.append(_Entry(letter, sentence, own, around, found))
    return tuple(entries)


@lru_cache(maxsize=16)
def _weights(letters: tuple[Letter, ...]) -> dict[str, float]:
    entries = _entries(letters)
    counts = Counter(word for entry in entries for word in entry.own)
    return {word: math.log(1 + len(entries) / count) for word, count in counts.items()}


def subject(text: str) -> frozenset[str]:
    """Stems of the content words of a text; figures and function words left out."""
    return frozenset(
        stem(match[0])
        for match in words(text)
        if not match[0][0].isdigit() and match[0].casefold() not in _NO_SUBJECT
    )


def check_figure(figure: Figure, sentence: str, offset: int, letters: Sequence[Letter]) -> Finding:
    """Judge one figure of a note's sentence; `offset` is where that sentence starts in the note."""
    note_start, note_end = offset + figure.start, offset + figure.end
    stated = sentence[figure.start : figure.end]

    def finding(verdict: str, reason: str, at: tuple[_Entry, Figure] | None = None) -> Finding:
        return _finding(stated, verdict, reason, at, note_start, note_end)

    if dated := _letter_date(figure, sentence, letters):
        return Finding(
            "cijfer", stated, "letterlijk", "De datum van de brief.", dated.source.letter_id,
            note_start=note_start, note_end=note_end,
        )  # fmt: skip
    known = tuple(letters)
    weights = _weights(known)
    wanted = subject(sentence) - figure.units | (figure.units & weights.keys())
    unknown = max(weights.values(), default=1.0)
    total = sum(weights.get(word, unknown) for word in wanted) or 1.0
    scored: list[tuple[float, _Entry, Figure]] = []
    for entry in _entries(known):
        own = sum(weights.get(word, 0.0) for word in wanted & entry.own)
        around = sum(weights.get(word, 0.0) for word in wanted & entry.around)
        if own:
            score = (own + _CONTEXT * around) / total
            scored.extend(
                (score, entry, other) for other in entry.figures if _comparable(figure, other)
            )
    best = max((score for score, _, _ in scored), default=0.0)
    if best < _ABOUT:
        return finding("niet-gevonden", "Geen brief noemt een cijfer over dit onderwerp.")
    near = [item for item in scored if item[0] >= _AS_GOOD * best]
    right = [item for item in near if same_value(figure, item[2])]
    if right:
        _, entry, other = max(right, key=lambda item: item[0])
        return finding("letterlijk", "Dit cijfer staat bij dit onderwerp.", (entry, other))
    _, entry, other = max(near, key=lambda item: (item[0], -_distance(figure, item[2])))
    ours = _words(entry, other)
    return finding("bijna", f"De notitie zegt {stated!r}, de brief {ours!r}.", (entry, other))


def _finding(
    stated: str, verdict: str, reason: str, at: tuple[_Entry, Figure] | None, start: int, end: int
) -> Finding:
    if at is None:
        return Finding("cijfer", stated, "niet-gevonden", reason, note_start=start, note_end=end)
    entry, other = at
    ours = _words(entry, other)
    difference = (Piece("letter", ours), Piece("note", stated)) if verdict == "bijna" else ()
    return Finding(
        "cijfer", stated, "bijna" if verdict == "bijna" else "letterlijk", reason,
        entry.letter.source.letter_id, entry.sentence.passage, entry.sentence.section,
        entry.sentence.start + other.start, entry.sentence.start + other.end, ours, difference,
        ((stated, ours),) if difference else (), start, end,
    )  # fmt: skip


def _words(entry: _Entry, figure: Figure) -> str:
    start = entry.sentence.start
    return entry.letter.text[start + figure.start : start + figure.end]


def _comparable(note: Figure, letter: Figure) -> bool:
    """The same kind, and for counts the same thing counted (or neither says what)."""
    if note.kind != letter.kind:
        return False
    if note.kind != "aantal":
        return True
    return bool(note.units & letter.units) or not note.units or not letter.units


def _distance(note: Figure, letter: Figure) -> float:
    if isinstance(note.value, tuple) or isinstance(letter.value, tuple):
        return float(note.value != letter.value)
    return float(abs(note.value - letter.value))


def _letter_date(figure: Figure, sentence: str, letters: Sequence[Letter]) -> Letter | None:
    if figure.kind != "datum" or "brief" not in sentence.casefold():
        return None
    for letter in letters:
        day = letter.source.date
        if day and figure.value == (day.year, day.month, day.day, 0):
            return letter
    return None
