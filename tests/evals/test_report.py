"""The page stands on its own; the text hides what must stay hidden; summaries by hand."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

import evals.cases
from evals.regression import Baseline, compare, outcome
from evals.report import KINDS, outcome_of, page
from evals.run import Result
from evals.show import as_json, comparison_lines, explain_lines, table_lines
from evals.statistics import (
    Bin,
    calibration,
    calibration_error,
    estimate,
    quantile,
    refusal_curve,
    risk_coverage,
    separation,
    tables,
)
from rag.records import Letter

Make = Callable[..., Result]


@pytest.fixture
def results(result: Make) -> list[Result]:
    return [
        result("q1"),
        result("q2", "wrong"),
        result("q3", "refused", answerable=False),
        result("q4", "wrong", answerable=False, split="test"),
        result("q5", split="test", set="multi", kind="newest"),
        result("q6", "refused", split="test"),
    ]


def test_page_asks_nothing_of_the_network(results: list[Result]) -> None:
    hostile = replace(results[0].answer, answer='<script src="https://x.nl/a.js"></script>')
    shown = [replace(results[0], answer=hostile), *results[1:]]
    before = Baseline("", {}, {r.case.id: replace(outcome(r), right=not r.right) for r in shown})
    html = page(shown, tables(shown), compare(shown, before, {"corpus": "a"}), {"corpus": "a"})
    assert not re.search(r"<(script|link|img|iframe|object|embed)\b|@import|url\(", html)
    assert not re.search(r"\b(src|href|srcset|action)\s*=\s*[\"']", html.replace("&quot;", ""))
    assert "&lt;script" in html
    assert html.count("<svg") == 12
    assert 'lang="nl"' in html


def test_texts_of_the_test_split_stay_out_of_sight(results: list[Result]) -> None:
    before = Baseline("", {}, {r.case.id: replace(outcome(r), right=not r.right) for r in results})
    found = compare(results, before, {})
    text = "\n".join(comparison_lines(found, True))
    assert "  q2\n    De Douane heeft 52 honden. [1]" in text
    assert "  q4 (test)\n" in text
    assert "  q5 (test)" in text.splitlines()
    html = page(results, [], found, {})
    assert "Toetsvragen: q4, q6." in html


def test_table_per_split(results: list[Result]) -> None:
    dev, test = tables(results)
    assert (dev.split, dev.overall.n, test.split, test.overall.n) == ("dev", 3, "test", 3)
    assert dev.overall.measures["correct"].mean == 0.5
    assert [kind.name for kind in test.kinds] == ["unanswerable", "multi: newest", "number"]
    assert [section.n for section in test.sections] == [1]  # multi is on other letters
    assert any("50.0 [0-100]" in line for line in table_lines(dev))


def test_no_baseline_says_how(results: list[Result]) -> None:
    lines = comparison_lines(compare(results, None, {}), False)
    assert lines == ["No baseline yet: make one with --update --why '...'"]


def test_json_is_whole(results: list[Result]) -> None:
    whole = json.loads(as_json(results, tables(results), compare(results, None, {}), {"a": "b"}))
    assert [case["id"] for case in whole["cases"]] == [r.case.id for r in results]
    assert whole["tables"][0]["overall"]["measures"]["verbatim"]["mean"] == 1.0


def test_explain(results: list[Result], letter: Letter) -> None:
    text = "\n".join(explain_lines(results[0], {"brief-1": letter}))
    assert "*> 0.70 Hiervan zijn er drie bevroren." in text
    assert "   0.20 Er liggen zeven schepen." in text
    assert "0.800 dense 1 lexical 1" in text


def test_outcomes(result: Make) -> None:
    ways = [("right", True), ("wrong", True), ("refused", True)]
    ways += [("refused", False), ("wrong", False)]
    assert [outcome_of(result(how=how, answerable=can)) for how, can in ways] == [
        "goed",
        "andere zin",
        "onterecht geweigerd",
        "goed",
        "ten onrechte beantwoord",
    ]
    assert outcome_of(result(facts=(("zes",),))) == "juiste zin, feit mist"


def test_every_kind_has_a_dutch_name() -> None:
    assert {kind for kinds in evals.cases.KINDS.values() for kind in kinds} == set(KINDS)


def test_estimate() -> None:
    assert estimate([1.0, 1.0]) == estimate([1.0, 1.0])
    assert (estimate([1.0]).low, estimate([1.0]).high) == (1.0, 1.0)
    found = estimate([0.0, 1.0] * 200)
    assert found.mean == 0.5
    assert 0.44 < found.low < 0.47 and 0.53 < found.high < 0.56  # 0.5 ± 1.96·0.025
    assert quantile([], 0.5) == 0.0
    assert quantile([1.0, 3.0], 0.5) == 2.0


def test_risk_coverage_by_hand(result: Make) -> None:
    """Sure and right, then unsure and wrong, of four: (1/4, 0) and (2/4, 1/2)."""
    few = [result(how="wrong"), result(), result(how="refused"), result(how="refused")]
    assert risk_coverage(few) == [(0.25, 0.0), (0.5, 0.5)]


def test_refusal_curve_by_hand(result: Make) -> None:
    """Answerable at 0.8, unanswerable at 0.3: a limit of 0.8 parts them."""
    pair = [result(), result(how="refused", answerable=False)]
    assert refusal_curve(pair) == [(1.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
    assert separation(pair) == 1.0
    assert separation([result()]) is None


def test_calibration_by_hand(result: Make) -> None:
    """One answer of 0.8 that is right, one of 0.3 that is wrong: (0.2 + 0.3) / 2."""
    bins = calibration([result(), result(how="wrong"), result(how="refused")])
    assert bins == [Bin(0.3, 0.0, 1), Bin(0.8, 1.0, 1)]
    assert calibration_error(bins) == pytest.approx(0.25)
    assert calibration([]) == [] and calibration_error([]) == 0.0
