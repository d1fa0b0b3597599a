"""Read the best candidates closely: does the sentence answer the question, or only look like it?"""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

from rag.answer.question import Question
from rag.answer.select import Ranked, in_order
from rag.answer.weights import Weights
from rag.letters.context import readable_words
from rag.records import Letter

# Candidates that are read at most, and how probable one must be to be worth it.
READ = 6
WORTH_READING = 0.02
# Question and sentences → a score per sentence, as of the cross-encoder.
Reader = Callable[[str, list[str]], list[float]]


def read_scores(
    ranked: list[Ranked], question: Question, letters: Mapping[str, Letter], reader: Reader
) -> list[float]:
    """Return the scores of the first candidates, as many as are worth reading; at least one."""
    asked = f"{question.text} ({question.carried})" if question.carried else question.text
    texts = [
        readable_words(
            letters[item.candidate.hit.passage.letter_id],
            item.candidate.hit.passage,
            item.candidate.number,
        )
        for place, item in enumerate(ranked[:READ])
        if place == 0 or item.probability >= WORTH_READING
    ]
    return reader(asked, texts)


def rerank(ranked: list[Ranked], scores: list[float], weights: Weights) -> list[Ranked]:
    """Return the candidates in the order of what was found and read together.

    A candidate that was not read counts as the worst of those that were.
    """
    if not ranked:
        return []
    read = [*scores, *[min(scores)] * (len(ranked) - len(scores))]
    found, close = weights.reading["found"], weights.reading["read"]
    totals = [
        found * math.log(item.probability) + close * score
        for item, score in zip(ranked, read, strict=True)
    ]
    highest = max(totals)
    powers = [math.exp(total - highest) for total in totals]
    return in_order(
        [
            replace(item, probability=power / sum(powers), read=score)
            for item, power, score in zip(ranked, powers, read, strict=True)
        ]
    )
