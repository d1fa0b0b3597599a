"""Better or worse than the baseline: per question, per measure with a test, and the hard rules."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from evals.cases import FOLDER, CaseError
from evals.run import Result

BASELINE = FOLDER / "baseline.json"
MUST_PASS = FOLDER / "must_pass.txt"
GATED = (
    "correct", "refused", "answered", "citation_precision", "citation_recall", "sentence@1",
    "recall@1", "recall@5", "recall@10", "ndcg@10", "short_em", "short_f1",
)  # fmt: skip
SIGNIFICANCE = 0.05
SMALLEST_DROP = 0.005
RESAMPLES = 9_999
SEED = 20241212


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a baseline keeps of a case; `fingerprint` is that of its question and gold."""

    fingerprint: str
    split: str
    right: bool
    answer: str
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Baseline:
    """An earlier run: why it was kept, what it depended on, and the outcome of each case."""

    why: str
    hashes: Mapping[str, str]
    outcomes: Mapping[str, Outcome]


@dataclass(frozen=True, slots=True)
class Change:
    """A case of which the outcome changed."""

    id: str
    split: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Drop:
    """A measure over the cases in both runs: before, after, and the chance of such a drop."""

    measure: str
    n: int
    before: float
    after: float
    p: float

    @property
    def significant(self) -> bool:
        """Whether the fall is both real and large enough to matter."""
        return self.p < SIGNIFICANCE and self.before - self.after > SMALLEST_DROP


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run beside its baseline; `broken` are the hard rules that do not hold, one line each."""

    changed: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    worse: tuple[Change, ...] = ()
    better: tuple[Change, ...] = ()
    drops: tuple[Drop, ...] = ()
    broken: tuple[str, ...] = ()

    @property
    def failures(self) -> tuple[str, ...]:
        """Every reason to stop."""
        fallen = [d for d in self.drops if d.significant]
        return self.broken + tuple(
            f"{d.measure} fell from {d.before:.3f} to {d.after:.3f} (n={d.n}, p={d.p:.3f})"
            for d in fallen
        )


def outcome(result: Result) -> Outcome:
    """What a baseline keeps of a result."""
    answer = result.answer
    kept = {k: round(v, 4) for k, v in result.values.items() if k not in ("seconds", "length")}
    if "over_refused" in kept:
        kept["answered"] = 1.0 - kept.pop("over_refused")
    text = answer.answer if answer.found else f"(geweigerd) {answer.reason or ''}".strip()
    return Outcome(result.case.fingerprint, result.case.split, result.right, text, kept)


def compare(
    results: Iterable[Result],
    baseline: Baseline | None,
    hashes: Mapping[str, str],
    must_pass: Iterable[str] = (),
) -> Comparison:
    """What changed since the baseline, over the cases that are the same in both."""
    now = {result.case.id: outcome(result) for result in results}
    broken = tuple(_broken_rules(now, must_pass))
    if baseline is None:
        return Comparison(broken=broken)
    shared = [
        case
        for case, new in now.items()
        if case in baseline.outcomes and baseline.outcomes[case].fingerprint == new.fingerprint
    ]
    pairs = [(case, baseline.outcomes[case], now[case]) for case in shared]
    return Comparison(
        changed=tuple(k for k, v in hashes.items() if baseline.hashes.get(k) != v),
        skipped=tuple(case for case in now if case not in shared),
        worse=tuple(_change(*pair) for pair in pairs if pair[1].right and not pair[2].right),
        better=tuple(_change(*pair) for pair in pairs if pair[2].right and not pair[1].right),
        drops=tuple(_drops([(old, new) for _, old, new in pairs])),
        broken=broken,
    )


def _broken_rules(now: Mapping[str, Outcome], must_pass: Iterable[str]) -> Iterable[str]:
    for case, new in now.items():
        if new.values.get("verbatim", 1.0) < 1.0:
            yield f"{case}: a quote is not verbatim"
    for case in must_pass:
        if case in now and not now[case].right:
            yield f"{case}: must pass and does not"


def _change(case: str, old: Outcome, new: Outcome) -> Change:
    return Change(case, new.split, old.answer, new.answer)


def _drops(pairs: Sequence[tuple[Outcome, Outcome]]) -> Iterable[Drop]:
    for measure in GATED:
        both = [
            (old.values[measure], new.values[measure])
            for old, new in pairs
            if measure in old.values and measure in new.values
        ]
        if both:
            before, after = np.array(both).T
            p = drop_chance(before, after)
            yield Drop(measure, len(both), float(before.mean()), float(after.mean()), p)


def drop_chance(before: Sequence[float], after: Sequence[float]) -> float:
    """Chance of a mean drop this large if nothing changed: paired, by flipping signs."""
    differences = np.asarray(after, dtype=float) - np.asarray(before, dtype=float)
    # Cases that did not change do not weigh: flipping the sign of 0 is 0.
    differences = differences[differences != 0]
    if not len(differences):
        return 1.0
    # One difference has two arrangements; scipy wants at least two observations.
    if len(differences) == 1:
        return 0.5 if differences[0] < 0 else 1.0
    test = stats.permutation_test(
        (differences,),
        np.mean,
        permutation_type="samples",
        alternative="less",
        n_resamples=RESAMPLES,
        vectorized=True,
        rng=np.random.default_rng(SEED),
    )
    return float(test.pvalue)


def read_baseline(path: Path = BASELINE) -> Baseline | None:
    """The baseline, or None when there is none yet; `CaseError` if it is damaged."""
    if not path.exists():
        return None
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        outcomes = {case: Outcome(**row) for case, row in table["outcomes"].items()}
        return Baseline(table["why"], table["hashes"], outcomes)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CaseError(f"{path}: cannot be read ({error}); make it anew with --update") from error


def write_baseline(
    results: Iterable[Result], hashes: Mapping[str, str], why: str, path: Path = BASELINE
) -> None:
    """Write the run as the new baseline, one case a line."""
    rows = {result.case.id: _row(outcome(result)) for result in results}
    lines = [
        f"  {json.dumps(case)}: {json.dumps(r, ensure_ascii=False)}" for case, r in rows.items()
    ]
    text = (
        f'{{\n"why": {json.dumps(why, ensure_ascii=False)},\n'
        f'"hashes": {json.dumps(dict(hashes))},\n'
        '"outcomes": {\n' + ",\n".join(lines) + "\n}\n}\n"
    )
    unfinished = path.with_suffix(".new")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def _row(kept: Outcome) -> dict[str, Any]:
    return {
        "fingerprint": kept.fingerprint,
        "split": kept.split,
        "right": kept.right,
        "answer": kept.answer,
        "values": dict(kept.values),
    }


def read_must_pass(known: Iterable[str], path: Path = MUST_PASS) -> tuple[str, ...]:
    """Ids that must be right, one a line, `#` starts a comment; `CaseError` on an unknown id."""
    if not path.exists():
        return ()
    lines = [line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines()]
    ids = tuple(line for line in lines if line)
    unknown = set(ids) - set(known)
    if unknown:
        raise CaseError(f"{path}: unknown id {min(unknown)}; name a question of the evals")
    return ids
