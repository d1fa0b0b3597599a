"""A run as text: tables, what changed since the baseline, and one case explained."""

import json
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from evals.cases import Gold
from evals.measures import overlaps
from evals.regression import Comparison, outcome
from evals.run import Result
from evals.statistics import Summary, Table
from rag.records import Hit, Letter

_COLUMNS = (
    ("over", "over_refused"), ("citP", "citation_precision"), ("citR", "citation_recall"),
    ("verb", "verbatim"), ("sent@1", "sentence@1"), ("R@1", "recall@1"), ("R@5", "recall@5"),
    ("R@10", "recall@10"), ("nDCG", "ndcg@10"), ("EM", "short_em"), ("F1", "short_f1"),
)  # fmt: skip
_WIDTH = 60


def table_lines(table: Table) -> list[str]:
    """The table of a split: percentages, with 95% intervals where it matters most."""
    columns = "".join(f"{title:>7}" for title, _ in _COLUMNS)
    head = (
        f"{'':<30}{'n':>5}  {'correct':<15}{'refused':<15}{columns}{'chars':>7}{'p50':>7}{'p95':>7}"
    )
    return [
        f"== {table.split} (%, 95% bootstrap interval; seconds in ms) ==",
        head,
        _line(table.overall),
        *(_line(summary) for summary in table.kinds),
        "-- by section --",
        *(_line(summary) for summary in table.sections),
    ]


def _line(summary: Summary) -> str:
    cells = "".join(_cell(summary, measure) for _, measure in _COLUMNS)
    return (
        f"{summary.name[:29]:<30}{summary.n:>5}  {_interval(summary, 'correct'):<15}"
        f"{_interval(summary, 'refused'):<15}{cells}{summary.length_p50:>7.0f}"
        f"{1000 * summary.seconds_p50:>7.0f}{1000 * summary.seconds_p95:>7.0f}"
    )


def _cell(summary: Summary, measure: str) -> str:
    found = summary.measures.get(measure)
    return f"{100 * found.mean:>7.1f}" if found else f"{'-':>7}"


def _interval(summary: Summary, measure: str) -> str:
    found = summary.measures.get(measure)
    if not found:
        return "-"
    return f"{100 * found.mean:.1f} [{100 * found.low:.0f}-{100 * found.high:.0f}]"


def comparison_lines(comparison: Comparison, has_baseline: bool) -> list[str]:
    """What got worse and better; of the test split only ids, since nobody may tune on it."""
    lines = ["== since the baseline =="] if has_baseline else []
    if not has_baseline:
        lines.append("No baseline yet: make one with --update --why '...'")
    lines += [f"changed: {name}" for name in comparison.changed]
    if comparison.skipped:
        lines.append(f"not compared (new or changed questions): {len(comparison.skipped)}")
    for title, changes in (("worse", comparison.worse), ("better", comparison.better)):
        if not has_baseline:
            break
        lines.append(f"{title}: {len(changes)}")
        for change in changes:
            if change.split == "test":
                lines.append(f"  {change.id} (test)")
            else:
                lines.append(f"  {change.id}")
                lines += _side_by_side(change.before, change.after)
    for drop in comparison.drops:
        if drop.before != drop.after:
            mark = "FALLEN" if drop.significant else ""
            lines.append(
                f"  {drop.measure:<20}{drop.before:>7.3f} -> {drop.after:.3f}"
                f"  n={drop.n} p={drop.p:.3f} {mark}".rstrip()
            )
    return lines + [f"FAIL {failure}" for failure in comparison.failures]


def _side_by_side(before: str, after: str) -> list[str]:
    left, right = _wrapped(before), _wrapped(after)
    rows = max(len(left), len(right))
    left += [""] * (rows - len(left))
    right += [""] * (rows - len(right))
    return [f"    {a:<{_WIDTH}} | {b}".rstrip() for a, b in zip(left, right, strict=True)]


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH) or [""]


def explain_lines(result: Result, letters: Mapping[str, Letter]) -> list[str]:
    """How an answer came about: every candidate with its ranks and sentence scores."""
    case, answer = result.case, result.answer
    lines = [
        f"{case.id} ({case.set}, {case.kind}, {case.split}): {case.question}",
        f"searched as: {answer.standalone}",
        f"right: {'yes' if result.right else 'NO'}; found: {answer.found}; short: {answer.short}",
        f"answer: {answer.answer}",
        f"reason: {answer.reason}",
        f"must hold: {' and '.join(' / '.join(group) for group in case.facts) or case.why}",
    ]
    lines += [f"gold: {_words(gold, letters)}" for gold in case.gold]
    for citation in answer.citations:
        mark = "*" if any(overlaps(citation, gold) for gold in case.gold) else " "
        lines.append(f"[{citation.number}]{mark} {citation.reference}: {citation.quote}")
    lines.append("candidates (* = gold, > = cited; dense and lexical rank; cosine per sentence):")
    for place, hit in enumerate(answer.hits, 1):
        lines += _hit_lines(place, hit, result)
    values = ", ".join(f"{name} {value:.3g}" for name, value in result.values.items())
    return [*lines, f"measures: {values}"]


def _hit_lines(place: int, hit: Hit, result: Result) -> list[str]:
    passage = hit.passage
    lines = [
        f"{place:>3}. {hit.score:.3f} dense {hit.dense_rank or '-'} lexical"
        f" {hit.lexical_rank or '-'}  {passage.id}  {' > '.join(passage.section)}"
    ]
    scores: Sequence[float | None] = hit.sentence_scores or [None] * len(passage.sentences)
    for sentence, score in zip(passage.sentences, scores, strict=False):
        span = Gold(passage.letter_id, sentence.start, sentence.end)
        gold = any(_meet(span, other) for other in result.case.gold)
        cited = any(overlaps(citation, span) for citation in result.answer.citations)
        words = passage.text[sentence.start - passage.start : sentence.end - passage.start]
        number = "     " if score is None else f"{score:5.2f}"
        lines.append(f"     {'*' if gold else ' '}{'>' if cited else ' '}{number} {words[:110]}")
    return lines


def _meet(one: Gold, other: Gold) -> bool:
    return one.letter == other.letter and one.start < other.end and other.start < one.end


def _words(gold: Gold, letters: Mapping[str, Letter]) -> str:
    return f"{gold.letter}: {letters[gold.letter].text[gold.start : gold.end]}"


def as_json(
    results: Iterable[Result],
    found: Iterable[Table],
    comparison: Comparison,
    hashes: Mapping[str, str],
) -> str:
    """The whole run as one JSON object."""
    cases: list[dict[str, Any]] = [
        {
            "id": result.case.id,
            "set": result.case.set,
            "kind": result.case.kind,
            "section": result.section,
            "confidence": result.confidence,
            "seconds": result.answer.seconds,
            **asdict(outcome(result)),
        }
        for result in results
    ]
    whole = {
        "hashes": dict(hashes),
        "tables": [asdict(table) for table in found],
        "comparison": asdict(comparison),
        "cases": cases,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
