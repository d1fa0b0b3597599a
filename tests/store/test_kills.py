"""A sync that is killed, or runs beside a reader: answers as before or as after."""

import json
import os
import subprocess
import sys
from threading import Event, Thread

from rag.assistant import Assistant
from rag.settings import PROJECT, Settings
from rag.store.index import open_index
from rag.store.sync import sync
from tests.conftest import silent

# The harness has run with 200; a few stay in the suite.
KILLS = int(os.environ.get("RAG_TEST_KILLS", "8"))
QUESTION = "Hoeveel speurhonden zijn er?"


def test_a_killed_sync_leaves_the_index_as_before_or_as_after(small: Settings) -> None:
    sync(small, silent)
    command = [sys.executable, "-m", "tests.store.kills", str(small.corpus), str(small.index)]
    done = subprocess.run(
        [*command, str(KILLS), "7"], cwd=PROJECT, capture_output=True, text=True, timeout=3_000
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    found = json.loads(done.stdout)
    assert found["killed"] >= KILLS // 2 and found["before"] + found["after"] == KILLS
    assert found["left"] == []
    assert Assistant.open(small, silent).ask(QUESTION).short == "31 speurhonden"


def test_a_reader_keeps_answering_while_the_index_is_written(small: Settings) -> None:
    sync(small, silent)
    assistant = Assistant.open(small, silent)
    expected = assistant.ask(QUESTION).answer
    stop, answers, errors = Event(), list[str](), list[Exception]()

    def ask() -> None:
        while not stop.is_set():
            try:
                answers.append(assistant.ask(QUESTION).answer)
            except Exception as error:
                errors.append(error)

    reader = Thread(target=ask)
    reader.start()
    file = small.corpus / "brief-1.txt"
    for number in (32, 33):
        file.write_text(f"Speurhonden\nDe Douane heeft {number} speurhonden in dienst.\n", "utf-8")
        sync(small, silent)
    stop.set()
    reader.join()
    assert not errors and len(answers) > 1 and set(answers) == {expected}
    assert "33 speurhonden" in open_index(small, silent).letters["brief-1"].text
