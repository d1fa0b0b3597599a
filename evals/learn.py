"""Learn the engine's weights on the `dev` split: `python -m evals.learn` writes weights.json.

Two small linear models over named features (rag/answer/candidates.py, answerable.py):
- sentences: conditional logit, a softmax over the candidates of a question, L2 on standardised
  features, solved with scipy; the loss of a question is -log of the mass on its gold sentences;
- answerable: logistic regression. Beside the questions that the letters do not answer it sees
  each answerable question once more with its gold passages hidden: the nearest wrong evidence.
What is printed is out of fold: five folds, all rows of a question in one.
"""

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, KFold

from evals.cases import FOLDER, TRAINING, Case, load_cases, load_off_topic, load_training, select
from evals.run import open_assistants
from rag.answer.answerable import ANSWERABLE_FEATURES, answerable_features
from rag.answer.candidates import DEPTH, FEATURES, Candidate, find_candidates
from rag.answer.followup import read_turn
from rag.answer.period import letters_meant
from rag.answer.question import Question, analyse
from rag.answer.select import rank
from rag.answer.weights import Weights, load_weights
from rag.records import Answer, Passage
from rag.search.search import Found, search
from rag.settings import PROJECT
from rag.store.index import Index

Array = NDArray[np.float64]
TARGET = PROJECT / "rag" / "answer" / "weights.json"
FOLDS = 5
# L2 strengths, chosen by the out-of-fold figures that the script prints.
SENTENCE_PENALTY = 3.0
ANSWERABLE_C = 0.1
# Hidden-gold questions are many and made, so each weighs less than a question that was written.
HIDDEN_WEIGHT = 0.1
# Questions about quite other matters, and the weight of each.
OFF_TOPIC = 500
OFF_TOPIC_WEIGHT = 0.3
# The share of answerable questions that may be refused.
OVER_REFUSED = 0.05
DEEP = 40


@dataclass(frozen=True, slots=True)
class Sample:
    """A question with the candidates that the engine sees; `gold` marks those that answer."""

    case: Case
    index: Index
    question: Question
    found: Found
    candidates: list[Candidate]
    gold: NDArray[np.bool_]


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, print the out-of-fold figures and write the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dry-run", action="store_true", help="print, write nothing")
    options = parser.parse_args(arguments)
    samples, hidden, off_topic = draw_samples()
    old = load_weights()
    sentence = fit_sentences(samples)
    ranks = np.concatenate(
        [gold_ranks(test, fit_sentences(train)) for train, test in folds(samples)]
    )
    hit1, hit3 = (float((ranks < depth).mean()) for depth in (1, 3))
    print(f"sentence hit@1 {hit1:.3f}, hit@3 {hit3:.3f} of {len(ranks)} answerable questions")
    weights = replace(old, sentence=dict(zip(FEATURES, sentence.round(4).tolist(), strict=True)))
    coefficients, intercept, threshold = _fit_answerable(samples, hidden, off_topic, weights)
    weights = replace(
        weights,
        answerable=dict(zip(ANSWERABLE_FEATURES, coefficients.round(4).tolist(), strict=True)),
        intercept=round(intercept, 4),
        threshold=round(threshold, 4),
    )
    if not options.dry_run:
        _write(weights)


def draw_samples() -> tuple[list[Sample], list[Sample], list[Sample]]:
    """Samples of dev and training questions, of answerable ones with gold hidden, off-topic."""
    samples: list[Sample] = []
    hidden: list[Sample] = []
    assistants = open_assistants()
    history: dict[str, list[Answer]] = {}
    for case in [*select(load_cases(), split="dev"), *load_training()]:
        assistant = assistants("multi" if case.set == TRAINING else case.set)
        index = assistant.index
        earlier = history.setdefault(case.conversation or case.id, [])
        turn = read_turn(case.question, earlier)
        if case.conversation:
            earlier.append(assistant.ask(case.question, history=earlier))
        within = [case.within] if case.within else None
        meant = letters_meant(case.question, index.letters)
        if meant and not within:
            within = meant.letters
        found = search(index, turn.question, DEEP, within, turn.context)
        question = analyse(found.searched, turn.context, turn.typed)
        if question.abbreviation:
            continue  # Answered by looking for the place that spells it out.
        samples.append(_sample(case, index, question, found))
        if case.answerable:
            kept = tuple(hit for hit in found.hits if not _holds_gold(hit.passage, case))
            hidden.append(_sample(case, index, question, replace(found, hits=kept)))
    index = assistants("questions").index
    off_topic = []
    for case in load_off_topic(OFF_TOPIC, seed=0):
        found = search(index, case.question, DEEP)
        off_topic.append(_sample(case, index, analyse(found.searched), found))
    return samples, hidden, off_topic


def _sample(case: Case, index: Index, question: Question, found: Found) -> Sample:
    found = replace(found, hits=found.hits[:DEPTH])
    candidates = find_candidates(index, question, found)
    gold = np.array([_on_gold(candidate, case) for candidate in candidates], dtype=bool)
    return Sample(case, index, question, found, candidates, gold)


def _on_gold(candidate: Candidate, case: Case) -> bool:
    sentence, letter = candidate.sentence, candidate.hit.passage.letter_id
    return any(
        gold.letter == letter and gold.start < sentence.end and sentence.start < gold.end
        for gold in case.gold
    )


def _holds_gold(passage: Passage, case: Case) -> bool:
    return any(
        gold.letter == passage.letter_id and gold.start < passage.end and passage.start < gold.end
        for gold in case.gold
    )


def folds(samples: list[Sample]) -> list[tuple[list[Sample], list[Sample]]]:
    """Return (learn from, test on) for each of five parts, drawn with a fixed seed."""
    splits = KFold(FOLDS, shuffle=True, random_state=0).split(samples)
    return [([samples[i] for i in train], [samples[i] for i in test]) for train, test in splits]


def _matrix(sample: Sample) -> Array:
    return np.array([candidate.features for candidate in sample.candidates])


def fit_sentences(samples: Sequence[Sample]) -> Array:
    """Return a weight per feature, shape (len(FEATURES),), for features as they are."""
    used = [sample for sample in samples if sample.gold.any()]
    scale = np.vstack([_matrix(sample) for sample in used]).std(axis=0) + 1e-9
    scaled = [(_matrix(sample) / scale, sample.gold) for sample in used]

    def loss(weights: Array) -> tuple[float, Array]:
        total = 0.5 * SENTENCE_PENALTY * float(weights @ weights)
        gradient = SENTENCE_PENALTY * weights
        for matrix, gold in scaled:
            scores = matrix @ weights
            powers = np.exp(scores - scores.max())
            all_shares = powers / powers.sum()
            gold_shares = np.where(gold, powers, 0) / powers[gold].sum()
            total -= float(np.log(powers[gold].sum() / powers.sum()))
            gradient = gradient + matrix.T @ (all_shares - gold_shares)
        return total, gradient

    start = np.zeros(len(FEATURES))
    found = minimize(loss, start, jac=True, method="L-BFGS-B")
    return np.asarray(found.x / scale)


def gold_ranks(samples: Sequence[Sample], weights: Array) -> Array:
    """Return for each answerable question the rank from 0 of its first gold sentence, or inf."""
    ranks = []
    for sample in samples:
        if not sample.case.answerable:
            continue
        order = np.argsort(-(_matrix(sample) @ weights), kind="stable")
        places = np.flatnonzero(sample.gold[order])
        ranks.append(float(places[0]) if len(places) else np.inf)
    return np.array(ranks)


def _fit_answerable(
    samples: list[Sample], hidden: list[Sample], off_topic: list[Sample], weights: Weights
) -> tuple[Array, float, float]:
    parts = ((samples, 1.0), (hidden, HIDDEN_WEIGHT), (off_topic, OFF_TOPIC_WEIGHT))
    weighed = [(sample, share) for part, share in parts for sample in part if sample.candidates]
    rows = [sample for sample, _ in weighed]
    features = np.array(
        [
            answerable_features(
                sample.index, sample.question, sample.found, rank(sample.candidates, weights)
            )
            for sample in rows
        ]
    )
    share = np.array([share for _, share in weighed])
    made, other = share == HIDDEN_WEIGHT, share == OFF_TOPIC_WEIGHT
    labels = np.array([sample.case.answerable for sample in rows]) & ~made
    numbers = {sample.case.id: number for number, sample in enumerate([*samples, *off_topic])}
    groups = np.array([numbers[sample.case.id] for sample in rows])
    scale = features.std(axis=0) + 1e-9
    scaled = features / scale

    def fit(chosen: NDArray[np.bool_]) -> LogisticRegression:
        model = LogisticRegression(C=ANSWERABLE_C, max_iter=5000)
        return model.fit(scaled[chosen], labels[chosen], sample_weight=share[chosen])

    outside = np.zeros(len(rows))
    for _, test in GroupKFold(FOLDS, shuffle=True, random_state=0).split(scaled, groups=groups):
        held = np.zeros(len(rows), dtype=bool)
        held[test] = True
        outside[held] = fit(~held).predict_proba(scaled[held])[:, 1]
    threshold = float(np.quantile(outside[labels], OVER_REFUSED))
    written = ~labels & ~made & ~other
    print(
        f"threshold {threshold:.3f}: refused {(outside[written] < threshold).mean():.3f} of "
        f"{written.sum()} unanswerable, {(outside[made] < threshold).mean():.3f} of {made.sum()} "
        f"with gold hidden, {(outside[other] < threshold).mean():.3f} of {other.sum()} off-topic, "
        f"{(outside[labels] < threshold).mean():.3f} of {labels.sum()} answerable"
    )
    model = fit(np.ones(len(rows), dtype=bool))
    for name, weight in zip(ANSWERABLE_FEATURES, model.coef_[0], strict=True):
        print(f"  {name:16} {weight:+.2f}")
    return model.coef_[0] / scale, float(model.intercept_[0]), threshold


def _write(weights: Weights) -> None:
    data = b"".join(
        (FOLDER / f"{name}.jsonl").read_bytes()
        for name in ("questions", "conversations", "multi", TRAINING)
    )
    content = {
        "made_by": "python -m evals.learn",
        "data_sha256": hashlib.sha256(data).hexdigest(),
        **{name: getattr(weights, name) for name in Weights.__dataclass_fields__},
    }
    Path(TARGET).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {TARGET.relative_to(PROJECT)}")


if __name__ == "__main__":
    main()
