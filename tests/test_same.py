"""The same question has the same answer, byte for byte but for the seconds, come what may."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from rag.settings import Settings
from rag.store.sync import sync
from tests.conftest import LETTER, silent
from tests.search.conftest import LETTERS, write_corpus
from tests.store.test_harm import LONG

QUESTIONS = (
    "Hoeveel speurhonden zijn er?",
    "Hoeveel zendingen zijn voorgelegd aan de CDIU?",
    "Waar staat de nieuwe containerscanner?",
    "Wat staat er in artikel 50?",
    "Welke landen hebben een attaché?",
    "Wie betaalt de parkeerboete?",
)
# What is in the corpus at each sync; the last is the same in all. `brief-0` is long: with it there
# are too many passages to compare them all, so that Chroma's graph takes part.
ALL = ("brief-0", LETTER, *LETTERS)
HISTORIES: dict[str, Sequence[Sequence[str]]] = {
    "at once": [ALL],
    "one by one": [ALL[:1], ALL[:2], ALL[:3], ALL],
    "the other way round": [ALL[3:], ALL[2:], ALL[1:], ALL],
    "gone and back": [ALL, ALL[::2], ALL],
}


def answers(settings: Settings, seed: str, threads: str) -> str:
    """What a process prints, without the seconds."""
    done = subprocess.run(
        [sys.executable, "-m", "rag", "ask", "--jsonl"],
        env={
            **os.environ,
            "RAG_CORPUS": str(settings.corpus),
            "RAG_INDEX": str(settings.index),
            "PYTHONHASHSEED": seed,
            "OMP_NUM_THREADS": threads,
            "OPENBLAS_NUM_THREADS": threads,
        },
        input="".join(f"{question}\n" for question in QUESTIONS),
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    for answer in found:
        del answer["seconds"]
    return json.dumps(found)


@pytest.fixture(scope="module")
def expected() -> Iterator[dict[str, str]]:
    """The answers of the first history, for the others to give as well."""
    yield {}


@pytest.mark.parametrize("history", HISTORIES)
def test_same_answers_whatever_came_first(
    settings: Settings, assistant: object, tmp_path: Path, history: str, expected: dict[str, str]
) -> None:
    shutil.copytree(settings.index / "models", tmp_path / "index" / "models")
    here = replace(settings, corpus=tmp_path / "corpus", index=tmp_path / "index")
    for names in HISTORIES[history]:
        shutil.rmtree(here.corpus, ignore_errors=True)
        write_corpus(here.corpus, settings.corpus, [name for name in names if name != "brief-0"])
        if "brief-0" in names:
            (here.corpus / "brief-0.txt").write_text(LONG + "\n", encoding="utf-8")
        sync(here, silent)
    number = str(1 + list(HISTORIES).index(history))
    found = answers(here, number, number)
    assert found == expected.setdefault("answers", found)
    assert len(json.loads(found)) == len(QUESTIONS) and '"found": true' in found
