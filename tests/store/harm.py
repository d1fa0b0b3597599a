"""Damage files of an index, one at a time, and see whether anyone is answered wrongly.

`python -m tests.store.harm CORPUS INDEX DAMAGES SEED` with an index that is in line with CORPUS.
Each time a copy of the index gets one damage in a random file: a bit flipped, a block of zeros, cut
short, emptied, deleted, swapped with another file, or given a byte too many. A damage that the
start check sees leads to a rebuild, which takes long: of those every twentieth is opened, the
others are mended and the next one is done. What the check does not see is always
opened: a forked child asks questions, as any user would, and the answers must be those of the index
as it was. Prints one line of JSON.
"""

import json
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rag.answer_json import answer_to_json
from rag.assistant import Assistant
from rag.settings import Settings
from rag.store.snapshot import current_snapshot, damage

QUESTIONS = (
    "Hoeveel speurhonden zijn er?",
    "Waar staat de containerscanner?",
    "Wat staat er in artikel 150?",
    "Wie betaalt de parkeerboete?",
)
OPENED = 20


def flip(path: Path, other: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    if content:
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content or b"\1")


def zeros(path: Path, other: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    start = chance.randrange(len(content) or 1)
    content[start : start + 4096] = bytes(len(content[start : start + 4096]))
    path.write_bytes(content)


def cut(path: Path, other: Path, chance: random.Random) -> None:
    os.truncate(path, chance.randrange(path.stat().st_size or 1))


def empty(path: Path, other: Path, chance: random.Random) -> None:
    path.write_bytes(b"")


def delete(path: Path, other: Path, chance: random.Random) -> None:
    path.unlink()


def swap(path: Path, other: Path, chance: random.Random) -> None:
    content = path.read_bytes()
    path.write_bytes(other.read_bytes())
    other.write_bytes(content)


def longer(path: Path, other: Path, chance: random.Random) -> None:
    path.write_bytes(path.read_bytes() + bytes([chance.randrange(256)]))


HARMS: tuple[Callable[[Path, Path, random.Random], None], ...] = (
    flip, flip, zeros, cut, empty, delete, swap, longer,
)  # fmt: skip


def answers(settings: Settings) -> tuple[int, str, list[str]]:
    """What a fork that opens the index ends with (a signal < 0), answers, and reports."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            said: list[str] = []
            assistant = Assistant.open(settings, said.append)
            found = [answer_to_json(assistant.ask(question)) for question in QUESTIONS]
            for answer in found:
                del answer["seconds"]
            with os.fdopen(write, "w") as pipe:
                json.dump([json.dumps(found), said], pipe)
            os._exit(0)
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            os._exit(1)
    os.close(write)
    with os.fdopen(read) as pipe:
        text = pipe.read()
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    found, said = json.loads(text) if text else ("", [])
    return ended, found, said


def main(corpus: Path, index: Path, damages: int, seed: int) -> dict[str, object]:
    """Damage that often; raises AssertionError at the first wrong answer or crash."""
    import chromadb  # noqa: F401
    import onnxruntime  # noqa: F401
    import tokenizers  # noqa: F401

    settings = replace(Settings(), corpus=corpus, index=index)
    ended, expected, said = answers(settings)
    assert ended == 0 and not said, (ended, said)
    chance = random.Random(seed)
    kinds: Counter[str] = Counter()
    seen = opened = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / "index"
        shutil.copytree(index, copy)
        files = sorted(path for path in copy.rglob("*") if path.is_file())
        for number in range(damages):
            path, other = chance.sample(files, 2)
            before = (path.read_bytes(), other.read_bytes())
            harm = chance.choice(HARMS)
            harm(path, other, chance)
            after = tuple(each.read_bytes() if each.exists() else None for each in (path, other))
            if after == before:
                continue  # Zeros where there were zeros: nothing changed.
            kinds[harm.__name__] += 1
            noticed = is_noticed(copy)
            seen += noticed
            if not noticed or seen % OPENED == 0:
                opened += 1
                trial = Path(folder) / "trial"
                shutil.copytree(copy, trial)
                ended, found, said = answers(replace(settings, index=trial))
                what = (number, path.name, harm.__name__, ended, said)
                assert ended == 0 and found == expected and bool(said) == noticed, what
                shutil.rmtree(trial)
            path.write_bytes(before[0])
            other.write_bytes(before[1])
    return {"damages": sum(kinds.values()), "seen": seen, "opened": opened, **kinds}


def is_noticed(index: Path) -> bool:
    """Whether a start would find something wrong: its pointer, its snapshot, its model."""
    snapshot = current_snapshot(index)
    return not snapshot or any(
        damage(folder) for folder in (snapshot, *(index / "models").iterdir())
    )


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:5]))))
