"""Many users at once, and for long: `python -m evals.bench.users [--users 50] [--minutes 30]`.

It starts the page as `make start` does and asks through its API, from this process:
1. every user holds a conversation of two turns at the same time as all others, and each answer
   must be the one that a single user gets;
2. the same, while clients hang: connections that send half a request and then nothing;
3. five users go on for the minutes asked for, while the memory of the page is read.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from gradio_client import Client

from rag.errors import RagError
from rag.settings import PROJECT

# Of every conversation the second question means nothing without the first.
CONVERSATIONS = (
    (
        "Hoeveel zendingen zijn er bij de CDIU voorgelegd?",
        "En hoeveel strafrechtelijke onderzoeken?",
    ),
    ("Hoeveel luxe vaartuigen staan er onder toezicht?", "En hoeveel vliegtuigen?"),
    ("Wat is de stand van zaken met drones?", "En waar worden ze ingezet?"),
    ("Wanneer is het douaneverdrag met Brazilië gesloten?", "En met Suriname?"),
    ("Hoeveel inkomsten komen er uit accijns op tabak?", "En uit minerale oliën?"),
)
SOAKING = 5  # users
READING = 1.0  # seconds a user looks at an answer
HANGING = 20  # connections
PATIENCE = 120.0
MEMORY_SECONDS = 5.0


class UsersError(RagError):
    """The page did not start or did not answer."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """How a number of users at once fared: seconds of an answer, and what went wrong."""

    users: int
    answers: int
    mixed: int
    errors: int
    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class Soak:
    """How memory (MB) and answers did over time; `slope` is MB an hour after a tenth of it."""

    minutes: float
    answers: int
    errors: int
    first: float
    last: float
    highest: float
    slope: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write; 1 when an answer was wrong or missing."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--json", type=Path, help="write the figures there")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as index, page(Path(index)) as (address, process):
        expected = [talk(Client(address, verbose=False), each) for each in CONVERSATIONS]
        alone = crowd(address, expected, 1)
        together = crowd(address, expected, options.users)
        with hanging(address, HANGING):
            beside = crowd(address, expected, options.users)
        soaked = soak(address, process.pid, options.minutes * 60)
    for name, each in (("alone", alone), ("together", together), ("beside hanging", beside)):
        print(
            f"{name}: {each.users} users, {each.answers} answers, {each.mixed} mixed up, "
            f"{each.errors} errors, median {each.median:.2f} s, p95 {each.p95:.2f} s"
        )
    print(
        f"soak: {soaked.minutes:.0f} minutes, {soaked.answers} answers, {soaked.errors} errors, "
        f"memory {soaked.first:.0f} MB at first, {soaked.last:.0f} at last, highest "
        f"{soaked.highest:.0f}, {soaked.slope:+.1f} MB an hour"
    )
    if options.json:
        figures = {"alone": alone, "together": together, "beside_hanging": beside, "soak": soaked}
        table = {name: asdict(each) for name, each in figures.items()}
        options.json.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    wrong = sum(each.mixed + each.errors for each in (alone, together, beside)) + soaked.errors
    return 1 if wrong else 0


@contextmanager
def page(index: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """The page of this checkout in a process of its own, with an index of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = os.environ | {"RAG_PORT": str(port), "RAG_INDEX": str(index)}
    process = subprocess.Popen(
        [sys.executable, "ui.py"], cwd=PROJECT, env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}/"
    try:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                Client(address, verbose=False).predict(CONVERSATIONS[0][0], api_name="/ask")
                break
            except Exception as error:
                if process.poll() is not None or time.monotonic() > end:
                    raise UsersError(f"the page does not answer at {address}: {error}") from error
                time.sleep(0.5)
        yield address, process
    finally:
        process.terminate()
        process.wait(30)


def talk(client: Client, conversation: tuple[str, str]) -> list[str]:
    """The two answers of a conversation."""
    first, second = conversation
    one: dict[str, Any] = client.predict(first, api_name="/ask")
    two: dict[str, Any] = client.predict(second, before=[first], api_name="/ask")
    return [one["answer"], two["answer"]]


def crowd(address: str, expected: Sequence[list[str]], users: int) -> Crowd:
    """Let users hold their conversations at once; each comes in by a session of its own."""
    clients = [Client(address, verbose=False) for _ in range(users)]

    def visit(number: int) -> tuple[float, list[str] | None]:
        started = time.perf_counter()
        try:
            answers = talk(clients[number], CONVERSATIONS[number % len(CONVERSATIONS)])
        except Exception:
            return time.perf_counter() - started, None
        return (time.perf_counter() - started) / len(answers), answers

    with ThreadPoolExecutor(users) as pool:
        visits = list(pool.map(visit, range(users)))
    seconds = [taken for taken, answers in visits if answers]
    mixed = sum(
        answers is not None and answers != expected[number % len(CONVERSATIONS)]
        for number, (_, answers) in enumerate(visits)
    )
    errors = sum(answers is None for _, answers in visits)
    median, p95 = np.percentile(seconds or [PATIENCE], [50, 95])
    return Crowd(users, 2 * len(seconds), mixed, errors, float(median), float(p95))


@contextmanager
def hanging(address: str, count: int) -> Iterator[None]:
    """Connections that begin a request and never finish it."""
    port = int(address.rstrip("/").rpartition(":")[2])
    stuck = [socket.create_connection(("127.0.0.1", port)) for _ in range(count)]
    for connection in stuck:
        connection.sendall(
            b"POST /gradio_api/queue/join HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{"
        )
    try:
        yield
    finally:
        for connection in stuck:
            connection.close()


def soak(address: str, process: int, seconds: float) -> Soak:
    """Let a few users ask on and on, and read the memory of the page meanwhile."""
    end = time.monotonic() + seconds

    def go_on(number: int) -> tuple[int, int]:
        answers = errors = 0
        while time.monotonic() < end:
            try:
                client = Client(address, verbose=False)
                answers += len(talk(client, CONVERSATIONS[(number + answers) % len(CONVERSATIONS)]))
                client.close()
                time.sleep(READING)
            except Exception:
                errors += 1
        return answers, errors

    with ThreadPoolExecutor(SOAKING) as pool:
        visits = [pool.submit(go_on, number) for number in range(SOAKING)]
        times, memory = [], []
        while time.monotonic() < end:
            times.append(time.monotonic())
            memory.append(resident_megabytes(process))
            time.sleep(min(MEMORY_SECONDS, seconds / 10))
        counts = [visit.result() for visit in visits]
    settled = len(times) // 10
    slope = float(np.polyfit(times[settled:], memory[settled:], 1)[0]) * 3600
    return Soak(
        seconds / 60, sum(a for a, _ in counts), sum(e for _, e in counts),
        memory[0], memory[-1], max(memory), slope,
    )  # fmt: skip


def resident_megabytes(process: int) -> float:
    """Resident memory of a process in MB, from /proc (Linux)."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    sys.exit(main())
