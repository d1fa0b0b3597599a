"""`python -m evals.bench` (`make bench`): speed and recall beside the plain LlamaIndex chain.

One table; what has a peer stands beside it, measured in the same run. Uses the index of the
evals, never the user's, and no network.
"""

import argparse
import json
import os
import platform
import random
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING

from evals.bench_plain import (
    TOP,
    PlainChain,
    characters,
    in_raw,
    open_plain_chain,
    recall,
    targets,
    within,
)
from evals.bench_process import cold_seconds, interleave, page_seconds
from evals.cases import Gold, load_cases, load_letters, load_training
from evals.run import eval_settings
from evals.statistics import quantile
from rag.errors import RagError
from rag.settings import Settings, load_settings

if TYPE_CHECKING:
    from rag.assistant import Assistant

QUESTIONS = 200
TIMES = 5
SEED = 20241212
WARM_UPS = 10
PAUSE = 0.02
DEEP = 100
CHAIN = "plain LlamaIndex chain, retrieval only"
IMPORT = "python -c 'import sentence_transformers'"
# Read by the libraries when they are imported, here and in the processes that are started.
ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
}
PACKAGES = (
    "torch", "onnxruntime", "sentence-transformers", "llama-index-core", "chromadb", "gradio",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of ours, beside that of a peer where there is one."""

    name: str
    unit: str
    ours: float
    peer: float | None = None
    peer_name: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours divided by the peer's."""
        return self.ours / self.peer if self.peer else None


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exit code 0 = measured, 1 = an error, 2 = wrong usage."""
    options = _parser().parse_args(arguments)
    os.environ.update(ENVIRONMENT)
    rows: list[Row] = []
    try:
        settings = eval_settings(load_settings(), "real")
        machine = describe_machine(settings)
        try:
            rows += _beside_chain(settings, options.questions)
            rows += _cold(settings, options.times)
            rows += _page(settings, options.times)
        finally:  # What was measured before an error took minutes: it is shown.
            machine["load after"] = _load()
            print("\n".join([*machine_lines(machine), "", *table_lines(rows)]))
        if options.json:
            _write(options.json, as_json(machine, rows))
    except RagError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _beside_chain(settings: Settings, count: int) -> list[Row]:
    from rag.assistant import Assistant

    assistant = Assistant.open(settings)
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            plain = open_plain_chain(settings.corpus, settings.embed_model, Path(folder))
            return _warm(assistant, plain, count) + _recall(assistant, plain, settings.corpus)
    finally:
        assistant.index.vectors.close()


def _warm(assistant: "Assistant", plain: PlainChain, count: int) -> list[Row]:
    asked = sample_questions(WARM_UPS + count)
    tasks: list[Callable[[str], object]] = [assistant.ask, plain.retriever.retrieve]
    interleave(tasks, asked[:WARM_UPS])
    _say(f"asking {len(asked) - WARM_UPS} questions of both")
    ours, theirs = interleave(tasks, asked[WARM_UPS:], PAUSE)
    name = f"warm ask ({len(ours)} questions), "
    return [
        Row(f"{name}median", "ms", 1000 * median(ours), 1000 * median(theirs), CHAIN),
        Row(f"{name}p95", "ms", 1000 * p95(ours), 1000 * p95(theirs), CHAIN),
    ]


def sample_questions(count: int) -> list[str]:
    """Different questions of the evals, of both splits and the training file, in seeded order."""
    cases = [*load_cases(sets=("questions",)), *load_training()]
    different = sorted({case.question for case in cases})
    return random.Random(SEED).sample(different, min(count, len(different)))


def p95(seconds: Sequence[float]) -> float:
    """The time that 95 of 100 stay within."""
    return quantile(seconds, 0.95)


def _recall(assistant: "Assistant", plain: PlainChain, corpus: Path) -> list[Row]:
    letters = load_letters(corpus)
    cases = [case for case in load_cases(sets=("questions",)) if case.answerable]
    _say(f"searching for the answers to {len(cases)} questions with both")
    first, alike, theirs = [], [], []
    read, peer_read = [], []
    for case in cases:
        wanted = targets(case, letters)
        chunks = plain.find(case.question)
        hits = [hit.passage for hit in assistant.ask(case.question, passages=DEEP).hits]
        passages = [Gold(hit.letter_id, hit.start, hit.end) for hit in hits]
        theirs.append(recall(chunks, in_raw(wanted, letters, plain.raw)))
        first.append(recall(passages[:TOP], wanted))
        alike.append(recall(within(passages, characters(chunks)), wanted))
        read.append(characters(passages[:TOP]))
        peer_read.append(characters(chunks))
    peer = mean(theirs)
    name = f"recall@{TOP} ({len(cases)} questions)"
    return [
        Row(name, "%", 100 * mean(first), 100 * peer, CHAIN),
        Row(f"characters in those {TOP}", "", mean(read), mean(peer_read), CHAIN),
        Row("recall in as many characters", "%", 100 * mean(alike), 100 * peer, CHAIN),
    ]


def _cold(settings: Settings, times: int) -> list[Row]:
    _say(f"starting `rag ask` and its peer {times} times each")
    ours, theirs = cold_seconds(_environment(settings), times)
    return [Row(f"cold rag ask, median of {times}", "s", median(ours), median(theirs), IMPORT)]


def _page(settings: Settings, times: int) -> list[Row]:
    _say(f"starting the page {times} times")
    served, answered = page_seconds(_environment(settings), times)
    return [
        Row(f"start to page served, median of {times}", "s", median(served)),
        Row(f"start to page answers, median of {times}", "s", median(answered)),
    ]


def _environment(settings: Settings) -> dict[str, str]:
    places = {"RAG_CORPUS": str(settings.corpus), "RAG_INDEX": str(settings.index)}
    return {**os.environ, **places}


def describe_machine(settings: Settings) -> dict[str, str]:
    """What the numbers depend on: cores, load, versions, the model and how it runs."""
    return {
        "cores": str(len(os.sched_getaffinity(0))),
        "load before": _load(),
        "python": platform.python_version(),
        **{package: version(package) for package in PACKAGES},
        "model": Path(settings.embed_model).name,
        "ours": settings.embed_backend,
        "plain": "torch float32",
    }


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def machine_lines(machine: Mapping[str, str]) -> list[str]:
    """The machine in one line."""
    return [", ".join(f"{name} {value}" for name, value in machine.items())]


def table_lines(rows: Sequence[Row]) -> list[str]:
    """The table: a row a measure, with the ratio of ours to the peer's."""
    width = max((len(row.name) for row in rows), default=0)
    head = f"{'':<{width}}  {'':<2}{'ours':>9}{'peer':>9}{'ratio':>7}"
    return [head, *(_table_line(row, width) for row in rows)]


def _table_line(row: Row, width: int) -> str:
    peer = "-" if row.peer is None else _number(row.peer)
    ratio = "-" if row.ratio is None else f"{row.ratio:.2f}"
    line = f"{row.name:<{width}}  {row.unit:<2}{_number(row.ours):>9}{peer:>9}{ratio:>7}"
    return f"{line}  {row.peer_name}".rstrip()


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 1000 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def as_json(machine: Mapping[str, str], rows: Sequence[Row]) -> str:
    """The machine and the rows as JSON."""
    content = {"machine": machine, "rows": [asdict(row) | {"ratio": row.ratio} for row in rows]}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RagError(f"{path}: cannot be written ({error.strerror}); name another") from error


def _say(message: str) -> None:
    print(message, file=sys.stderr)


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
    parser.add_argument(
        "--questions", metavar="N", type=positive, default=QUESTIONS, help="how many are timed"
    )
    parser.add_argument(
        "--times", metavar="N", type=positive, default=TIMES, help="how often a process is started"
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="write everything as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
