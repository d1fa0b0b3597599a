"""`python -m evals`: ask the known questions, measure, compare with the baseline, report."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from evals.cases import (
    FICTIONAL,
    KINDS,
    SETS,
    SPLITS,
    Case,
    CaseError,
    check_cases,
    load_cases,
    load_letters,
    select,
)
from evals.explain import weight_lines
from evals.llm import model_lines
from evals.llm import run as run_llm
from evals.regression import compare, read_baseline, read_must_pass, write_baseline
from evals.report import page
from evals.run import CORPUS, Result, hashes, open_assistants, run_cases
from evals.show import as_json, comparison_lines, explain_lines, table_lines
from evals.statistics import tables
from rag.errors import RagError
from rag.settings import load_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 = as good as the baseline, 1 = worse or an error, 2 = wrong usage."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.update != bool(options.why and options.why.strip()):
        parser.error("--update and --why REASON go together")
    chosen_part = options.split != "all" or options.set or options.kind or options.only
    if options.update and (chosen_part or options.explain):
        parser.error("--update needs a whole run: leave out --split, --set, --kind and --only")
    try:
        return _run(options)
    except RagError as error:
        print(f"evals: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(options: argparse.Namespace) -> int:
    letters = load_letters(CORPUS, FICTIONAL)
    cases = load_cases()
    check_cases(cases, letters)
    must_pass = read_must_pass([case.id for case in cases])
    chosen = _chosen(cases, options)
    configured = load_settings()
    settings = replace(configured, llm="none")
    assistants = open_assistants(settings)
    if options.llm:
        safe = run_llm(letters, chosen, assistants)
        if configured.llm != "none":
            results = run_cases(chosen, cases, open_assistants(configured), letters)
            for table in tables(results):
                print("\n".join(table_lines(table)), end="\n\n")
            print("\n".join(model_lines([result.answer for result in results])))
        return 0 if safe else 1
    results = run_cases(chosen, cases, assistants, letters, quiet=bool(options.explain))
    if options.explain:
        for result in results:
            weighed = weight_lines(assistants(result.case.set), result.answer)
            print("\n".join([*explain_lines(result, letters), *weighed]), end="\n\n")
        return 0
    return _report(options, results, hashes(settings), must_pass)


def _chosen(cases: Sequence[Case], options: argparse.Namespace) -> tuple[Case, ...]:
    only = options.explain or options.only
    in_sets = [case for case in cases if case.set in (options.set or SETS)]
    chosen = select(in_sets, options.split, options.kind, only)
    if not chosen:
        wanted = only or f"{options.split} {options.kind or ''}".strip()
        raise CaseError(f"no question is {wanted}; see the ids and kinds in evals/*.jsonl")
    if options.explain and any(case.split == "test" for case in chosen):
        raise CaseError(f"{only} is in the test split, which nobody tunes on; explain one of dev")
    return chosen


def _report(
    options: argparse.Namespace,
    results: Sequence[Result],
    state: dict[str, str],
    must_pass: Sequence[str],
) -> int:
    baseline = read_baseline()
    comparison = compare(results, baseline, state, must_pass)
    found = tables(results)
    for table in found:
        print("\n".join(table_lines(table)), end="\n\n")
    print("\n".join(comparison_lines(comparison, baseline is not None)))
    if options.json:
        _write(options.json, as_json(results, found, comparison, state))
    if options.report:
        _write(options.report, page(results, found, comparison, state))
    if options.update:
        write_baseline(results, state, options.why.strip())
        print(f"New baseline: {options.why.strip()}")
    # A reason excuses a lower score, never a rule that is broken.
    return int(bool(comparison.broken if options.update else comparison.failures))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RagError(f"{path}: cannot be written ({error.strerror}); name another") from error


def _parser() -> argparse.ArgumentParser:
    kinds = sorted({kind for names in KINDS.values() for kind in names})
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument("--split", choices=(*SPLITS, "all"), default="all")
    parser.add_argument("--set", choices=SETS, action="append", help="may be given twice")
    parser.add_argument("--kind", choices=kinds)
    parser.add_argument("--only", metavar="ID", help="one question, turn or conversation")
    parser.add_argument("--explain", metavar="ID", help="how its answer came about (dev only)")
    parser.add_argument(
        "--llm",
        action="store_true",
        help="what a scripted liar gets through, and how well the model of RAG_LLM does",
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="write everything as JSON")
    parser.add_argument("--report", metavar="FILE.html", type=Path, help="write a page with plots")
    parser.add_argument("--update", action="store_true", help="make this run the baseline")
    parser.add_argument("--why", metavar="REASON", help="why the baseline is replaced")
    return parser


if __name__ == "__main__":
    sys.exit(main())
