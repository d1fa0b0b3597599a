"""The doctor: nothing wrong with what is whole, and what is wrong is named with its cure."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from rag.cli import main
from rag.doctor import Finding, examine, print_findings
from rag.settings import Settings
from rag.store.snapshot import current_snapshot, read_manifest, seal
from rag.store.sync import sync
from tests.conftest import silent


def wrong(settings: Settings) -> list[Finding]:
    return [finding for finding in examine(settings) if finding.cure]


def test_a_whole_index(small: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    sync(small, silent)
    assert print_findings(small) == 0
    printed = capsys.readouterr().out.splitlines()
    assert all(line.startswith("ok ") for line in printed)
    assert [line.split()[1] for line in printed] == [
        "corpus:", "disk:", "model:", "index:", "vectors:", "search:",
    ]  # fmt: skip


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def change_letter(settings: Settings) -> None:
    (settings.corpus / "brief-1.txt").write_text("Iets anders.\n", encoding="utf-8")


def break_letter(settings: Settings) -> None:
    (settings.corpus / "brief-1.txt").write_bytes(b"\0")


def flip_vectors(settings: Settings) -> None:
    flip((current_snapshot(settings.index) or Path()) / "letters" / "brief-1.npy")


def flip_model(settings: Settings) -> None:
    flip(next((settings.index / "models").iterdir()) / "model.onnx")


def other_vectors(settings: Settings) -> None:
    """A sealed snapshot whose vectors are those of another letter: no hash tells."""
    snapshot = current_snapshot(settings.index) or Path()
    manifest = read_manifest(snapshot)
    rows = snapshot / "letters" / "brief-1.npy"
    np.save(rows, -np.load(rows))
    seal(snapshot, manifest)


@pytest.mark.parametrize(
    ("harm", "name", "said", "cure"),
    [
        (change_letter, "index", "of other letters", "run `rag sync`"),
        (break_letter, "corpus", "is binary", "save the letter"),
        (flip_vectors, "index", "letters/brief-1.npy has changed", "run `rag sync --rebuild`"),
        (flip_model, "model", "model.onnx has changed", "the next start exports it again"),
        (other_vectors, "vectors", "cosine -", "run `rag sync --rebuild`"),
        (lambda s: shutil.rmtree(s.index / "snapshots"), "index", "none yet", "run `rag sync`"),
        (lambda s: shutil.rmtree(s.corpus), "corpus", "no corpus folder", "set RAG_CORPUS"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 9 else "",
)
def test_what_is_wrong_and_how_to_cure_it(
    small: Settings, harm: Callable[[Settings], None], name: str, said: str, cure: str
) -> None:
    sync(small, silent)
    harm(small)
    found = wrong(small)
    assert [item for item in found if item.name == name and said in item.said and cure in item.cure]


def test_exit_codes(small: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_CORPUS", str(small.corpus))
    monkeypatch.setenv("RAG_INDEX", str(small.index))
    assert main(["doctor"]) == 1
    sync(small, silent)
    assert main(["doctor"]) == 0
