"""Nothing leaves the machine: command line and page run where every attempt is seen and refused.

Two watches. An audit hook in the process itself refuses and names every address or host that is not
of this machine; it needs no rights. Where the kernel allows it (root, or user namespaces) the
process also runs in a network of its own with only the loopback, and the kernel counts packets that
found no route: that sees native code too, whatever it calls.
"""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from rag.settings import PROJECT, Settings
from rag.store.sync import sync
from tests.conftest import silent
from tests.ui.serving import free_port

# Brings the loopback up, runs the code, and prints what the kernel counted.
NAMESPACE = """
import fcntl, pathlib, socket, struct, subprocess, sys
with socket.socket() as probe:
    fcntl.ioctl(probe, 0x8914, struct.pack("16sh", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS: up, running
done = subprocess.run([sys.executable, "-c", sys.argv[1]])
lines = [line.split() for line in pathlib.Path("/proc/net/snmp").read_text().splitlines()]
names, values = (line for line in lines if line[0] == "Ip:")
pathlib.Path(sys.argv[2]).write_text(dict(zip(names, values))["OutNoRoutes"])
sys.exit(done.returncode)
"""
HOOK = """
import ipaddress, sys
def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        host = arguments[-1]
        if isinstance(host, tuple):
            host = host[0]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host in (None, "", "localhost") or not isinstance(host, str) or host.startswith("/"):
        return
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
        if address.is_loopback or address.is_unspecified:
            return
    except ValueError:
        pass  # A name: looking it up asks another machine.
    with open(SEEN, "a") as seen:
        print(event, host, file=seen)
    raise OSError(101, "refused by the test")
sys.addaudithook(watch)
"""


@cache
def own_network() -> list[str]:
    """The command that gives a process a network of its own; empty where that is not allowed."""
    for command in (["unshare", "--net"], ["unshare", "--user", "--map-root-user", "--net"]):
        try:
            if subprocess.run([*command, "true"], capture_output=True).returncode == 0:
                return command
        except FileNotFoundError:
            break
    return []


def attempts(code: str, small: Settings, folder: Path) -> tuple[int, list[str], str]:
    """Packets that found no route, hosts that were tried, and the output of Python code."""
    seen, lost = folder / "seen", folder / "lost"
    watched = f"SEEN = {str(seen)!r}\n{HOOK}\n{code}"
    run = [sys.executable, "-c", watched]
    if own_network():
        run = [*own_network(), sys.executable, "-c", NAMESPACE, watched, str(lost)]
    done = subprocess.run(
        run,
        cwd=PROJECT,
        env={
            **os.environ,
            "RAG_CORPUS": str(small.corpus),
            "RAG_INDEX": str(small.index),
            "RAG_PORT": str(free_port()),
        },
        capture_output=True,
        text=True,
        timeout=300,
    )
    output = f"{done.returncode} {done.stdout[-2000:]} {done.stderr[-2000:]}"
    tried = seen.read_text().splitlines() if seen.exists() else []
    return int(lost.read_text()) if own_network() else 0, tried, output


def cli(*arguments: str) -> str:
    return f"from rag.cli import main\nsys.exit(main({list(arguments)!r}))"


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (cli("sync", "--rebuild"), "added 2"),
        (cli("ask", "Hoeveel speurhonden zijn er?"), "31 speurhonden"),
        (cli("cite", "31 speurhonden in dienst"), "brief-1"),
        (cli("check", "notitie.md"), "Bijna"),
        (cli("letters"), "brief-2"),
        (f"import os\nos.environ['RAG_EMBED_BACKEND'] = 'torch'\n{cli('sync')}", "added 2"),
    ],
    ids=["sync", "ask", "cite", "check", "letters", "torch"],
)
def test_the_command_line_sends_nothing(
    code: str, shown: str, small: Settings, tmp_path: Path
) -> None:
    sync(small, silent)
    note = tmp_path / "notitie.md"
    note.write_text("Er zijn 32 speurhonden.", "utf-8")
    lost, tried, output = attempts(code.replace("notitie.md", str(note)), small, tmp_path)
    assert shown in output, output
    assert (lost, tried) == (0, [])


def test_the_page_sends_nothing(small: Settings, tmp_path: Path) -> None:
    """Start it, ask, cite, check and add a letter: no telemetry of any library either."""
    sync(small, silent)
    letter = tmp_path / "drones.txt"
    letter.write_text("Drones\nDe Douane heeft 19 drones aangeschaft.\n", "utf-8")
    code = f"from pathlib import Path\nfrom tests.ui.visit import main\nmain(Path({str(letter)!r}))"
    lost, tried, output = attempts(code, small, tmp_path)
    assert output.startswith("0 "), output
    for words in ("31 speurhonden", "brief-1", "bijna", "Toegevoegd", "19 drones"):
        assert words in output, output
    assert (lost, tried) == (0, [])
    assert (small.corpus / "drones.txt").exists()


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("socket.create_connection(('192.0.2.1', 443), 1)", "192.0.2.1"),
        ("socket.getaddrinfo('huggingface.co', 443)", "huggingface.co"),
        ("socket.socket(2, 2).sendto(b'x', ('192.0.2.1', 53))", "192.0.2.1"),
        ("import httpx; httpx.get('https://api.gradio.app')", "api.gradio.app"),
        ("import urllib.request as one; one.urlopen('http://[2001:db8::1]/')", "2001:db8::1"),
    ],
)
def test_an_attempt_would_be_seen(code: str, named: str, small: Settings, tmp_path: Path) -> None:
    """The tests above mean something: an attempt is refused and named."""
    _, tried, output = attempts(f"import socket\n{code}", small, tmp_path)
    assert output.startswith("1 ") and named in " ".join(tried)


def test_native_code_would_be_counted(small: Settings, tmp_path: Path) -> None:
    """Code that no hook in Python sees, such as that of Chroma, meets the kernel."""
    native = (
        "import ctypes, socket, struct\n"
        "libc = ctypes.CDLL(None)\n"
        "to = struct.pack('=HH4s8x', socket.AF_INET, socket.htons(53), b'\\xc0\\x00\\x02\\x01')\n"
        "one = libc.socket(socket.AF_INET, socket.SOCK_DGRAM, 0)\n"
        "libc.sendto(one, b'x', 1, 0, to, 16)\n"
    )
    lost, tried, _ = attempts(native, small, tmp_path)
    assert tried == []
    assert lost == (1 if own_network() else 0)
