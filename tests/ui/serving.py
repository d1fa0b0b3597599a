"""A running page for the browser tests, and the browser they use."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gradio_client import Client

PROJECT = Path(__file__).resolve().parents[2]
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or ""
CHROMIUM: dict[str, Any] = {
    "executable_path": BROWSER,
    "args": [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
    ],
}
START_SECONDS = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """Address of a page served by `python ui.py`, stopped afterwards."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "ui.py"],
        cwd=PROJECT,
        env=os.environ | {"RAG_PORT": str(port)} | dict(environment or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        _await(address, process)
        try:
            # The page is there before the letters; without them no test can pass.
            Client(address, verbose=False).predict("Wat doet de Douane?", api_name="/ask")
        except Exception as error:
            process.kill()
            raise RuntimeError(f"{error}: {process.communicate()[0]}") from error
        yield address
    finally:
        process.terminate()
        try:
            process.communicate(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def _await(address: str, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the page stopped: {process.communicate()[0]}")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the page did not start within {START_SECONDS} s")
