"""Seconds of whole processes: a command from start to end, the page from start to an answer."""

import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO, TypeVar
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from rag.errors import RagError
from rag.settings import PROJECT

QUESTION = "In welke landen heeft de Douane attachés?"
ENDPOINT = "/ask"
PATIENCE = 120.0
POLL = 0.05
# `rag ask` ends with 3 when the letters do not say.
_ANSWERED = (0, 3)
Item = TypeVar("Item")


class BenchError(RagError):
    """What is to be timed does not work."""


def interleave(
    tasks: Sequence[Callable[[Item], object]], items: Iterable[Item], pause: float = 0.0
) -> list[list[float]]:
    """Seconds per task of every item; each item goes to all tasks in turn, so noise hits all.

    A pause before each lets the threads of the task before it stop spinning.
    """
    seconds: list[list[float]] = [[] for _ in tasks]
    for item in items:
        for task, taken in zip(tasks, seconds, strict=True):
            time.sleep(pause)
            started = time.perf_counter()
            task(item)
            taken.append(time.perf_counter() - started)
    return seconds


def cold_seconds(environment: Mapping[str, str], times: int) -> list[list[float]]:
    """Seconds of `rag ask` and of `import sentence_transformers`, after one of each unmeasured."""
    rag = [sys.executable, "-m", "rag", "ask", QUESTION]
    peer = [sys.executable, "-c", "import sentence_transformers"]
    tasks = [lambda _: _run(rag, environment), lambda _: _run(peer, environment)]
    return [taken[1:] for taken in interleave(tasks, range(times + 1))]


def _run(command: Sequence[str], environment: Mapping[str, str]) -> None:
    done = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=PATIENCE
    )
    if done.returncode not in _ANSWERED:
        raise BenchError(f"{' '.join(command)} failed: {_last_line(done.stderr)}")


def page_seconds(environment: Mapping[str, str], times: int) -> tuple[list[float], list[float]]:
    """Seconds from `python ui.py` to the page served, and to a question answered."""
    starts = [_start_page(environment) for _ in range(times)]
    return [served for served, _ in starts], [answered for _, answered in starts]


def _start_page(environment: Mapping[str, str]) -> tuple[float, float]:
    # Before the clock starts: a visitor has a browser open.
    import gradio_client  # type: ignore[import-untyped]  # noqa: F401

    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {**environment, "RAG_HOST": "127.0.0.1", "RAG_PORT": str(port)}
    with tempfile.TemporaryFile() as log:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "ui.py"], cwd=PROJECT, env=environment, stdout=log, stderr=log
        )
        try:
            _wait_for_page(url, process, log)
            served = time.perf_counter() - started
            answer = _ask_page(url)
            answered = time.perf_counter() - started
        finally:
            _stop(process)
    if not isinstance(answer, dict) or not answer.get("answer"):
        raise BenchError(f"python ui.py gave no answer to {QUESTION!r}")
    return served, answered


def _ask_page(url: str) -> object:
    from gradio_client import Client

    try:
        client = Client(url, verbose=False, analytics_enabled=False)
        return client.predict(QUESTION, api_name=ENDPOINT)
    except Exception as error:  # What the client raises differs with what went wrong.
        raise BenchError(f"the page's API {ENDPOINT} does not answer: {error}") from error


def _wait_for_page(url: str, process: subprocess.Popen[bytes], log: IO[bytes]) -> None:
    # Past any proxy of the machine.
    opener = build_opener(ProxyHandler({}))
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        if process.poll() is not None:
            log.seek(0)
            raise BenchError(f"python ui.py stopped: {_last_line(log.read().decode())}")
        try:
            with opener.open(url, timeout=PATIENCE) as response:
                if b"<html" in response.read():
                    return
        except (URLError, ConnectionError):
            time.sleep(POLL)
    raise BenchError(f"python ui.py served no page within {PATIENCE:.0f} s")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no output"])[-1]
