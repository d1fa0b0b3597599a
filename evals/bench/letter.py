"""The product as it comes, with the one real letter: asking, starting, memory."""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean, median

from evals.bench.plain import (
    TOP,
    PlainChain,
    characters,
    in_raw,
    open_plain_chain,
    recall,
    targets,
    within,
)
from evals.bench.process import BenchError, cold_seconds, interleave, page_seconds
from evals.bench.table import Part, Row, p95
from evals.cases import Gold, load_cases, load_letters, load_training
from rag.assistant import Assistant
from rag.settings import PROJECT, Settings

SEED = 20241212
WARM_UPS = 10
PAUSE = 0.02
DEEP = 100
CHAIN = "plain LlamaIndex chain, retrieval only"
IMPORT = "python -c 'import sentence_transformers'"
# A process of its own: what the bench itself has loaded must not count.
_OPEN = """
import json, sys, time
from evals.bench.table import resident
from rag.assistant import Assistant
from rag.store.index import open_index  # what is imported here is not part of the check
assistant = Assistant.open()
for line in sys.stdin:
    assistant.ask(line.strip())
print(json.dumps(resident()))
"""


def measure(part: Part, settings: Settings, questions: int, times: int) -> None:
    """Fill the part: asking beside the plain chain, cold starts, the page, memory."""
    assistant = Assistant.open(settings)
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            plain = open_plain_chain(settings.corpus, settings.embed_model, Path(folder))
            part.rows.extend(warm_rows(assistant, plain, questions, 0.5))
            part.rows.extend(_recall(assistant, plain, settings.corpus))
    finally:
        assistant.index.vectors.close()
    part.rows.append(check_row(settings, times, 0.3))
    part.rows.append(memory_row(settings, 600))
    say(f"starting `rag ask` and its peer {times} times each")
    ours, theirs = cold_seconds(environment(settings), times)
    name = f"cold rag ask, median of {times}"
    part.rows.append(Row(name, "s", median(ours), median(theirs), IMPORT, 1.0))
    say(f"starting the page {times} times")
    served, answered = page_seconds(environment(settings), times)
    part.rows.extend(
        [
            Row(f"start to page served, median of {times}", "s", median(served)),
            Row(f"start to page answers, median of {times}", "s", median(answered), aim=10),
        ]
    )


def warm_rows(assistant: Assistant, plain: PlainChain, count: int, aim: float) -> list[Row]:
    """Asking with everything loaded beside retrieval alone.

    PyTorch shares a text among the cores, which helps it on an idle machine and hurts it on a busy
    one: it is timed with all cores and with one, and the better median is the peer.
    """
    import torch

    asked = sample_questions(WARM_UPS + count)
    cores = torch.get_num_threads()

    def retrieve(threads: int) -> Callable[[str], object]:
        def task(question: str) -> object:
            torch.set_num_threads(threads)
            return plain.retriever.retrieve(question)

        return task

    tasks: list[Callable[[str], object]] = [assistant.ask, retrieve(cores), retrieve(1)]
    interleave(tasks, asked[:WARM_UPS])
    say(f"asking {len(asked) - WARM_UPS} questions of both")
    ours, *theirs = interleave(tasks, asked[WARM_UPS:], PAUSE)
    peer = min(theirs, key=median)
    name = f"warm ask ({len(ours)} questions), "
    p50 = 1000 * median(ours)
    return [
        Row(f"{name}median", "ms", p50, 1000 * median(peer), CHAIN, aim),
        Row(f"{name}p95", "ms", 1000 * p95(ours), 1000 * p95(peer), CHAIN),
        Row(f"{name}p95", "ms", 1000 * p95(ours), p50, "our own median", 3),
    ]


def sample_questions(count: int) -> list[str]:
    """Different questions of the evals, of both splits and the training file, in seeded order."""
    cases = [*load_cases(sets=("questions",)), *load_training()]
    different = sorted({case.question for case in cases})
    return random.Random(SEED).sample(different, min(count, len(different)))


def _recall(assistant: Assistant, plain: PlainChain, corpus: Path) -> list[Row]:
    letters = load_letters(corpus)
    cases = [case for case in load_cases(sets=("questions",)) if case.answerable]
    say(f"searching for the answers to {len(cases)} questions with both")
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


def check_row(settings: Settings, times: int, aim: float) -> Row:
    """What the check at start costs: is every file of index and model as it was sealed?"""
    from rag.store.embedding import model_fingerprint
    from rag.store.snapshot import current_snapshot, damage
    from rag.store.sync import corpus_state, is_current

    seconds = []
    for _ in range(times):
        _forget()
        started = time.perf_counter()
        snapshot = current_snapshot(settings.index)
        state = corpus_state(settings.corpus)
        whole = snapshot and not damage(snapshot) and is_current(settings, snapshot, state)
        damage(settings.index / "models" / model_fingerprint(settings.embed_model))
        seconds.append(time.perf_counter() - started)
        if not whole:
            raise BenchError(f"{settings.index}: is not whole; run `rag sync`")
    return Row(f"check at start, median of {times}", "s", median(seconds), aim=aim)


def _forget() -> None:
    from rag.store import embedding

    embedding._fingerprint.cache_clear()


def memory_row(settings: Settings, aim: float) -> Row:
    """Resident memory of a process that has answered a hundred questions."""
    done = subprocess.run(
        [sys.executable, "-c", _OPEN],
        cwd=PROJECT,
        env=environment(settings),
        input="\n".join(sample_questions(100)),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise BenchError(f"asking failed: {done.stderr.strip()[-200:]}")
    return Row("memory after 100 questions", "MB", json.loads(done.stdout), aim=aim)


def environment(settings: Settings) -> dict[str, str]:
    """The environment of a process with these settings."""
    places = {"RAG_CORPUS": str(settings.corpus), "RAG_INDEX": str(settings.index)}
    return {**os.environ, **places}


def say(message: str) -> None:
    """Tell what is going on, out of the way of the table."""
    print(message, file=sys.stderr, flush=True)
