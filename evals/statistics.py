"""Summaries of results: means with intervals, per group; curves of confidence. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from evals.cases import SETS, SPLITS
from evals.run import Result

MEASURES = (
    "correct", "refused", "over_refused", "citation_precision", "citation_recall", "verbatim",
    "sentence@1", "recall@1", "recall@5", "recall@10", "ndcg@10", "short_em", "short_f1",
)  # fmt: skip
RESAMPLES = 999
SEED = 20241212


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over n cases with its 95% bootstrap interval."""

    n: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Summary:
    """A group of results: its measures, and quantiles of length and seconds."""

    name: str
    n: int
    measures: Mapping[str, Estimate]
    length_p50: float
    seconds_p50: float
    seconds_p95: float


def estimate(values: Sequence[float]) -> Estimate:
    """Mean with its interval; of values that are all the same the interval is that value."""
    array = np.asarray(values, dtype=float)
    mean = float(array.mean())
    if (array == array[0]).all():
        return Estimate(len(array), mean, mean, mean)
    interval = stats.bootstrap(
        (array,),
        np.mean,
        n_resamples=RESAMPLES,
        method="percentile",
        rng=np.random.default_rng(SEED),
    ).confidence_interval
    return Estimate(len(array), mean, float(interval.low), float(interval.high))


def summarise(name: str, results: Sequence[Result]) -> Summary:
    """Every measure that applies to some of the results."""
    measures = {
        measure: estimate(values) for measure in MEASURES if (values := column(results, measure))
    }
    lengths = column(results, "length")
    seconds = column(results, "seconds")
    return Summary(
        name=name,
        n=len(results),
        measures=measures,
        length_p50=quantile(lengths, 0.5),
        seconds_p50=quantile(seconds, 0.5),
        seconds_p95=quantile(seconds, 0.95),
    )


def column(results: Iterable[Result], measure: str) -> list[float]:
    """The values of one measure, of the results it applies to."""
    return [result.values[measure] for result in results if measure in result.values]


def quantile(values: Sequence[float], share: float) -> float:
    """A quantile; 0 of nothing."""
    return float(np.quantile(values, share)) if values else 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """The summaries of one split: all together, per set and kind, per section."""

    split: str
    overall: Summary
    kinds: tuple[Summary, ...]
    sections: tuple[Summary, ...]


def tables(results: Sequence[Result]) -> list[Table]:
    """A table for each split that has results."""
    return [_table(split, chosen) for split in SPLITS if (chosen := in_split(results, split))]


def in_split(results: Iterable[Result], split: str) -> list[Result]:
    """The results of one split."""
    return [result for result in results if result.case.split == split]


def kind_of(result: Result) -> str:
    """Name of the group that a result counts in: its set and kind."""
    case = result.case
    return case.kind if case.set == SETS[0] else f"{case.set}: {case.kind}"


def _table(split: str, results: Sequence[Result]) -> Table:
    on_real = [r for r in results if r.case.set != "multi" and r.section]
    kinds = {kind_of(r): None for r in results}
    sections = sorted({r.section for r in on_real})
    return Table(
        split=split,
        overall=summarise("alles", results),
        kinds=tuple(summarise(k, [r for r in results if kind_of(r) == k]) for k in kinds),
        sections=tuple(summarise(s, [r for r in on_real if r.section == s]) for s in sections),
    )


def risk_coverage(results: Sequence[Result]) -> list[tuple[float, float]]:
    """Share answered, and share wrong of those, as the answers are let in from the most sure.

    Ends at what the engine answers now: what it would have said where it refused is not known.
    """
    answered = sorted((r for r in results if r.answer.found), key=lambda r: -r.confidence)
    wrong = np.cumsum([not r.right for r in answered])
    return [
        ((i + 1) / len(results), float(count) / (i + 1)) for i, count in enumerate(wrong.tolist())
    ]


def refusal_curve(results: Sequence[Result]) -> list[tuple[float, float]]:
    """Share of answerable kept and of unanswerable refused, for each limit on the confidence."""
    yes = np.array([r.confidence for r in results if r.case.answerable])
    no = np.array([r.confidence for r in results if not r.case.answerable])
    if not len(yes) or not len(no):
        return []
    limits = np.unique(np.concatenate([[0.0], yes, no, [np.inf]]))
    return [(float((yes >= limit).mean()), float((no < limit).mean())) for limit in limits]


def separation(results: Sequence[Result]) -> float | None:
    """Chance that an answerable question is surer than an unanswerable one (AUROC)."""
    curve = refusal_curve(results)
    if not curve:
        return None
    kept, refused = (np.array(side) for side in zip(*curve, strict=True))
    return float(np.trapezoid(kept[::-1], 1 - refused[::-1]))


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about the same confidence: how sure on average, and what share is right."""

    confidence: float
    right: float
    n: int


def calibration(results: Iterable[Result], bins: int = 10) -> list[Bin]:
    """The answers given, in bins of equal width of the confidence; empty bins are left out."""
    answered = [r for r in results if r.answer.found]
    sure = np.array([r.confidence for r in answered])
    right = np.array([r.right for r in answered], dtype=float)
    places = np.clip((sure * bins).astype(int), 0, bins - 1)
    return [_bin(sure[places == i], right[places == i]) for i in range(bins) if (places == i).any()]


def _bin(sure: NDArray[np.float64], right: NDArray[np.float64]) -> Bin:
    return Bin(float(sure.mean()), float(right.mean()), len(sure))


def calibration_error(bins: Sequence[Bin]) -> float:
    """Mean distance of confidence and share right, weighted by the number of answers (ECE)."""
    total = sum(b.n for b in bins)
    return sum(b.n * abs(b.confidence - b.right) for b in bins) / total if total else 0.0
