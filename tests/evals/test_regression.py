"""Better or worse, on results that are made up."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from evals.cases import CaseError
from evals.regression import (
    Baseline,
    compare,
    drop_chance,
    outcome,
    read_baseline,
    read_must_pass,
    write_baseline,
)
from evals.run import Result

Make = Callable[..., Result]
HASHES = {"corpus": "a", "model": "b"}


def baseline_of(*results: Result) -> Baseline:
    return Baseline("eerste", HASHES, {r.case.id: outcome(r) for r in results})


def test_flipping_signs_by_hand() -> None:
    """Of the 2^5 sign patterns of five equal drops only one is as low: 1/32."""
    assert drop_chance([1] * 5, [0] * 5) == pytest.approx(1 / 32)
    assert drop_chance([1, 0.5], [1, 0.5]) == 1.0
    assert drop_chance([1], [0]) == 0.5
    assert drop_chance([0] * 5, [1] * 5) == 1.0


def test_without_baseline_nothing_fails(result: Make) -> None:
    assert compare([result(how="wrong")], None, HASHES).failures == ()


def test_worse_and_better(result: Make) -> None:
    before = baseline_of(result("q1"), result("q2", "wrong"), result("q3"))
    after = [result("q1", "refused"), result("q2"), result("q3")]
    found = compare(after, before, HASHES | {"model": "c"})
    assert [change.id for change in found.worse] == ["q1"]
    assert found.worse[0].before == "Hiervan zijn er drie bevroren. [1]"
    assert found.worse[0].after == "(geweigerd) De brieven zeggen het niet."
    assert [change.id for change in found.better] == ["q2"]
    assert found.changed == ("model",)
    assert found.failures == ()


def test_a_significant_fall_fails(result: Make) -> None:
    ids = [f"q{i}" for i in range(8)]
    before = baseline_of(*(result(id_) for id_ in ids))
    few = [result(id_, "wrong" if i < 4 else "right") for i, id_ in enumerate(ids)]
    assert compare(few, before, HASHES).failures == ()  # 1/16 is not below 0.05
    many = [result(id_, "wrong" if i < 5 else "right") for i, id_ in enumerate(ids)]
    assert any("correct fell from 1.000 to 0.375" in f for f in compare(many, before, {}).failures)


def test_a_rise_does_not_fail(result: Make) -> None:
    before = baseline_of(*(result(f"q{i}", "refused") for i in range(9)))
    assert compare([result(f"q{i}") for i in range(9)], before, HASHES).failures == ()


def test_more_answers_to_unanswerable_fail(result: Make) -> None:
    before = baseline_of(*(result(f"q{i}", "refused", answerable=False) for i in range(6)))
    after = [result(f"q{i}", "wrong", answerable=False) for i in range(6)]
    assert any("refused fell" in failure for failure in compare(after, before, {}).failures)


def test_new_and_changed_questions_are_not_compared(result: Make) -> None:
    before = baseline_of(result("q1"))
    after = [result("q1", "wrong", question="Anders?"), result("q2", "wrong")]
    found = compare(after, before, HASHES)
    assert found.skipped == ("q1", "q2")
    assert found.worse == found.drops == ()


def test_must_pass(result: Make) -> None:
    results = [result("q1"), result("q2", "wrong")]
    assert compare(results, None, HASHES, ["q1", "q9"]).failures == ()
    assert compare(results, None, HASHES, ["q2"]).broken == ("q2: must pass and does not",)


def test_a_quote_that_is_not_verbatim_always_fails(result: Make) -> None:
    good = result()
    bad = replace(good, values={**good.values, "verbatim": 0.0})
    assert compare([bad], baseline_of(bad), HASHES).broken == ("q1: a quote is not verbatim",)


def test_baseline_comes_back(result: Make, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    assert read_baseline(path) is None
    results = [result("q1"), result("q2", "refused", answerable=False)]
    write_baseline(results, HASHES, "om te “zien”", path)
    found = read_baseline(path)
    assert found == replace(baseline_of(*results), why="om te “zien”")
    assert [p.name for p in tmp_path.iterdir()] == ["baseline.json"]
    assert compare(results, found, HASHES).failures == ()


@pytest.mark.parametrize("text", ["", "[]", '{"why": "x"}', '{"why":"","hashes":{},"outcomes":[]}'])
def test_damaged_baseline_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text)
    with pytest.raises(CaseError, match=r"baseline\.json"):
        read_baseline(path)


def test_must_pass_file(tmp_path: Path) -> None:
    path = tmp_path / "must_pass.txt"
    assert read_must_pass(["q1"], path) == ()
    path.write_text("# uitleg\nq1  # omdat\n\n")
    assert read_must_pass(["q1"], path) == ("q1",)
    with pytest.raises(CaseError, match="unknown id q1"):
        read_must_pass(["q2"], path)
