"""One writer of the index at a time: an advisory lock on a file that names its holder."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.errors import LockedError, StoreError


@contextmanager
def writer_lock(index: Path, wait: float = 0.0) -> Iterator[None]:
    """Hold the index's write lock; waits at most `wait` seconds, then raises LockedError.

    The kernel drops the lock when the holder dies, so a stale file never blocks.
    """
    file = index / "lock"
    try:
        index.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(
            f"{index}: the index folder cannot be written ({error.strerror}); make it writable or "
            "set RAG_INDEX to another folder"
        ) from error
    try:
        _acquire(handle, file, time.monotonic() + wait)
        try:
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"process {os.getpid()}\n".encode(), 0)
        except OSError:
            pass  # The name of the holder is a courtesy; on a full disk the lock still holds.
        yield
    finally:
        os.close(handle)


def _acquire(handle: int, file: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                holder = os.pread(handle, 100, 0).decode(errors="replace").strip() or "another one"
                raise LockedError(
                    f"{file}: the index is being written by {holder}; wait until it is done"
                ) from None
            time.sleep(0.05)
