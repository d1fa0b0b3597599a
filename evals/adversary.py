"""Claims that a language model could make of a letter: true ones, and altered ones that are false.

Deterministic: the same letters give the same claims. Every alteration is one that a reader would
call wrong: another figure, date, name or organisation, two of them swapped, a `niet` more or less,
a word turned into its contrary.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rag.answer.llm.names import ORGANISATIONS
from rag.answer.llm.values import Value, same, values
from rag.cite.reference import MONTHS

SEED = 20241212
_SHORTEST, _LONGEST = 20, 390
_WORDS = "nul één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien".split()
_VERBS = (
    "is zijn was waren heeft hebben wordt worden werd werden kan kunnen zal zullen moet moeten "
    "staat staan stond stonden mag mogen gaat gaan komt komen"
)
_VERB = re.compile(rf"\b(?:{'|'.join(_VERBS.split())})\b")
_CONTRARY = {
    "meer": "minder", "minder": "meer", "hoger": "lager", "lager": "hoger", "stijging": "daling",
    "daling": "stijging", "toename": "afname", "groei": "krimp", "invoer": "uitvoer",
    "uitvoer": "invoer", "import": "export", "binnen": "buiten", "minimaal": "maximaal",
    "maximaal": "minimaal", "verplicht": "vrijwillig", "publieke": "private",
    "verlengd": "verkort",
    "verkorten": "verlengen", "eind": "begin", "begin": "eind", "onvoldoende": "voldoende",
    "voldoende": "onvoldoende", "mogelijk": "onmogelijk", "succesvol": "mislukt",
    "voorjaar": "najaar",
    "najaar": "voorjaar", "versterken": "verzwakken", "vergroten": "verkleinen",
    "veilig": "onveilig", "onveilige": "veilige", "legaal": "illegaal", "illegale": "legale",
    "verboden": "toegestaan", "toegestaan": "verboden", "positief": "negatief",
    "afgerond": "uitgesteld", "gestart": "gestopt", "niet-fiscale": "fiscale",
    "sneller": "langzamer",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """A claim of a sentence; `kind` says how it was altered, `true…` kinds are true."""

    kind: str
    text: str

    @property
    def true(self) -> bool:
        """Whether the letter says so."""
        return self.kind.startswith("true")


def made_claims(sentence: str, others: Sequence[str], written: date | None = None) -> list[Made]:
    """Every claim made of a sentence of a day; `others` lend their figures and names."""
    if not _SHORTEST <= len(sentence) <= _LONGEST or sentence.rstrip().endswith((":", "?", ";")):
        return []
    source = random.Random(f"{SEED} {sentence}")
    made = [*_true(sentence), *_altered(sentence, others, source, written)]
    made += [
        Made(claim.kind, short)
        for claim in made
        if not claim.true and (short := _first_clause(claim.text, sentence))
    ]
    return [claim for claim in dict.fromkeys(made) if claim.true or claim.text != sentence]


def _true(sentence: str) -> Iterator[Made]:
    yield Made("true: letterlijk", sentence)
    for value in values(sentence):
        words = sentence[value.start : value.end]
        if value.kind == "aantal" and words in _WORDS[2:]:
            yield Made("true: cijfer", _put(sentence, value, str(_WORDS.index(words))))
        if value.kind == "aantal" and words.isdigit() and 2 <= int(words) < len(_WORDS):
            yield Made("true: cijfer", _put(sentence, value, _WORDS[int(words)]))
        if value.kind == "datum" and re.fullmatch(r"\d{1,2} [a-z]+ \d{4}", words):
            day, month, year = words.split()
            number = MONTHS.index(month) + 1
            yield Made("true: datum", _put(sentence, value, f"{day}-{number}-{year}"))
    clause = _first_clause(sentence, "")
    if clause:
        yield Made("true: begin", clause)


def _altered(
    sentence: str, others: Sequence[str], source: random.Random, written: date | None
) -> Iterator[Made]:
    own = values(sentence, written)
    lent = [
        (value, text[value.start : value.end]) for text in others for value in values(text, written)
    ]
    for value in own:
        words = sentence[value.start : value.end]
        for changed in _other_figure(value, words):
            yield Made(f"{value.kind} veranderd", _put(sentence, value, changed))
        new = [
            (other, text)
            for other, text in lent
            if other.kind == value.kind and not any(same(other, mine) for mine in own)
        ]
        if new and value.kind != "code":
            _, text = source.choice(new)
            yield Made(f"{value.kind} van elders", _put(sentence, value, text))
        if value.kind == "naam" and words.lower() in ORGANISATIONS:
            free = sorted(ORGANISATIONS - {item.lower() for item in re.findall(r"\w+", sentence)})
            name = source.choice(free)
            yield Made("organisatie", _put(sentence, value, name))
            yield Made("organisatie", _put(sentence, value, name.capitalize()))
    yield from _swapped(sentence, own)
    yield from _negated(sentence)
    for match in re.finditer(r"[\w-]+", sentence):
        contrary = _CONTRARY.get(match[0].lower())
        if contrary:
            yield Made("tegendeel", sentence[: match.start()] + contrary + sentence[match.end() :])


def _other_figure(value: Value, words: str) -> Iterator[str]:
    """Other figures in the same writing."""
    if value.kind == "naam":
        return
    for match in list(re.finditer(r"\d+", words))[:3]:
        digits = match[0]
        yield (
            words[: match.start()] + str(int(digits) + 1).zfill(len(digits)) + words[match.end() :]
        )
        if len(digits) > 1 and digits[0] != digits[1]:
            turned = digits[1] + digits[0] + digits[2:]
            if value.kind != "datum" and turned[0] != "0":
                yield words[: match.start()] + turned + words[match.end() :]
    for number, month in enumerate(MONTHS):
        if value.kind == "datum" and month in words.lower():
            yield re.sub(month, MONTHS[(number + 5) % 12], words, flags=re.IGNORECASE)
    if words.lower() in _WORDS[1:-1]:
        yield _WORDS[_WORDS.index(words.lower()) + 1]
    for one, other in (
        ("miljoen", "miljard"), ("miljard", "miljoen"), ("eerste", "tweede"), ("tweede", "derde"),
        ("derde", "vierde"),
    ):  # fmt: skip
        if one in words.lower():
            yield re.sub(one, other, words, count=1, flags=re.IGNORECASE)


def _swapped(sentence: str, own: Sequence[Value]) -> Iterator[Made]:
    """Two figures, dates or names that change places; members of one list say the same then."""
    for place, first in enumerate(own):
        for second in own[place + 1 :]:
            if first.kind != second.kind or same(first, second) or same(second, first):
                continue
            between = sentence[first.end : second.start]
            if len(between.split()) < 3 or "," in between or " en " in between or "(" in between:
                continue
            one, two = sentence[first.start : first.end], sentence[second.start : second.end]
            yield Made(
                f"{first.kind} verwisseld",
                sentence[: first.start] + two + between + one + sentence[second.end :],
            )


def _negated(sentence: str) -> Iterator[Made]:
    for match in re.finditer(r"\b(?:nog )?niet\b ?|\bgeen\b|\bzonder\b|\bnooit\b ?", sentence):
        instead = {"geen": "een", "zonder": "met"}.get(match[0].strip(), "")
        yield Made("niet weg", sentence[: match.start()] + instead + sentence[match.end() :])
    for match in list(_VERB.finditer(sentence))[:2]:
        yield Made("niet erbij", sentence[: match.end()] + " niet" + sentence[match.end() :])
    for match in list(re.finditer(r"\been\b", sentence))[:1]:
        yield Made("geen erbij", sentence[: match.start()] + "geen" + sentence[match.end() :])


def _put(sentence: str, value: Value, words: str) -> str:
    return sentence[: value.start] + words + sentence[value.end :]


def _first_clause(sentence: str, unaltered: str) -> str:
    """The words before the first comma as a sentence, when they can stand and differ."""
    clause = sentence.partition(",")[0].strip()
    if len(clause.split()) < 6 or clause == sentence or not _VERB.search(clause):
        return ""
    return "" if unaltered and unaltered.startswith(clause) else f"{clause}."
