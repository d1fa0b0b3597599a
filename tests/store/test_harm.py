"""A damaged index: rebuilt before the first answer, whatever is damaged, and never a crash."""

import json
import os
import subprocess
import sys

from rag.settings import PROJECT, Settings
from rag.store.sync import sync
from tests.conftest import silent

# The harness has run with 1,000; a few stay in the suite.
DAMAGES = int(os.environ.get("RAG_TEST_DAMAGES", "12"))
# Enough passages for a graph, of so few different texts that they are embedded in no time.
LONG = "\n\n".join(f"Artikel {n} gaat over honden.\n\nDit geldt ook nu." for n in range(110))


def test_no_damage_gives_a_wrong_answer(small: Settings) -> None:
    (small.corpus / "brief-3.txt").write_text(LONG + "\n", encoding="utf-8")
    sync(small, silent)
    command = [sys.executable, "-m", "tests.store.harm", str(small.corpus), str(small.index)]
    done = subprocess.run(
        [*command, str(DAMAGES), "11"], cwd=PROJECT, capture_output=True, text=True, timeout=20_000
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    found = json.loads(done.stdout)
    # Only a lock file that says something else is nobody's concern.
    assert found["damages"] >= found["seen"] >= 0.9 * found["damages"] > 0
