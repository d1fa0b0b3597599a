"""Files: which are letters, which are not, and why not."""

import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest

from rag.errors import LetterError
from rag.letters.read import MAX_BYTES, letter_files, parse_letter, read_letter
from rag.records import Source


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \r\n\n", "is empty"),
        (b"\xef\xbb\xbf\n", "holds no text"),
        (b"[bookmark: x]", "holds no text"),
        (b"brief\0", "is binary"),
        (b"PK\x03\x04\0\0", "is binary"),
        ("één".encode("latin-1"), "is not UTF-8 (byte 0xe9 at 0)"),
        ("brief".encode("utf-16"), "is binary"),
        (b"a" * (MAX_BYTES + 1), "more than 5,000,000"),
        (None, "cannot be read (No such file or directory)"),
    ],
)
def test_bad_file(tmp_path: Path, data: bytes | None, words: str) -> None:
    path = tmp_path / "brief.txt"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(LetterError) as caught:
        read_letter(path)
    message = str(caught.value)
    assert message.startswith(str(path)) and words in message and "\n" not in message


def test_a_folder_is_no_letter(tmp_path: Path) -> None:
    with pytest.raises(LetterError, match="cannot be read"):
        read_letter(tmp_path)


@pytest.mark.parametrize(
    "raw", ["Een brief.\nTwee.", "Een brief.\r\nTwee.", "\ufeffEen brief.\nTwee."]
)
def test_line_ends_and_byte_order_mark_do_not_matter(tmp_path: Path, raw: str) -> None:
    path = tmp_path / "brief.txt"
    path.write_bytes(raw.encode())
    letter = read_letter(path)
    assert (letter.source, letter.text) == (Source("brief"), "Een brief.\nTwee.")


def test_letter_files_are_sorted_and_of_a_known_format(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "a.toml", "c.docx", ".d.txt", "e.png"):
        (tmp_path / name).write_text("x")
    (tmp_path / "map.txt").mkdir()
    assert [path.name for path in letter_files(tmp_path)] == ["a.txt", "b.txt", "c.docx"]
    with pytest.raises(LetterError, match="is not a folder"):
        letter_files(tmp_path / "niets")


@pytest.mark.parametrize("raw", ["", "\n", "A. X\nB. Y", "1.\n2.\n", "·\n· ", "Kop", "[1:  "])
def test_parsing_succeeds_whatever_the_text(raw: str) -> None:
    letter = parse_letter(raw, Source("x"))
    assert all(letter.text[p.start : p.end] == p.text for p in letter.passages)


@pytest.mark.parametrize(
    "raw",
    [" " * 200_000 + "x", "." * 200_000, "(a. B " * 30_000, "[1:  " * 30_000 + "[footnoteRef:1]"],
    ids=["spaces", "stops", "brackets", "notes"],
)
def test_parsing_strange_text_takes_no_time(raw: str) -> None:
    start = perf_counter()
    parse_letter(raw, Source("x"))
    # A pattern that looks back over all it has seen takes minutes; the rest takes milliseconds.
    assert perf_counter() - start < 5


def test_reading_letters_loads_nothing_heavy() -> None:
    code = (
        "import sys, rag.letters.read;"
        "print([m for m in ('numpy', 'torch', 'chromadb', 'llama_index') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
