"""Learn the engine's weights on the `dev` split: `python -m evals.learn` writes weights.json.

Three small linear models over named features (rag/answer/candidates.py, reading.py, answerable.py):
- sentences: conditional logit, a softmax over the candidates of a question, L2 on standardised
  features, solved with scipy; the loss of a question is -log of the mass on its gold sentences;
- reading: the same over two features, what was found and what the cross-encoder read;
- answerable: logistic regression. Beside the questions that the letters do not answer it sees
  each answerable question once more with its gold passages hidden: the nearest wrong evidence.
What is printed is out of fold: five folds, all rows of a question in one.
"""

import argparse
import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, KFold

from evals.cases import FOLDER, TRAINING
from evals.samples import Read, Sample, draw_samples, read_closely
from rag.answer.answerable import ANSWERABLE_FEATURES, answerable_features
from rag.answer.candidates import FEATURES
from rag.answer.cross_encoder import CrossEncoder
from rag.answer.reading import rerank
from rag.answer.weights import Weights, load_weights
from rag.settings import CROSS_ENCODER, PROJECT

Item = TypeVar("Item")
Array = NDArray[np.float64]
TARGET = PROJECT / "rag" / "answer" / "weights.json"
FOLDS = 5
# L2 strengths, chosen by the out-of-fold figures that the script prints.
SENTENCE_PENALTY = 3.0
ANSWERABLE_C = 0.1
# Hidden-gold questions are many and made, so each weighs less than a question that was written.
HIDDEN_WEIGHT = 0.1
# And so does a question about quite another matter.
OFF_TOPIC_WEIGHT = 0.3
# The share of answerable questions that may be refused.
OVER_REFUSED = 0.04


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, print the out-of-fold figures and write the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dry-run", action="store_true", help="print, write nothing")
    options = parser.parse_args(arguments)
    samples, hidden, off_topic = draw_samples()
    sentence = fit_sentences(samples)
    _print_hits("found", [gold_ranks(test, fit_sentences(train)) for train, test in folds(samples)])
    weights = replace(
        load_weights(), sentence=dict(zip(FEATURES, sentence.round(4).tolist(), strict=True))
    )
    reader = CrossEncoder(CROSS_ENCODER).score
    read = [read_closely(sample, weights, reader) for sample in samples]
    _print_hits("read", [read_ranks(test, fit_reading(train)) for train, test in folds(read)])
    reading = fit_reading(read)
    print(f"reading: found {reading[0]:+.2f}, read {reading[1]:+.2f}")
    weights = replace(
        weights, reading=dict(zip(("found", "read"), reading.round(4).tolist(), strict=True))
    )
    others = [
        [read_closely(sample, weights, reader) for sample in part] for part in (hidden, off_topic)
    ]
    coefficients, intercept, threshold = _fit_answerable(read, others[0], others[1], weights)
    weights = replace(
        weights,
        answerable=dict(zip(ANSWERABLE_FEATURES, coefficients.round(4).tolist(), strict=True)),
        intercept=round(intercept, 4),
        threshold=round(threshold, 4),
    )
    if not options.dry_run:
        _write(weights)


def _print_hits(what: str, ranks: list[Array]) -> None:
    every = np.concatenate(ranks)
    hit1, hit3 = (float((every < depth).mean()) for depth in (1, 3))
    print(
        f"{what}: sentence hit@1 {hit1:.3f}, hit@3 {hit3:.3f} of {len(every)} answerable questions"
    )


def _reading_matrix(read: Read) -> Array:
    """What was found and read of each candidate, as `rerank` weighs it: [candidates, 2]."""
    worst = [min(read.scores)] * (len(read.ranked) - len(read.scores))
    found = [math.log(item.probability) for item in read.ranked]
    return np.array([found, [*read.scores, *worst]]).T


def _ranked_gold(read: Read) -> NDArray[np.bool_]:
    places = {id(candidate): place for place, candidate in enumerate(read.sample.candidates)}
    order = [places[id(item.candidate)] for item in read.ranked]
    return np.asarray(read.sample.gold[order])


def fit_reading(read: Sequence[Read]) -> Array:
    """Return the weights of what was found and what was read, shape (2,)."""
    used = [each for each in read if each.sample.gold.any()]
    return fit_choice([(_reading_matrix(each), _ranked_gold(each)) for each in used])


def read_ranks(read: Sequence[Read], weights: Array) -> Array:
    """Return for each answerable question the rank from 0 of its first gold sentence, or inf."""
    return np.array(
        [
            _rank_of_gold(_reading_matrix(each) @ weights, _ranked_gold(each))
            for each in read
            if each.sample.case.answerable
        ]
    )


def folds(samples: list[Item]) -> list[tuple[list[Item], list[Item]]]:
    """Return (learn from, test on) for each of five parts, drawn with a fixed seed."""
    splits = KFold(FOLDS, shuffle=True, random_state=0).split(samples)
    return [([samples[i] for i in train], [samples[i] for i in test]) for train, test in splits]


def _matrix(sample: Sample) -> Array:
    return np.array([candidate.features for candidate in sample.candidates])


def fit_sentences(samples: Sequence[Sample]) -> Array:
    """Return a weight per feature, shape (len(FEATURES),), for features as they are."""
    used = [sample for sample in samples if sample.gold.any()]
    return fit_choice([(_matrix(sample), sample.gold) for sample in used])


def fit_choice(questions: Sequence[tuple[Array, NDArray[np.bool_]]]) -> Array:
    """Return a weight per column: conditional logit over (candidates' features, gold) of each."""
    scale = np.vstack([matrix for matrix, _ in questions]).std(axis=0) + 1e-9
    scaled = [(matrix / scale, gold) for matrix, gold in questions]

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

    found = minimize(loss, np.zeros(len(scale)), jac=True, method="L-BFGS-B")
    return np.asarray(found.x / scale)


def gold_ranks(samples: Sequence[Sample], weights: Array) -> Array:
    """Return for each answerable question the rank from 0 of its first gold sentence, or inf."""
    return np.array(
        [
            _rank_of_gold(_matrix(sample) @ weights, sample.gold) if sample.candidates else np.inf
            for sample in samples
            if sample.case.answerable
        ]
    )


def _rank_of_gold(scores: Array, gold: NDArray[np.bool_]) -> float:
    places = np.flatnonzero(gold[np.argsort(-scores, kind="stable")])
    return float(places[0]) if len(places) else np.inf


def _fit_answerable(
    read: list[Read], hidden: list[Read], off_topic: list[Read], weights: Weights
) -> tuple[Array, float, float]:
    parts = ((read, 1.0), (hidden, HIDDEN_WEIGHT), (off_topic, OFF_TOPIC_WEIGHT))
    weighed = [(each, share) for part, share in parts for each in part if each.ranked]
    rows = [each.sample for each, _ in weighed]
    features = np.array(
        [
            answerable_features(
                each.sample.index,
                each.sample.question,
                each.sample.found,
                rerank(each.ranked, each.scores, weights),
            )
            for each, _ in weighed
        ]
    )
    share = np.array([share for _, share in weighed])
    made, other = share == HIDDEN_WEIGHT, share == OFF_TOPIC_WEIGHT
    labels = np.array([sample.case.answerable for sample in rows]) & ~made
    numbers = {
        sample.case.id: number
        for number, sample in enumerate([each.sample for each in (*read, *off_topic)])
    }
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
