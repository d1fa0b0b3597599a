"""Read a file in a child process with limits: a hostile file costs one clear line, nothing more.

The child (`rag/letters/sandbox_child.py`) gets the bytes on stdin, may write no file, and answers
with JSON. Memory, processor time and wall time are limited; the parent parses nothing.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from rag.errors import DamagedError, EmptyError, LetterError, TooLargeError, UnreadableError
from rag.letters.document import Document, from_json

MEMORY_BYTES = 512 * 1024 * 1024
SECONDS = 10
MAX_FILE_BYTES = 50_000_000
_CHILD = Path(__file__).with_name("sandbox_child.py")


def read_in_sandbox(path: Path, reader: str) -> Document:
    """The document in a file, by the reader of that name; raises LetterError."""
    data = read_bytes(path, MAX_FILE_BYTES)
    if not data.strip():
        raise EmptyError(f"{path}: is empty; remove it or put the letter in it")
    # -I: the child trusts neither the environment nor the folder it starts in.
    command = [sys.executable, "-I", str(_CHILD), reader, str(MEMORY_BYTES), str(SECONDS)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
        cwd="/",
    ) as child:
        try:
            answer, _ = child.communicate(data, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.communicate()
            raise _too_slow(path) from None
        except BaseException:
            child.kill()
            raise
    if child.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise _too_slow(path)
    try:
        content = json.loads(answer)
    except ValueError:
        raise DamagedError(
            f"{path}: cannot be read (its reader stopped with {child.returncode}); it is damaged, "
            "or made to do harm: save the letter anew from the program it was written in"
        ) from None
    if "error" in content:
        kinds = {kind.__name__: kind for kind in LetterError.__subclasses__()}
        raise kinds[content["kind"]](f"{path}: {' '.join(content['error'].split())}")
    return from_json(content)


def read_bytes(path: Path, maximum: int) -> bytes:
    """Content of an ordinary file of at most so many bytes; raises LetterError."""
    try:
        size = path.stat().st_size
        if size > maximum:
            raise TooLargeError(
                f"{path}: is {size:,} bytes, more than {maximum:,}; split it or leave it out"
            )
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(
            f"{path}: cannot be read ({error.strerror}); check the path"
        ) from error


def _too_slow(path: Path) -> TooLargeError:
    return TooLargeError(
        f"{path}: takes more than {SECONDS} seconds to read; save it anew or as plain text (.txt)"
    )
