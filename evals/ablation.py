"""What each part of the engine brings: `python -m evals.ablation` prints the table of evals/README.

Search: recall of the gold passages on the dev questions about the real letter, for each way to find
them. Sentences: the ranking learned anew without a group of features, out of fold, on the questions
that `evals.learn` learns from.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from evals.cases import Case, load_cases, select
from evals.learn import fit_sentences, folds, gold_ranks
from evals.run import open_assistants
from evals.samples import Sample, draw_samples
from rag.answer.candidates import FEATURES
from rag.dutch import search_terms
from rag.records import Passage
from rag.search.search import LEXICAL_WEIGHT, PASSAGE_WEIGHT
from rag.store.index import Index
from rag.store.vectors import cosines

Scores = NDArray[np.float64]
# Recall is over passages, so that a question with two gold passages counts each.
RANKS = (1, 5)
SEARCHES: Mapping[str, Callable[[Scores, Scores, Scores], Scores]] = {
    "BM25 alone": lambda passage, sentence, words: words,
    "passage vectors alone": lambda passage, sentence, words: passage,
    "sentence vectors alone": lambda passage, sentence, words: sentence,
    "both vectors": lambda passage, sentence, words: (
        PASSAGE_WEIGHT * passage + (1 - PASSAGE_WEIGHT) * sentence
    ),
    "both vectors and BM25 (the engine)": lambda passage, sentence, words: (
        PASSAGE_WEIGHT * passage + (1 - PASSAGE_WEIGHT) * sentence + LEXICAL_WEIGHT * words
    ),
}
GROUPS: Mapping[str, tuple[str, ...]] = {
    "nothing (the engine)": (),
    "the passage's score": ("passage", "passage_lead", "first"),
    "the sentence's own meaning": ("meaning", "meaning_lead"),
    "the neighbours": ("meaning_before", "meaning_after", "words_before", "context_words"),
    "shared words": ("words", "words_lead", "words_before", "context_words", "adds"),
    "values of the kind asked for": ("value", "no_value", "unit", "other_year", "cause"),
    "place, length, kind": (
        "footnote",
        "signature",
        "signed",
        "opening",
        "length",
        "names",
        "older",
    ),
}


def main() -> None:
    """Print both tables as Markdown."""
    index = open_assistants()("questions").index
    cases = [
        case
        for case in select(load_cases(sets=("questions",)), split="dev")
        if case.answerable and gold_passages(case, index.passages)
    ]
    print(
        "| search by | all R@1 | all R@5 | paraphrase R@1 | paraphrase R@5 |\n|---|---|---|---|---|"
    )
    for name, score in SEARCHES.items():
        rates = _recalls(index, cases, score)
        print(f"| {name} | " + " | ".join(f"{rate:.3f}" for rate in rates) + " |")
    samples, _, _ = draw_samples()
    print("\n| sentence ranking without | hit@1 | hit@3 |\n|---|---|---|")
    for name, dropped in GROUPS.items():
        kept = [_without(sample, dropped) for sample in samples]
        ranks = np.concatenate(
            [gold_ranks(test, fit_sentences(train)) for train, test in folds(kept)]
        )
        print(f"| {name} | {(ranks < 1).mean():.3f} | {(ranks < 3).mean():.3f} |")


def gold_passages(case: Case, passages: Sequence[Passage]) -> set[int]:
    """Return the numbers of the passages that hold a gold sentence."""
    return {
        number
        for number, passage in enumerate(passages)
        for gold in case.gold
        if gold.letter == passage.letter_id
        and gold.start < passage.end
        and passage.start < gold.end
    }


def _recalls(
    index: Index, cases: Sequence[Case], score: Callable[[Scores, Scores, Scores], Scores]
) -> list[float]:
    found: dict[str, list[tuple[bool, ...]]] = {"all": [], "paraphrase": []}
    passages = index.vectors.passages(index.passages)
    sentences = index.vectors.sentences(index.passages)
    ends = np.cumsum([len(passage.sentences) for passage in index.passages])
    for case in cases:
        query = index.encoder.encode([case.question], "query")[0]
        passage = cosines(passages, query).astype(np.float64)
        best = np.maximum.reduceat(cosines(sentences, query), [0, *ends[:-1]])
        sentence = best.astype(np.float64)
        words = index.lexical.scores(search_terms(case.question)) / index.lexical.highest_idf
        order = np.argsort(-score(passage, sentence, words.astype(np.float64)), kind="stable")
        gold = gold_passages(case, index.passages)
        hits = tuple(bool(gold & set(order[:rank].tolist())) for rank in RANKS)
        found["all"].append(hits)
        if case.kind == "paraphrase":
            found["paraphrase"].append(hits)
    return [float(rate) for hits in found.values() for rate in np.array(hits).mean(axis=0)]


def _without(sample: Sample, dropped: Sequence[str]) -> Sample:
    """The sample with some features at 0, which a model cannot use."""
    places = {FEATURES.index(name) for name in dropped}
    candidates = [
        replace(
            candidate,
            features=tuple(
                0.0 if place in places else value for place, value in enumerate(candidate.features)
            ),
        )
        for candidate in sample.candidates
    ]
    return replace(sample, candidates=candidates)


if __name__ == "__main__":
    main()
