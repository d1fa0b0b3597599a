"""Sync: only what changed, one writer, damage noticed, nothing lost whatever fails."""

import errno
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.assistant import Assistant
from rag.errors import LockedError, StoreError
from rag.settings import PROJECT, Settings
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


def test_progress_runs_from_nothing_to_all(small: Settings) -> None:
    shares: list[float] = []
    sync(small, silent, progress=shares.append)
    assert shares[0] == 0 and shares[-1] == 1 and len(shares) > 4
    assert shares == sorted(shares)
    shares.clear()
    sync(small, silent, progress=shares.append)
    assert shares == []  # nothing to do
    for file in small.corpus.iterdir():
        file.write_bytes(b"")
    with pytest.raises(StoreError):
        sync(small, silent, progress=shares.append)
    assert shares[-1] == 1  # a bar on the screen goes away


def left_alone(small: Settings, code: str, wrong: str) -> None:
    """Run code that ends in an error; the index is as it was, whole, and answers."""
    sync(small, silent)
    snapshot = current_snapshot(small.index)
    environment = {
        **os.environ, "RAG_CORPUS": str(small.corpus), "RAG_INDEX": str(small.index),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env=environment, capture_output=True, text=True,
        timeout=120,
    )  # fmt: skip
    said = done.stderr.splitlines()
    assert done.returncode == 1, done.stderr
    assert re.search(wrong, said[-1]) and said[-1].startswith("rag: "), done.stderr
    assert "Traceback" not in done.stderr
    assert current_snapshot(small.index) == snapshot and snapshot and not damage(snapshot)
    assert [path for path in snapshot.parent.iterdir() if path != snapshot] == []
    assistant = Assistant.open(small, silent)
    assert assistant.ask("Hoeveel speurhonden zijn er?").short == "31 speurhonden"


REBUILD = 'from rag.cli import main\nsys.exit(main(["sync", "--rebuild"]))'


@pytest.mark.parametrize("limit", [0, 2_000, 20_000])
def test_a_disk_that_takes_no_more(small: Settings, limit: int) -> None:
    """The kernel refuses to let any file grow beyond a limit, whoever writes it: Python or Rust."""
    code = f"import resource, sys\nresource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))"
    left_alone(small, f"{code}\n{REBUILD}", "cannot be written.*unharmed")


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        (errno.ENOSPC, "No space left on device.*free disk space"),
        (errno.EDQUOT, "quota.*free disk space"),
        (errno.EROFS, "Read-only.*make it writable"),
        (errno.EACCES, "Permission denied.*make it writable"),
        (errno.EIO, "Input/output error"),
    ],
    ids=errno.errorcode.get,
)
@pytest.mark.parametrize(("place", "step"), [("/.new-", 1), ("/.new-", 9), ("/.current", 1)])
def test_a_disk_that_fails(small: Settings, place: str, step: int, code: int, wrong: str) -> None:
    """A step in the new snapshot, or the one that points to it, fails as on a broken disk."""
    hook = f"""
import os, sys
steps = 0
def fail(event, arguments):
    global steps
    if event in ("open", "os.mkdir", "os.rename") and {place!r} in str(arguments[0]):
        steps += 1
        if steps == {step}:
            raise OSError({code}, os.strerror({code}))
sys.addaudithook(fail)
"""
    left_alone(small, hook + REBUILD, wrong)


def test_a_folder_of_another_user(small: Settings) -> None:
    """Root may write anywhere: it loads the programs, which are its own, and then is nobody."""
    load = (
        "import os, sys\nimport rag.cli, rag.store.sync\nfrom rag.assistant import Assistant\n"
        "Assistant.open().ask('Hoeveel speurhonden zijn er?')\n"
        "if os.getuid() == 0:\n    os.setgroups([])\n    os.setgid(65534)\n    os.setuid(65534)\n"
    )
    sync(small, silent)
    with tempfile.TemporaryDirectory() as name:  # that of pytest is closed to others
        folder = Path(name)
        folder.chmod(0o755)
        there = replace(small, corpus=folder / "corpus", index=folder / "index")
        shutil.copytree(small.corpus, there.corpus)
        shutil.copytree(small.index, there.index)
        for closed in (there.index, there.index / "snapshots"):
            closed.chmod(0o555)
        left_alone(there, load + REBUILD, "cannot be written.*Permission denied")
        for closed in (there.index, there.index / "snapshots"):
            closed.chmod(0o755)


def test_a_file_where_the_index_should_be(small: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"cannot be read \(Not a directory\)"):
        sync(replace(small, index=tmp_path / "file"), silent)


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
