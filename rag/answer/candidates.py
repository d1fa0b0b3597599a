"""Candidate sentences for an answer, each with the features that say how well it answers."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.answer.question import Question
from rag.answer.units import asked_unit, counted_units, unit_match, unit_vectors
from rag.answer.values import YEAR, has_value
from rag.dutch import fold, search_terms, words
from rag.letters.context import searched_words, sentence_words
from rag.records import Hit, Letter, Passage, Sentence
from rag.search.search import CONTEXT_WEIGHT, Found
from rag.store.embedding import Vectors
from rag.store.index import Index

CAUSE = re.compile(
    r"\b(omdat|doordat|daarom|hierdoor|daardoor|vanwege|wegens|aangezien|reden|zodat|opdat"
    r"|als doel|om \w+.*\bte\b|gevolg van|waardoor|namelijk|te maken met|dankzij)",
    re.I,
)

# Kinds of question that want a value of their own kind.
VALUED = frozenset(
    "amount percentage count duration frequency ordinal date person name place".split()
)

# Passages whose sentences are considered.
DEPTH = 10

FEATURES = (
    "meaning",  # cosine of question and sentence
    "meaning_lead",  # the same, above the mean of the candidates
    "meaning_before",  # cosine of the question with the sentence before
    "meaning_after",  # and with the one after
    "passage",  # fused score of the passage
    "passage_lead",  # the same, above the mean of the passages
    "first",  # 1 for the sentences of the best passage, 1/2 for the next, ...
    "words",  # share of the question's words in the sentence, weighted by rarity
    "words_lead",  # the same, below the best candidate's (0 or less)
    "words_before",  # share of the question's words in the sentence before
    "context_words",  # share of the question's words in sentence, heading and neighbours
    "adds",  # share of the sentence's words that the question does not have
    "value",  # holds a value of the kind asked for
    "no_value",  # a value is asked for and it holds none
    "unit",  # a count is asked for: how alike are what is asked and what it counts
    "other_year",  # names a year, and not the one asked for
    "cause",  # a reason is asked for and it gives one
    "names",  # share of the question's names, years and numbers in the sentence and its context
    "footnote",  # is a footnote
    "signature",  # is the signature
    "signed",  # and a person is asked for
    "older",  # share of the letters searched that are newer
    "opening",  # is the first sentence of its passage
    "length",  # characters / 300, at most 1
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a hit and its features, in the order of FEATURES."""

    hit: Hit
    number: int
    features: tuple[float, ...]

    @property
    def sentence(self) -> Sentence:
        """The sentence itself."""
        return self.hit.passage.sentences[self.number]


def find_candidates(index: Index, question: Question, found: Found) -> list[Candidate]:
    """Return every sentence of the best hits as a candidate, in reading order of the hits."""
    hits = found.hits[:DEPTH]
    if not hits:
        return []
    asked_for = [(word, _rarity(index, word)) for word in question.subject]
    asked_for += [(word, CONTEXT_WEIGHT * _rarity(index, word)) for word in question.context]
    total = sum(weight for _, weight in asked_for) or 1.0
    older = _older(index, hits)
    rare = question.names | question.years | question.numbers
    mean_passage = sum(hit.score for hit in hits) / len(hits)
    cosines = [score for hit in hits for score in hit.sentence_scores]
    mean_cosine = sum(cosines) / len(cosines)

    def share(present: frozenset[str]) -> float:
        covered = (weight for word, weight in asked_for if any(term in present for term in word))
        return sum(covered) / total

    asked = {term for word in question.subject for term in word}
    unit = asked_unit(question.text)
    vectors = _unit_vectors(index, unit, hits) if unit else {}
    rows = []
    for place, hit in enumerate(hits):
        letter = index.letters[hit.passage.letter_id]
        heading = term_set(" ".join(hit.passage.section))
        texts = [sentence_words(letter, sentence) for sentence in hit.passage.sentences]
        term_sets = [
            term_set(searched_words(letter, hit.passage, number)) for number in range(len(texts))
        ]
        plain = plain_words(" ".join([*hit.passage.section, hit.passage.text, _year(letter)]))
        for number, text in enumerate(texts):
            if hit.passage.kind == "signature" and not (
                question.kind in ("person", "name") or share(term_sets[number])
            ):
                continue  # A name alone is near to anything in meaning.
            context = heading.union(*term_sets[max(0, number - 1) : number + 2])
            rows.append(
                (
                    hit,
                    number,
                    {
                        "meaning": hit.sentence_scores[number],
                        "meaning_lead": hit.sentence_scores[number] - mean_cosine,
                        "meaning_before": hit.sentence_scores[number - 1] if number else 0.0,
                        "meaning_after": (*hit.sentence_scores, 0.0)[number + 1],
                        "passage": hit.score,
                        "passage_lead": hit.score - mean_passage,
                        "first": 1 / (place + 1),
                        "words": share(term_sets[number]),
                        "words_before": share(term_sets[number - 1]) if number else 0.0,
                        "context_words": share(context),
                        "adds": len(term_sets[number] - asked) / (len(term_sets[number]) or 1),
                        "value": float(_typed(question) and has_value(question.kind, text)),
                        "no_value": float(_typed(question) and not has_value(question.kind, text)),
                        "unit": unit_match(unit, text, vectors) if unit else 0.0,
                        "other_year": float(_other_year(question, text)),
                        "cause": float(question.kind == "reason" and bool(CAUSE.search(text))),
                        "names": (sum(name in plain for name in rare) / len(rare) if rare else 1.0),
                        "footnote": float(hit.passage.kind == "footnote"),
                        "signature": float(hit.passage.kind == "signature"),
                        "signed": float(
                            hit.passage.kind == "signature" and question.kind in ("person", "name")
                        ),
                        "older": older[letter.source.letter_id],
                        "opening": float(number == 0),
                        "length": min(1.0, len(text) / 300),
                    },
                )
            )
    best_words = max((row[2]["words"] for row in rows), default=0.0)
    return [
        Candidate(
            hit,
            number,
            tuple(
                values["words"] - best_words if name == "words_lead" else values[name]
                for name in FEATURES
            ),
        )
        for hit, number, values in rows
    ]


def context_text(letter: Letter, passage: Passage, number: int) -> str:
    """Return a sentence with its headings and the sentences before and after it."""
    near = passage.sentences[max(0, number - 1) : number + 2]
    return " ".join([*passage.section, *(sentence_words(letter, sentence) for sentence in near)])


def covered_words(index: Index, words: tuple[tuple[str, ...], ...], passage: Passage) -> float:
    """Return the share of words (their terms), by rarity, in a passage and its headings."""
    present = term_set(" ".join([*passage.section, passage.text]))
    weights = [_rarity(index, word) for word in words]
    covered = (
        weight
        for weight, word in zip(weights, words, strict=True)
        if any(term in present for term in word)
    )
    return sum(covered) / (sum(weights) or 1.0)


def _unit_vectors(index: Index, unit: str, hits: Sequence[Hit]) -> dict[str, Vectors]:
    counted = {
        other
        for hit in hits
        for sentence in hit.passage.sentences
        for other in counted_units(sentence_words(index.letters[hit.passage.letter_id], sentence))
    }
    return unit_vectors(index, counted | {unit})


def _older(index: Index, hits: Sequence[Hit]) -> dict[str, float]:
    """For each letter among the hits, the share of the others that are newer, in [0, 1]."""
    dates = {
        hit.passage.letter_id: index.letters[hit.passage.letter_id].source.date or datetime.date.min
        for hit in hits
    }
    others = max(1, len(dates) - 1)
    return {
        letter: sum(other > date for other in dates.values()) / others
        for letter, date in dates.items()
    }


def _other_year(question: Question, text: str) -> bool:
    there = set(YEAR.findall(text))
    return bool(question.years and there and not question.years & there)


def _typed(question: Question) -> bool:
    return question.kind in VALUED


def _rarity(index: Index, word: tuple[str, ...]) -> float:
    return index.lexical.rarity(word[0])


def _year(letter: Letter) -> str:
    return str(letter.source.date.year) if letter.source.date else ""


@lru_cache(maxsize=50_000)
def term_set(text: str) -> frozenset[str]:
    """Return the search terms of a text."""
    return frozenset(search_terms(text))


@lru_cache(maxsize=10_000)
def plain_words(text: str) -> frozenset[str]:
    """Return the folded words of a text, compounds with a hyphen also in parts."""
    found = set()
    for word in words(text):
        found.add(fold(word))
        found.update(fold(part) for part in word.split("-") if part)
    return frozenset(found)
