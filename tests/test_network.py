"""Nothing leaves the machine: the CLI runs where there is no network, and attempts are counted.

In a network namespace with only the loopback, every attempt to reach another address, by Python or
by native code, fails without a route; the kernel counts those (Linux: Ip OutNoRoutes), and strace,
where it is there, names the address.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rag.settings import PROJECT, Settings
from rag.store.sync import sync
from tests.conftest import silent

LOOPBACK_UP = """
import fcntl, socket, struct
with socket.socket() as probe:
    fcntl.ioctl(probe, 0x8914, struct.pack("16sh", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS: up, running
"""
STRACE = ["strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg", "-o"]
# An address that is not of this machine: not 127.*, not ::1, not a socket in the file system.
_ELSEWHERE = re.compile(r'sin_addr=inet_addr\("(?!127\.|0\.0\.0\.0)[^"]+"|sin6_addr|AF_INET6')
_HERE = re.compile(r'inet_pton\(AF_INET6, "(::1|::|::ffff:127[^"]*)"')

pytestmark = pytest.mark.skipif(not shutil.which("unshare"), reason="needs Linux with unshare")


def attempts(code: str, small: Settings, trace: Path) -> tuple[int, list[str], str]:
    """Packets that found no route, addresses tried, and the output of Python code."""
    command = ["unshare", "--net"]
    if os.getuid() != 0:
        command[1:1] = ["--user", "--map-root-user"]
    run = [sys.executable, "-c", code]
    if shutil.which("strace"):
        run = [*STRACE, str(trace), *run]
    outer = (
        f"{LOOPBACK_UP}\nimport subprocess, pathlib\n"
        f"done = subprocess.run({run!r}, capture_output=True, text=True)\n"
        "lines = [l.split() for l in pathlib.Path('/proc/net/snmp').read_text().splitlines()"
        " if l.startswith('Ip:')]\n"
        "print('OutNoRoutes', dict(zip(*lines))['OutNoRoutes'])\n"
        "print(done.returncode, done.stdout[-2000:], done.stderr[-2000:])\n"
    )
    done = subprocess.run(
        [*command, sys.executable, "-c", outer],
        cwd=PROJECT,
        env={**os.environ, "RAG_CORPUS": str(small.corpus), "RAG_INDEX": str(small.index)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    first, _, rest = done.stdout.partition("\n")
    tried = [
        line
        for line in (trace.read_text(errors="replace").splitlines() if trace.exists() else [])
        if _ELSEWHERE.search(line) and not _HERE.search(line)
    ]
    return int(first.split()[1]), tried, rest


def cli(*arguments: str) -> str:
    return f"import sys; from rag.cli import main; sys.exit(main({list(arguments)!r}))"


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (cli("sync", "--rebuild"), "added 2"),
        (cli("ask", "Hoeveel speurhonden zijn er?"), "31 speurhonden"),
        (cli("cite", "31 speurhonden in dienst"), "brief-1"),
        (cli("letters"), "brief-2"),
    ],
    ids=["sync", "ask", "cite", "letters"],
)
def test_nothing_is_sent(code: str, shown: str, small: Settings, tmp_path: Path) -> None:
    sync(small, silent)
    lost, tried, output = attempts(code, small, tmp_path / "trace")
    assert output.startswith("0 ") and shown in output, output
    assert (lost, tried) == (0, [])


def test_an_attempt_would_be_seen(small: Settings, tmp_path: Path) -> None:
    """The tests above mean something: one packet to another machine is counted and named."""
    code = (
        "import socket\ntry: socket.create_connection(('192.0.2.1', 443), 1)\nexcept OSError: pass"
    )
    lost, tried, _ = attempts(code, small, tmp_path / "trace")
    assert lost > 0
    assert not shutil.which("strace") or "192.0.2.1" in tried[0]
