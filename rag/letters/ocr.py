"""A scanned PDF -> `Document`: pages drawn in the sandbox, read by tesseract, laid out as any PDF.

Tesseract is a program of the system and optional. It runs as a process with limits of its own; what
comes back is its hOCR (kba.github.io/hocr-spec), of which only lines, words and places are taken.
What it shows no more is whether words were bold, and which digit was the mark of a note.
"""

import base64
import html
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

from rag.errors import DamagedError, ScanError, TooLargeError
from rag.letters.document import Document
from rag.letters.emphasis import NONE
from rag.letters.pdf_layout import make_document
from rag.letters.pdf_lines import Segment
from rag.letters.sandbox import MAX_FILE_BYTES, MEMORY_BYTES, child_answer, read_bytes, run_limited

LANGUAGE = "nld"
PAGE_SECONDS = 30  # of the processor; the clock gets more, on a machine that is busy
PAGE_WAIT = 120
LETTER_WAIT = 600
# Below this mean confidence (of 100) what was read is guesswork.
LEAST_CONFIDENCE = 60
_CHILD = Path(__file__).with_name("ocr_child.py")
_LINE = re.compile(
    r"class='ocr_(?:line|header|caption|textfloat)'[^>]*?title=\"bbox (\d+) (\d+) (\d+) (\d+); "
    r"baseline (\S+) (\S+); x_size ([\d.]+)[^>]*>"
)
_WORD = re.compile(
    r"class='ocrx_word'[^>]*?title='bbox (\d+) (\d+) (\d+) (\d+); x_wconf (\d+)[^>]*>(.*?)</span>",
    re.DOTALL,
)
_TAG = re.compile(r"<[^>]*>")
# What a bullet is taken for; none of these is a Dutch word at the start of a line.
_BULLETS = frozenset("e o ° ¢ © ® « » * •".split())
_WIDE_GAP = 1.6  # sizes: as in `pdf`


def find_tesseract() -> str:
    """Path of tesseract when it is installed and knows Dutch, else empty."""
    program = shutil.which("tesseract")
    if not program:
        return ""
    try:
        said = subprocess.run(
            [program, "--list-langs"], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    # Version 4 says it on stderr.
    return program if LANGUAGE in (said.stdout + said.stderr).split() else ""


def read_scan(path: Path, tesseract: str) -> Document:
    """The letter in a scanned PDF; raises LetterError when it is too long or cannot be read."""
    data = read_bytes(path, MAX_FILE_BYTES)
    start = time.monotonic()
    pages: list[list[Segment]] = []
    sure: list[tuple[int, int]] = []
    count = 1
    while len(pages) < count:
        if time.monotonic() - start > LETTER_WAIT:
            raise _too_slow(path, len(pages))
        drawn = child_answer(path, data, "pdf_page", str(len(pages)))
        count = drawn["pages"]
        point = drawn["points"] / drawn["dots"]
        picture = base64.b64decode(drawn["picture"])
        hocr = _run(path, tesseract, picture, round(72 / point), len(pages) + 1)
        pages.append(list(segments(hocr, drawn["points"], point)))
        sure += [(int(word[5]), len(word[6])) for word in _WORD.finditer(hocr)]
    if not any(pages):
        raise ScanError(f"{path}: is a scan without text that can be read; scan the letter anew")
    mean = sum(each * length for each, length in sure) / sum(length for _, length in sure)
    if mean < LEAST_CONFIDENCE:
        raise ScanError(
            f"{path}: is a scan that cannot be read well (sure for {mean:.0f} of 100); scan the "
            "letter anew, upright and at 300 dpi"
        )
    return replace(make_document(_even(pages)), scanned=True)


def segments(hocr: str, height: float, point: float) -> Iterator[Segment]:
    """Runs of words in the hOCR of a page, in points; `point` is the size of one of its dots."""
    lines = list(_LINE.finditer(hocr))
    starts = [*(line.start() for line in lines), len(hocr)]
    for line, end in zip(lines, starts[1:], strict=True):
        baseline = (int(line[4]) + float(line[6])) * point
        size = float(line[7]) * point
        current: Segment | None = None
        for word in _WORD.finditer(hocr, line.end(), end):
            text = html.unescape(_TAG.sub("", word[6])).strip()
            left, right = int(word[1]) * point, int(word[3]) * point
            if not text:
                continue
            if current is None and text in _BULLETS:
                text = "•"
            if current and left - current.right <= _WIDE_GAP * size and current.text != "•":
                current.text += f" {text}"
                current.right = right
                continue
            if current:
                yield current
            current = Segment(
                text, left, baseline - size, right, height - baseline, size, NONE, True
            )
        if current:
            yield current


def _even(pages: list[list[Segment]]) -> list[list[Segment]]:
    """The pages with sizes that are nearly that of the text made equal to it: they are measured."""
    usual = median(segment.size for page in pages for segment in page for _ in segment.text)
    for segment in (segment for page in pages for segment in page):
        near = 0.85 < segment.size / usual < 1.15
        segment.size = usual if near else float(round(segment.size))
    return pages


def _run(path: Path, tesseract: str, picture: bytes, dpi: int, page: int) -> str:
    command = [
        str(_CHILD), str(MEMORY_BYTES), str(PAGE_SECONDS), tesseract, "stdin", "stdout",
        "-l", LANGUAGE, "--dpi", str(dpi), "hocr",
    ]  # fmt: skip
    # Threads make it slower (its FAQ), and nothing else of the environment is its business.
    environment = {"OMP_THREAD_LIMIT": "1"}
    if words := os.environ.get("TESSDATA_PREFIX"):
        environment["TESSDATA_PREFIX"] = words
    code, hocr = run_limited(command, picture, PAGE_WAIT, environment)
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise _too_slow(path, page)
    if code:
        raise DamagedError(f"{path}: page {page} cannot be read (tesseract stopped with {code})")
    return hocr.decode("utf-8", "replace")


def _too_slow(path: Path, page: int) -> TooLargeError:
    return TooLargeError(f"{path}: is a scan that takes too long to read (page {page}); split it")
