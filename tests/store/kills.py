"""Kill a sync at every step, or at random moments, and look at what is left.

`python -m tests.store.kills CORPUS INDEX KILLS SEED` with an index that is in line with CORPUS.
Each kill is a SIGKILL in a forked child: at the next file that it opens, makes, renames or removes
in the index (half of the kills), or after a random time. After each, the index must be a whole
snapshot of the corpus as it was or as it became. Prints one line of JSON.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rag.settings import Settings
from rag.store.snapshot import current_snapshot, damage, read_manifest
from rag.store.sync import corpus_state, sync

_STEPS = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate")


def in_child(work: Callable[[], object], after: float | None = None) -> int:
    """Run work in a fork, killed after some seconds; return how it ended (a signal < 0)."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            os._exit(1)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def watch_steps(index: Path, limit: int | None) -> Callable[[], int]:
    """Count this process's steps in the index; SIGKILL at the one of that number."""
    steps = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal steps
        if event in _STEPS and str(arguments[0]).startswith(str(index)):
            steps += 1
            if steps == limit:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    return lambda: steps


def main(corpus: Path, index: Path, kills: int, seed: int) -> dict[str, object]:
    """Kill that often; raises AssertionError when the index is neither as before nor as after."""
    import chromadb  # noqa: F401
    import onnxruntime  # noqa: F401
    import tokenizers  # noqa: F401

    settings = replace(Settings(), corpus=corpus, index=index)
    file = sorted(corpus.glob("*.txt"))[-1]
    versions = [file.read_text("utf-8")]
    versions.append(versions[0] + "\nEr zijn ook 12 drones.\n")
    states = []
    for version in versions:
        file.write_text(version, "utf-8")
        states.append(corpus_state(corpus))
    now = 1

    def syncing(limit: int | None, note: Path) -> Callable[[], None]:
        def work() -> None:
            steps = watch_steps(index, limit)
            sync(settings, lambda _: None)
            note.write_text(str(steps()))

        return work

    note = index.parent / "steps"
    start = time.monotonic()
    assert in_child(syncing(None, note)) == 0
    duration, steps = time.monotonic() - start, int(note.read_text())
    chance = random.Random(seed)
    killed, before, after = 0, 0, 0
    held = now  # the version that the index holds
    for number in range(kills):
        now = 1 - held
        file.write_text(versions[now], "utf-8")
        if number % 2:
            step = 1 + (number // 2 * max(1, 2 * steps // kills)) % steps
            ended = in_child(syncing(step, note))
        else:
            ended = in_child(syncing(None, note), chance.uniform(0, duration))
        killed += ended == -signal.SIGKILL
        snapshot = current_snapshot(index)
        assert snapshot, "the pointer is gone"
        assert damage(snapshot) is None, damage(snapshot)
        manifest = read_manifest(snapshot)
        assert manifest and manifest.letters in (states[held], states[now])
        if manifest.letters == states[now]:
            held, after = now, after + 1
        else:
            before += 1
    assert in_child(syncing(None, note)) == 0
    snapshot = current_snapshot(index)
    left = [path.name for path in (index / "snapshots").iterdir() if path != snapshot]
    return {
        "killed": killed, "before": before, "after": after, "steps": steps,
        "seconds": round(duration, 2), "left": [name for name in left if name.startswith(".new-")],
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:5]))))
