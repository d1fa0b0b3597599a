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
from evals.run import Asker, run_cases
from rag.assistant import Assistant
from rag.settings import Settings

ALONE = "the real letter alone"


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
        crowd, one = _right(assistant), _right(alone)
        for split in ("dev", "test"):
            name = f"answered right, {split} ({len(one[split])} questions)"
            ours, theirs = 100 * mean(crowd[split]), 100 * mean(one[split])
            part.rows.append(Row(name, "%", ours, theirs, ALONE))
            fewer = f"points fewer right than alone, {split}"
            part.rows.append(Row(fewer, "", theirs - ours, aim=2.0))
        assistant.index.vectors.close()


def _right(assistant: Assistant) -> dict[str, list[bool]]:
    cases = [case for case in load_cases(sets=("questions",)) if case.split in ("dev", "test")]
    opener: Callable[[str], Asker] = lambda _: assistant  # noqa: E731
    letters = assistant.index.letters
    results = run_cases(cases, cases, opener, letters, quiet=True)
    found: dict[str, list[bool]] = {"dev": [], "test": []}
    for result in results:
        found[result.case.split].append(result.right)
    return found
