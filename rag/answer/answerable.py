"""Do the letters answer the question at all? A calibrated probability from what was found."""

import math

from rag.answer.candidates import (
    FEATURES,
    context_text,
    covered_words,
    plain_words,
    term_set,
)
from rag.answer.question import Question
from rag.answer.reading import READ
from rag.answer.select import Ranked
from rag.answer.units import ALIKE, asked_unit
from rag.answer.values import ORDINAL, YEAR
from rag.answer.weights import Weights, weigh
from rag.dutch import fold
from rag.dutch import words as words_of
from rag.letters.context import sentence_words
from rag.search.search import Found
from rag.store.index import Index

# The sentences that an answer can show.
SHOWN = 3
# Below these cosines, and these scores, evidence is thin.
FAR = (0.55, 0.45, 0.35)
LOW = (0.5, 0.4, 0.3)

ANSWERABLE_FEATURES = (
    "best",  # probability of the best sentence among the candidates
    "meaning",  # its cosine with the question
    "highest",  # the highest cosine of all candidates
    "far",  # how far it stays below each of three limits: little evidence weighs more than
    "farther",  # in proportion
    "farthest",
    "score",  # fused score of the best passage
    "low",  # the same for the score
    "lower",
    "lowest",
    "margin",  # how far it is above the second
    "words",  # share of the question's words in the sentence, by rarity
    "context_words",  # and in the sentence, its heading and neighbours
    "passage_words",  # and in its passage and headings
    "context_missing",  # rarity of the rarest word that sentence, heading and neighbours lack
    "elsewhere",  # share of the question's words that they lack and another passage has
    "adds",  # share of the sentence's words that the question does not have
    "new_names",  # the sentence has a name that the question does not have
    "names_near",  # share of its names, years and numbers in sentence, heading and neighbours
    "ordinal",  # an ordinal is asked for (`veertiende`) that they lack
    "rarest_missing",  # rarity of the rarest word of the question that its passage lacks
    "unknown",  # share of the question's words that no letter has
    "unsupported",  # that share, times how far the nearest sentence is in meaning
    "unknown_name",  # it has a name that no letter has
    "names",  # share of its names, years and numbers in the passage
    "years",  # a year is asked for that no passage of the three best sentences has
    "other_year",  # the sentence names another year than the one asked for
    "no_value",  # a value is asked for and the sentence holds none
    "agreement",  # the passage is found first by meaning and by words
    "unit",  # how alike are what is to be counted and what the sentence counts
    "unit_near",  # the same for the best of the three best sentences
    "unlike",  # a count is asked for and none of the three counts anything like it
    "count",  # a count is asked for
    "uncounted",  # a count is asked for and the sentence counts nothing
    "amount",  # an amount or percentage is asked for
    "date",  # a date is asked for
    "person",  # a person or name is asked for
    "reason",  # a reason is asked for
    "no_cause",  # and the sentence gives none
    "yesno",  # a yes or no is asked for
    "short",  # the question has at most two words that carry meaning
    "read",  # the cross-encoder's score of the sentence
    "read_best",  # and the highest of the sentences that it read
    "read_second",  # and the second
    "unread",  # how far the highest stays below 0: it says rather not
)


def answerable_features(
    index: Index, question: Question, found: Found, ranked: list[Ranked]
) -> tuple[float, ...]:
    """Return the features of ANSWERABLE_FEATURES for a question and its ranked candidates."""
    best = ranked[0].candidate
    values = dict(zip(FEATURES, best.features, strict=True))
    passage = best.hit.passage
    words = question.subject
    missing = [
        index.lexical.rarity(word[0])
        for word in words
        if not covered_words(index, (word,), passage)
    ]
    letter = index.letters[passage.letter_id]
    sentence = sentence_words(letter, best.sentence)
    near_text = context_text(letter, passage, best.number)
    near, near_terms = plain_words(near_text), term_set(near_text)
    absent = [
        (index.lexical.rarity(word[0]), any(index.lexical.knows(term) for term in word))
        for word in words
        if not any(term in near_terms for term in word)
    ]
    unknown = sum(not any(index.lexical.knows(term) for term in word) for word in words)
    top = ranked[:SHOWN]
    present = {
        year
        for item in top
        for year in [
            *YEAR.findall(item.candidate.hit.passage.text),
            _letter_year(index, item.candidate.hit.passage.letter_id),
        ]
    }
    unit_near = max(item.candidate.features[FEATURES.index("unit")] for item in top)
    unit = asked_unit(question.text) is not None
    scores = [hit.score for hit in found.hits]
    reads = sorted((item.read for item in ranked[:READ]), reverse=True)
    highest = max(item.candidate.features[FEATURES.index("meaning")] for item in ranked)
    return (
        ranked[0].probability,
        values["meaning"],
        highest,
        *(max(0.0, limit - highest) for limit in FAR),
        scores[0],
        *(max(0.0, limit - scores[0]) for limit in LOW),
        scores[0] - scores[1] if len(scores) > 1 else 0.0,
        values["words"],
        values["context_words"],
        covered_words(index, words, passage),
        max((rarity for rarity, _ in absent), default=0.0),
        sum(there for _, there in absent) / (len(words) or 1),
        values["adds"],
        float(bool(_names(sentence) - _names(question.text) - {""})),
        _share(question.names | question.years | question.numbers, near),
        float(bool(set(ORDINAL.findall(question.text.lower())) - near)),
        max(missing, default=0.0),
        unknown / (len(words) or 1),
        unknown / (len(words) or 1) * (1 - highest),
        float(any(name not in index.lexical.vocabulary for name in question.names)),
        values["names"],
        float(bool(question.years) and not question.years & present),
        values["other_year"],
        values["no_value"],
        float(best.hit.dense_rank == 1 and best.hit.lexical_rank == 1),
        values["unit"],
        unit_near,
        float(unit and unit_near < ALIKE),
        float(unit),
        float(unit and values["unit"] == 0),
        float(question.kind in ("amount", "percentage")),
        float(question.kind == "date"),
        float(question.kind in ("person", "name")),
        float(question.kind == "reason"),
        float(question.kind == "reason" and not values["cause"]),
        float(question.kind == "yesno"),
        float(len(words) <= 2),
        ranked[0].read,
        reads[0],
        reads[min(1, len(reads) - 1)],
        min(0.0, reads[0]),
    )


def _names(text: str) -> set[str]:
    """Folded words with a capital, but for the first word of the text."""
    return {fold(word) for word in words_of(text)[1:] if word[0].isupper()}


def _share(wanted: frozenset[str], there: frozenset[str]) -> float:
    return sum(word in there for word in wanted) / len(wanted) if wanted else 1.0


def _letter_year(index: Index, letter_id: str) -> str:
    date = index.letters[letter_id].source.date
    return str(date.year) if date else ""


def probability(features: tuple[float, ...], weights: Weights) -> float:
    """Return the probability that the letters answer, in (0, 1)."""
    score = weights.intercept + weigh(weights.answerable, ANSWERABLE_FEATURES, features)
    return 1 / (1 + math.exp(-score))
