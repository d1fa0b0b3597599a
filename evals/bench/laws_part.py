"""The real letter among paragraphs of law: time beside the plain chain, and the answers."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import mean

from evals.bench.laws import PARAGRAPHS, read_laws
from evals.bench.letter import say, warm_rows
from evals.bench.plain import open_plain_chain
from evals.bench.sync_part import folder_of, large
from evals.bench.table import Part, Row
from evals.cases import load_cases
from evals.run import Asker, Result, run_cases
from rag.assistant import Assistant
from rag.settings import Settings

ALONE = "the real letter alone"
# Questions that share few words with the answer.
NEEDLE = "paraphrase"


def measure(part: Part, settings: Settings, laws: Path, work: Path | None, questions: int) -> None:
    """Fill the part: warm asking, and how many held answers stay right."""
    paragraphs = read_laws(laws)
    with folder_of(work) as folder:
        count = -(-len(paragraphs) // PARAGRAPHS)
        here = large(settings, folder / f"letters-{count}", paragraphs, count)
        assistant, alone = Assistant.open(here), Assistant.open(settings)
        part.machine["passages"] = str(len(assistant.index.passages))
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as other:
            # The peer keeps its one letter: what is asked is what the crowd costs us.
            plain = open_plain_chain(settings.corpus, settings.embed_model, Path(other))
            part.rows.extend(warm_rows(assistant, plain, questions, 2.0))
        say("asking the questions of the evals of both")
        crowd, one = _results(assistant), _results(alone)
        for split in ("dev", "test"):
            ours, theirs = (
                [100.0 * r.right for r in results if r.case.split == split]
                for results in (crowd, one)
            )
            name = f"answered right, {split} ({len(ours)} questions)"
            part.rows.append(Row(name, "%", mean(ours), mean(theirs), ALONE))
            fewer = f"points fewer right than alone, {split}"
            part.rows.append(Row(fewer, "", mean(theirs) - mean(ours), aim=2.0))
        for measure_name in ("recall@1", "recall@5", "recall@10"):
            ours, theirs = (
                [100 * r.values[measure_name] for r in results if r.case.kind == NEEDLE]
                for results in (crowd, one)
            )
            name = f"needle: {measure_name} of {len(ours)} plain questions"
            part.rows.append(Row(name, "%", mean(ours), mean(theirs), ALONE))
        assistant.index.vectors.close()


def _results(assistant: Assistant) -> list[Result]:
    cases = load_cases(sets=("questions",))
    opener: Callable[[str], Asker] = lambda _: assistant  # noqa: E731
    return run_cases(cases, cases, opener, assistant.index.letters, quiet=True)
