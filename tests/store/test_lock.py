"""One writer at a time; the holder is named; a dead holder holds nothing."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rag.errors import LockedError, StoreError
from rag.store.lock import writer_lock


def test_held_lock_names_its_holder(tmp_path: Path) -> None:
    with writer_lock(tmp_path), pytest.raises(LockedError) as caught, writer_lock(tmp_path):
        pass
    assert f"{tmp_path / 'lock'}: " in str(caught.value)
    assert f"process {os.getpid()}; wait until it is done" in str(caught.value)


def test_released_when_left_even_by_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), writer_lock(tmp_path):
        _ = 1 / 0
    with writer_lock(tmp_path):
        pass


def test_index_folder_is_made(tmp_path: Path) -> None:
    with writer_lock(tmp_path / "new" / "index"):
        assert (tmp_path / "new" / "index" / "lock").read_text() == f"process {os.getpid()}\n"


@pytest.mark.parametrize("content", [b"", b"process 99999999\n", b"\xff\xfe", b"x" * 10_000])
def test_stale_file_does_not_block(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "lock").write_bytes(content)
    with writer_lock(tmp_path):
        assert (tmp_path / "lock").read_text() == f"process {os.getpid()}\n"


def test_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(StoreError, match=r"cannot be written .* set RAG_INDEX"),
        writer_lock(tmp_path / "file" / "index"),
    ):
        pass


HOLD = (
    "import sys, time; from pathlib import Path; from rag.store.lock import writer_lock\n"
    "with writer_lock(Path(sys.argv[1])):\n"
    "    print('held', flush=True); time.sleep(float(sys.argv[2]))\n"
)


def test_another_process(tmp_path: Path) -> None:
    """It blocks; waiting long enough gets the lock; killing it frees the lock at once."""
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen([*command, "0.5"], stdout=subprocess.PIPE) as holder:
        assert holder.stdout and holder.stdout.readline() == b"held\n"
        with pytest.raises(LockedError, match=f"process {holder.pid};"), writer_lock(tmp_path):
            pass
        with writer_lock(tmp_path, wait=30):
            pass
    with subprocess.Popen([*command, "600"], stdout=subprocess.PIPE) as holder:
        assert holder.stdout and holder.stdout.readline() == b"held\n"
        holder.kill()
        holder.wait()
        started = time.monotonic()
        with writer_lock(tmp_path, wait=10):
            assert time.monotonic() - started < 5
