"""`python -m evals.bench PART…` (`make bench`): speed beside named peers, part by part.

letter   the product as it comes: asking, recall, cold start, the page, memory (the default)
sync     passages a second, and one changed letter among many (--laws FILE)
laws     the real letter among 49,000 paragraphs of law (--laws FILE)
growth   search in generated passages, from a thousand to a million
report   one page of all results

Each part prints a table and writes evals/bench/results/PART.json. What has a peer stands beside it,
measured in the same run. Never uses the user's index, nor the network.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from evals.bench.table import RESULTS, run_part
from evals.run import eval_settings
from rag.errors import RagError
from rag.settings import load_settings

QUESTIONS = 200
TIMES = 5
PARTS = ("letter", "sync", "laws", "growth", "report")
# Read by the libraries when they are imported, here and in the processes that are started.
ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exit code 0 = measured, 1 = an error, 2 = wrong usage."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.laws is None and {"sync", "laws"} & set(options.parts):
        parser.error("sync and laws need --laws FILE")
    os.environ.update(ENVIRONMENT)
    try:
        for name in options.parts or ["letter"]:
            _run(name, options)
    except RagError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _run(name: str, options: argparse.Namespace) -> None:
    if name == "report":
        from evals.bench.report import write_report

        print(write_report(options.results))
        return
    from evals.bench import growth, laws_part, letter, sync_part

    settings = eval_settings(load_settings(), "real")
    measures = {
        "letter": lambda part: letter.measure(part, settings, options.questions, options.times),
        "sync": lambda part: sync_part.measure(part, settings, options.laws, options.work),
        "laws": lambda part: laws_part.measure(
            part, settings, options.laws, options.work, options.questions
        ),
        "growth": lambda part: growth.measure(part, options.most, options.work),
    }
    run_part(name, settings, measures[name], options.results)


def _parser() -> argparse.ArgumentParser:
    def positive(text: str) -> int:
        if not text.isascii() or not text.isdigit() or int(text) == 0:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
        return int(text)

    parser = argparse.ArgumentParser(
        prog="python -m evals.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", metavar="PART", choices=[*PARTS, []], help="see above")
    parser.add_argument(
        "--questions", metavar="N", type=positive, default=QUESTIONS, help="how many are timed"
    )
    parser.add_argument(
        "--times", metavar="N", type=positive, default=TIMES, help="how often a process is started"
    )
    parser.add_argument("--laws", metavar="FILE", type=Path, help="paragraphs of law (.jsonl.xz)")
    parser.add_argument(
        "--most", metavar="N", type=positive, default=1_000_000, help="passages to grow to"
    )
    parser.add_argument(
        "--work", metavar="FOLDER", type=Path, help="keep large indexes here for the next run"
    )
    parser.add_argument(
        "--results", metavar="FOLDER", type=Path, default=RESULTS, help="where results go"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
