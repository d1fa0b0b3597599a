"""Fuzz a reader for as long as you like: `python -m tests.letters.fuzz docx --minutes 20`.

Every try is a file of `data/formats` damaged by its seed: bytes changed, members of a zip changed,
branches of a tree moved, repeated or given strange values. A finding is an exception that is no
LetterError, a text that is not where it says, a try that takes longer than the sandbox allows, or a
process that dies. Exit code 1 = something was found; `--seed N --tries 1` does one try again.
"""

import argparse
import io
import os
import random
import re
import signal
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from lxml import etree

from rag.errors import LetterError
from rag.letters import sandbox
from rag.letters.document import Document
from rag.letters.docx import read_docx
from rag.letters.html import read_html
from rag.letters.markdown import read_markdown
from rag.letters.odt import read_odt
from rag.letters.official_xml import read_official_xml
from rag.letters.pdf import read_pdf
from rag.letters.read import parse_letter
from rag.letters.structured import parse_document
from rag.records import Letter, Source
from tests.letters.formats.__main__ import FOLDER
from tests.letters.formats.zip_writers import zipped

READERS: dict[str, Callable[[bytes], Document]] = {
    "docx": read_docx,
    "odt": read_odt,
    "pdf": read_pdf,
    "html": read_html,
    "md": read_markdown,
    "kamerstuk.xml": read_official_xml,
    "kamerwrk.xml": read_official_xml,
}
ZIPPED = ("docx", "odt")
TREES = ("docx", "odt", "html", "kamerstuk.xml", "kamerwrk.xml")
# Tries of one child process: a crash loses no more than these.
BATCH = 200
TOKENS = (
    b"<", b"&#0;", b"\xff", b"]]>", b"9" * 30, b"\n\n", b"[footnoteRef:1]", b"# ", b"| a | ", b"- ",
    b"\xc2\xb2", b"\xe2\x80\xae", b"&#8;", b"-1", b"1e308", b"\r", b"**", b"&amp;",
)  # fmt: skip
VALUES = ("", "-1", "0", "99999999999", "²", "٣", "NaN", "1e308", " ", "\u202e", "x" * 2_000, "é")


class _Slow(Exception):
    """A try takes longer than the sandbox allows."""


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The file with a few bytes changed, taken out, repeated or swapped."""
    content = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(content))
        length = chance.randint(1, 40)
        match chance.randrange(4):
            case 0:
                content[place] = chance.randrange(256)
            case 1:
                del content[place : place + length]
            case 2:
                content[place:place] = content[place : place + length] * chance.randint(1, 20)
            case _:
                content[place : place + 1] = chance.choice(TOKENS)
        if not content:
            break
    return bytes(content)


def damaged_inside(
    data: bytes, chance: random.Random, damage: Callable[[bytes, random.Random], bytes] = damaged
) -> bytes:
    """The zip with one of its members damaged: gets past the checksum."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(members))
    return zipped({**members, name: damage(members[name], chance)})


def damaged_tree(data: bytes, chance: random.Random) -> bytes:
    """The XML or HTML with branches moved, repeated, renamed, emptied or given strange values."""
    try:
        root = etree.fromstring(data)
    except etree.XMLSyntaxError:
        root = etree.HTML(data)
    if root is None:
        return damaged(data, chance)
    for _ in range(chance.randint(1, 6)):
        branches = [item for item in root.iter() if isinstance(item.tag, str)]
        one, other = chance.choice(branches), chance.choice(branches)
        parent = one.getparent()
        inside = one in other.iterancestors() or one is other
        match chance.randrange(7):
            case 0 if parent is not None:
                parent.remove(one)
            case 1 if parent is not None and not inside:
                other.append(one)
            case 2 if parent is not None:
                for _ in range(chance.randint(1, 20)):
                    parent.append(etree.fromstring(etree.tostring(one, with_tail=False)))
            case 3 if one.attrib:
                one.set(chance.choice(sorted(one.attrib)), chance.choice(VALUES))
            case 4 if other.attrib:
                name = chance.choice(sorted(other.attrib))
                one.set(name, other.attrib[name])
            case 5:
                one.tag = other.tag
            case _:
                one.text = chance.choice(VALUES)
    return bytes(etree.tostring(root))


def damaged_numbers(data: bytes, chance: random.Random) -> bytes:
    """The file with some of its numbers changed: where things are, and how many."""
    found = list(re.finditer(rb"-?\d+(?:\.\d+)?", data))
    content = bytearray(data)
    for match in sorted(chance.sample(found, min(len(found), chance.randint(1, 6))),
                        key=lambda item: -item.start()):  # fmt: skip
        value = chance.choice((b"0", b"-1", b"99999999", b"1e9", b"0.0001", b"5", match[0] * 2))
        content[match.start() : match.end()] = value
    return bytes(content)


def one_try(name: str, seed: int) -> bytes:
    """The damaged file of a seed."""
    chance = random.Random(f"{name} {seed}")
    data = (FOLDER / f"brief.{name}").read_bytes()
    kinds = [damaged, damaged_numbers, *([damaged_tree] * 2 if name in TREES else [])]
    damage = chance.choice(kinds)
    if name in ZIPPED and chance.randrange(8):
        return damaged_inside(data, chance, damage)
    return damaged(data, chance) if name in ZIPPED else damage(data, chance)


def read_try(name: str, data: bytes) -> str:
    """Read the file as the product does; `read` or `refused`, or what is wrong is raised."""
    if name == "txt":
        _check(parse_letter(data.decode("utf-8", "replace"), Source("brief")))
        return "read"
    try:
        document = READERS[name](data)
    except (LetterError, RecursionError, MemoryError):  # The sandbox says these in one line.
        return "refused"
    _check(parse_document(document, Source("brief")))
    return "read"


def _check(letter: Letter) -> None:
    for passage in letter.passages:
        assert letter.text[passage.start : passage.end] == passage.text
        for sentence in passage.sentences:
            assert passage.start <= sentence.start < sentence.end <= passage.end
    for note in letter.footnotes:
        assert 0 <= note.anchor <= len(letter.text) and note.start <= note.end
    for section in letter.sections:
        assert section.start <= section.body <= section.end <= len(letter.text)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise _Slow


def _batch(name: str, seeds: range, out: int, until: float) -> None:
    """Try these seeds; a line on `out` before each try and one with what came of it."""
    signal.signal(signal.SIGALRM, _stop)
    for seed in seeds:
        if time.monotonic() > until:
            return
        os.write(out, f"try {seed}\n".encode())
        data = one_try(name, seed)
        signal.alarm(sandbox.SECONDS)
        try:
            said = read_try(name, data)
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            said = f"found {type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
        signal.alarm(0)
        os.write(out, f"{said}\n".encode())


def _in_child(name: str, seeds: range, until: float) -> Iterator[str]:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        code = 1
        try:
            _batch(name, seeds, writer, until)
            code = 0
        finally:
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader) as lines:
        yield from (line.strip() for line in lines)
    _, status = os.waitpid(child, 0)
    if status:
        yield f"found process ended with {os.waitstatus_to_exitcode(status)}"


def fuzz(name: str, seconds: float, first: int, tries: int) -> tuple[Counter[str], dict[str, int]]:
    """How often each outcome came, and for each finding the first seed that gives it."""
    until = time.monotonic() + seconds
    counts: Counter[str] = Counter()
    seeds: dict[str, int] = {}
    seed = first
    while time.monotonic() < until and seed < first + tries:
        start, now = seed, seed
        for line in _in_child(name, range(start, min(start + BATCH, first + tries)), until):
            if line.startswith("try "):
                now = int(line[4:])
                continue
            counts[line] += 1
            if line.startswith("found"):
                seeds.setdefault(line, now)
                print(f"{name} seed {now}: {line}", flush=True)
        seed = now + 1
    return counts, seeds


def main() -> int:
    """Fuzz one reader; exit code 1 when it found something."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("reader", choices=[*READERS, "txt"])
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=0, help="the first seed (0)")
    parser.add_argument("--tries", type=int, default=10**9)
    options = parser.parse_args()
    started = time.monotonic()
    counts, seeds = fuzz(options.reader, options.minutes * 60, options.seed, options.tries)
    print(
        f"{options.reader}: {sum(counts.values())} tries in {time.monotonic() - started:.0f} s "
        f"from seed {options.seed}: {counts['read']} read, {counts['refused']} refused, "
        f"{len(seeds)} kinds of findings",
        flush=True,
    )
    return int(bool(seeds))


if __name__ == "__main__":
    sys.exit(main())
