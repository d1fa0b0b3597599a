"""Sync: only what changed, one writer, damage noticed, nothing lost whatever fails."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.errors import LockedError, StoreError
from rag.settings import Settings
from rag.store.embedding import OnnxEncoder, Prompt, Vectors
from rag.store.index import open_index
from rag.store.lock import writer_lock
from rag.store.snapshot import current_snapshot, damage
from rag.store.sync import sync
from rag.store.vectors import unit_texts
from tests.conftest import silent

Reports = tuple[list[str], Callable[[str], None]]


def embedded(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Watch which texts each sync embeds."""
    found: list[list[str]] = []
    real = OnnxEncoder.encode

    def watching(self: OnnxEncoder, texts: Sequence[str], prompt: Prompt) -> Vectors:
        found.append(list(texts))
        return real(self, texts, prompt)

    monkeypatch.setattr(OnnxEncoder, "encode", watching)
    return found


def test_second_sync_does_nothing(small: Settings) -> None:
    first = sync(small, silent)
    snapshot = current_snapshot(small.index)
    second = sync(small, silent)
    assert first.added == ("brief-1", "brief-2")
    assert second.nothing_done and second.unchanged == ("brief-1", "brief-2")
    assert current_snapshot(small.index) == snapshot


def test_only_what_changed_is_embedded(small: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    sync(small, silent)
    before = open_index(small, silent)
    kept = before.vectors.letter("brief-1").copy()
    texts = embedded(monkeypatch)
    file = small.corpus / "brief-2.txt"
    file.write_text(file.read_text("utf-8").replace("Vlissingen", "Moerdijk"), encoding="utf-8")
    result = sync(small, silent)
    after = open_index(small, silent)
    assert (result.changed, result.unchanged) == (("brief-2",), ("brief-1",))
    assert texts[0] and all("Moerdijk" in text for text in texts[0])
    assert np.array_equal(after.vectors.letter("brief-1"), kept)
    assert "Moerdijk" in after.passages[after.numbers["brief-2#containerscanners-01"]].text


def test_added_and_removed_letters(small: Settings) -> None:
    sync(small, silent)
    (small.corpus / "brief-1.txt").rename(small.corpus / "brief-3.txt")
    result = sync(small, silent)
    assert (result.added, result.removed) == (("brief-3",), ("brief-1",))
    assert sorted(open_index(small, silent).letters) == ["brief-2", "brief-3"]


def test_changed_metadata_counts_as_a_change(small: Settings) -> None:
    sync(small, silent)
    (small.corpus / "brief-1.toml").write_text('letter_id = "brief-1"\ntitle = "Honden"\n')
    assert sync(small, silent).changed == ("brief-1",)
    assert open_index(small, silent).letters["brief-1"].source.title == "Honden"


def test_another_backend_makes_a_new_snapshot(small: Settings) -> None:
    sync(small, silent)
    first = current_snapshot(small.index)
    result = sync(replace(small, embed_backend="torch"), silent)
    assert result.rebuilt and current_snapshot(small.index) != first


def test_rebuild_embeds_everything(small: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    sync(small, silent)
    texts = embedded(monkeypatch)
    assert sync(small, silent, rebuild=True).rebuilt
    letters = open_index(small, silent).letters.values()
    assert set(texts[0]) == {text for letter in letters for text in unit_texts(letter)}


def files_of(snapshot: Path) -> list[str]:
    return sorted(str(path.relative_to(snapshot)) for path in snapshot.rglob("*") if path.is_file())


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], None]] = {
    "flip": flip,
    "truncate": lambda path: os.truncate(path, path.stat().st_size // 2),
    "delete": lambda path: path.unlink(),
}


@pytest.mark.parametrize("damaged", DAMAGES)
def test_every_damaged_file_is_noticed(small: Settings, damaged: str, tmp_path: Path) -> None:
    sync(small, silent)
    snapshot = current_snapshot(small.index)
    assert snapshot and damage(snapshot) is None
    names = files_of(snapshot)
    for kind in ("letters/", "chroma/", "chroma.json", "bm25/", "manifest.json"):
        assert any(name.startswith(kind) for name in names)
    for name in names:
        copy = tmp_path / "copy"
        shutil.copytree(snapshot, copy)
        if (copy / name).stat().st_size == 0 and damaged != "delete":
            (copy / name).write_bytes(b"x")
        else:
            DAMAGES[damaged](copy / name)
        assert damage(copy), name
        shutil.rmtree(copy)


@pytest.mark.parametrize(
    "name",
    ["letters/brief-1.json", "chroma/chroma.sqlite3", "letters/brief-1.npy", "manifest.json"],
)
def test_damage_is_repaired_before_the_first_answer(
    small: Settings, name: str, reports: Reports
) -> None:
    lines, report = reports
    sync(small, silent)
    snapshot = current_snapshot(small.index)
    assert snapshot
    flip(snapshot / name)
    index = open_index(small, report)
    assert [line for line in lines if "damaged" in line and "rebuilding" in line]
    assert len(index.letters) == 2
    assert sync(small, silent).nothing_done


def test_damaged_export_is_exported_again(small: Settings, reports: Reports) -> None:
    lines, report = reports
    sync(small, silent)
    flip(next((small.index / "models").iterdir()) / "model.onnx")
    assert len(open_index(small, report).letters) == 2
    assert any("exported model is damaged" in line for line in lines)


@pytest.mark.parametrize("pointer", ["", "nowhere\n", "../..\n", "\xff"])
def test_a_pointer_to_nothing_rebuilds(small: Settings, pointer: str) -> None:
    sync(small, silent)
    (small.index / "current").write_bytes(pointer.encode("latin-1"))
    assert len(open_index(small, silent).letters) == 2


def test_a_broken_letter_does_not_stop_the_others(small: Settings) -> None:
    (small.corpus / "brief-2.txt").write_bytes(b"\x00\x01")
    result = sync(small, silent)
    assert list(result.broken) == ["brief-2.txt"] and result.added == ("brief-1",)
    assert open_index(small, silent).broken.keys() == {"brief-2.txt"}


def test_reading_leaves_the_snapshot_as_it_was(small: Settings) -> None:
    sync(small, silent)
    snapshot = current_snapshot(small.index)
    index = open_index(small, silent)
    index.vectors.nearest(index.vectors.letter("brief-1")[0], 3, None)
    index.vectors.close()
    assert snapshot and damage(snapshot) is None


def test_one_writer_at_a_time(small: Settings) -> None:
    sync(small, silent)
    with (
        writer_lock(small.index),
        pytest.raises(LockedError, match=f"process {os.getpid()}"),
    ):
        sync(small, silent, rebuild=True)
    assert sync(small, silent).nothing_done


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (lambda corpus: shutil.rmtree(corpus), "there is no corpus folder"),
        (lambda corpus: [path.unlink() for path in corpus.iterdir()], "holds no letter"),
        (lambda corpus: [path.write_bytes(b"") for path in corpus.iterdir()], "no letter can be"),
    ],
    ids=["no folder", "no letter", "only broken letters"],
)
def test_unusable_corpus(small: Settings, prepare: Callable[[Path], object], message: str) -> None:
    sync(small, silent)
    snapshot = current_snapshot(small.index)
    prepare(small.corpus)
    with pytest.raises(StoreError, match=message):
        sync(small, silent)
    assert current_snapshot(small.index) == snapshot and snapshot and not damage(snapshot)


def in_namespace(script: str, small: Settings) -> subprocess.CompletedProcess[str]:
    """Run a shell script where it may mount: a read-only or a tiny file system."""
    command = ["unshare", "--mount", "sh", "-ec", script]
    if os.getuid() != 0:
        command[1:1] = ["--user", "--map-root-user"]
    environment = {
        **os.environ,
        "RAG_CORPUS": str(small.corpus),
        "RAG_INDEX": str(small.index),
        "PYTHON": sys.executable,
    }
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


def test_read_only_index(small: Settings) -> None:
    sync(small, silent)
    read_only = 'mount --bind "$RAG_INDEX" "$RAG_INDEX"; mount -o remount,bind,ro "$RAG_INDEX"; '
    asked = in_namespace(read_only + '"$PYTHON" -m rag ask "Hoeveel speurhonden zijn er?"', small)
    assert asked.returncode == 0 and "31 speurhonden" in asked.stdout
    synced = in_namespace(read_only + '"$PYTHON" -m rag sync --rebuild', small)
    assert synced.returncode == 1
    assert synced.stderr.count("\n") == 1 and "cannot be written" in synced.stderr


def test_full_disk(small: Settings) -> None:
    sync(small, silent)
    snapshot = current_snapshot(small.index)
    size = sum(path.stat().st_size for path in small.index.rglob("*") if path.is_file())
    script = (
        'cp -a "$RAG_INDEX" "$RAG_INDEX.copy"; '
        f'mount -t tmpfs -o size={size + 400_000} tmpfs "$RAG_INDEX"; '
        'cp -a "$RAG_INDEX.copy/." "$RAG_INDEX"; '
        'code=0; "$PYTHON" -m rag sync --rebuild || code=$?; '
        'test "$(cat "$RAG_INDEX/current")" = "$(cat "$RAG_INDEX.copy/current")"; '
        '"$PYTHON" -m rag ask "Hoeveel speurhonden zijn er?"; exit $code'
    )
    result = in_namespace(script, small)
    assert result.returncode == 1, result.stderr
    assert "31 speurhonden" in result.stdout
    assert [line for line in result.stderr.splitlines() if line.startswith("rag: ")]
    assert "Traceback" not in result.stderr
    assert snapshot and damage(snapshot) is None
