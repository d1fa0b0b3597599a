"""Hostile files: one clear line each, in little time and memory, and the parent is unharmed."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.errors import LetterError
from rag.letters import sandbox
from rag.letters.html import read_html
from rag.letters.read import read_document, read_letter
from tests.letters.formats.__main__ import FOLDER
from tests.letters.formats.pdf_writer import PLAIN, write_pdf
from tests.letters.formats.zip_writers import CONTENT_TYPES, docx, paragraph, run, zipped
from tests.letters.fuzz import READERS, one_try, read_try

TEXT = paragraph(run("Een zin."))


def document(xml: str) -> bytes:
    return zipped({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": xml})


def encrypted_zip() -> bytes:
    data = bytearray(docx(TEXT))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(signature)
        data[start + place] |= 1
    return bytes(data)


def lying_zip() -> bytes:
    """The directory says 10 bytes, the member holds 50 MB."""
    data = bytearray(document("<a>" + " " * 50_000_000 + "</a>"))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def nested_tables(depth: int) -> bytes:
    return docx("<w:tbl><w:tr><w:tc>" * depth + TEXT + "</w:tc></w:tr></w:tbl>" * depth)


def many(count: int) -> bytes:
    return zipped({"[Content_Types].xml": CONTENT_TYPES, **{f"x{i}": "" for i in range(count)}})


BILLION = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{i} "{f"&a{i - 1 if i > 1 else str()};" * 10}">' for i in range(1, 10))
    + "]>"
)
EXTERNAL = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
MACRO_TYPES = CONTENT_TYPES.replace(
    "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "vnd.ms-word.document.macroEnabled.main+xml",
)
ENCRYPTED_PDF = (
    b"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <" + b"41" * 32 + b"> /U <"
    + b"42" * 32 + b"> >> /ID [<" + b"43" * 16 + b"> <" + b"43" * 16 + b">]"
)  # fmt: skip
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "zip bomb": ("docx", lambda: document("<a>" + " " * 200_000_000 + "</a>"), "is a zip bomb"),
    "lying zip": ("docx", lying_zip, "is damaged"),
    "many members": ("docx", lambda: many(3_000), "holds 3,001 files"),
    "path up": ("docx", lambda: zipped({"../../x": "x"}), "points outside"),
    "absolute path": ("odt", lambda: zipped({"/etc/x": "x"}), "points outside"),
    "backslashes": ("odt", lambda: zipped({"a\\..\\..\\x": "x"}), "points outside"),
    "encrypted zip": ("docx", encrypted_zip, "protected by a password"),
    "old Word": ("docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old .doc"),
    "entities in Word": ("docx", lambda: document(BILLION + "<a>&a9;</a>"), "DOCTYPE"),
    "entities in UTF-16": (
        "docx",
        lambda: zipped({"[Content_Types].xml": CONTENT_TYPES,
                        "word/document.xml": (BILLION + "<a/>").encode("utf-16")}),
        "DOCTYPE",
    ),
    "external entity": ("xml", lambda: f"{EXTERNAL}<kamerstuk>&x;</kamerstuk>".encode(), "DOCTYPE"),
    "billion laughs": ("xml", lambda: f"{BILLION}<kamerstuk>&a9;</kamerstuk>".encode(), "DOCTYPE"),
    "deep XML": ("xml", lambda: b"<kamerstuk>" + b"<al>" * 100_000, "damaged"),
    "deep tables": ("docx", lambda: nested_tables(2_000), "damaged"),
    "deep HTML": ("html", lambda: b"<div>" * 200_000 + b"x", ""),
    "deep lists": ("html", lambda: b"<ul><li>" * 50_000 + b"x", ""),
    "macros": ("docx", lambda: docx(TEXT) and zipped(
        {"[Content_Types].xml": CONTENT_TYPES, "word/vbaProject.bin": "x"}), "holds macros"),
    "docm as docx": ("docx", lambda: zipped({"[Content_Types].xml": MACRO_TYPES}), "holds macros"),
    "docm": ("docm", lambda: docx(TEXT), "can hold macros"),
    "doc": ("doc", lambda: b"x", "is an old Word file"),
    "rtf": ("rtf", lambda: b"{\\rtf1 x}", "is RTF"),
    "Excel as docx": ("docx", lambda: zipped({"[Content_Types].xml": "<Types/>"}), "no Word"),
    "PDF as docx": ("docx", lambda: write_pdf([[(9, 9, PLAIN, 9, "x")]]), "not what its name"),
    "Word as PDF": ("pdf", lambda: docx(TEXT), "is no PDF"),
    "Word as odt": ("odt", lambda: docx(TEXT), "is no OpenDocument"),
    "Word as text": ("txt", lambda: docx(TEXT), "is binary"),
    "HTML as XML": ("xml", lambda: b"<html><body>404</body></html>", "is no Kamerstuk"),
    "half a zip": ("docx", lambda: docx(TEXT)[:300], "is damaged"),
    "half a PDF": ("pdf", lambda: (FOLDER / "brief.pdf").read_bytes()[:900], "is "),
    "10,000 pages": ("pdf", lambda: write_pdf([[]] * 10_000), "has 10,000 pages"),
    "encrypted PDF": ("pdf", lambda: write_pdf([[]], ENCRYPTED_PDF), "protected by a password"),
    "scan": ("pdf", lambda: write_pdf([[], []]), "is a scan without text"),
    "NUL in HTML": ("html", lambda: b"<p>a\0b</p>", "is binary"),
    "NUL in Markdown": ("md", lambda: b"a\0b", "is binary"),
    "Windows-1252 HTML": ("html", lambda: "<p>één</p>".encode("cp1252"), "is not UTF-8"),
    "Windows-1252 Markdown": ("md", lambda: "één".encode("cp1252"), "is not UTF-8"),
    "UTF-16 Markdown": ("md", lambda: "een".encode("utf-16"), "is not UTF-8"),
    "invisible": ("md", lambda: "\u200b\u202e\u2066 \u2069\ufeff".encode(), "holds no text"),
    "empty": ("pdf", lambda: b"", "is empty"),
    "no text in Word": ("docx", lambda: docx(""), "holds no text"),
    "huge text": ("html", lambda: b"<p>" + b"a " * 3_000_000, "characters"),
    "many paragraphs": ("html", lambda: b"<p>a" * 200_000, "paragraphs"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gives_one_clear_line(name: str, tmp_path: Path) -> None:
    suffix, make, words = HOSTILE[name]
    path = tmp_path / f"brief.{suffix}"
    path.write_bytes(make())
    start = time.perf_counter()
    try:
        letter = read_letter(path)
        assert not words and letter.text
    except LetterError as error:
        message = str(error)
        assert message.startswith(str(path)) and words in message and "\n" not in message
        assert type(error) is not LetterError, "the page has no line of its own for it"
    # 10 seconds for the child, and what the parent does with a page that can be read.
    assert time.perf_counter() - start < 12


def test_declared_windows_1252_is_read(tmp_path: Path) -> None:
    path = tmp_path / "brief.html"
    path.write_bytes('<meta charset="windows-1252"><p>één €'.encode("cp1252"))
    assert read_letter(path).text == "één €"


def test_directions_and_zero_widths_do_not_hide_in_words(tmp_path: Path) -> None:
    path = tmp_path / "brief.md"
    path.write_text("De \u202eDouane\u202c con\u200btro\u00adleert \u2066שלום\u2069.", "utf-8")
    assert read_letter(path).text == "De Douane controleert שלום."


def child(monkeypatch: pytest.MonkeyPatch, path: Path, code: str) -> str:
    """Run this code as the reader's process; return what read_document says."""
    script = path.with_name("child.py")
    limits = Path(sandbox.__file__).with_name("sandbox_child.py").read_text("utf-8")
    before, _, after = limits.partition("    sys.path.insert(0")
    script.write_text(f"{before}    {code}\n    sys.path.insert(0{after}", "utf-8")
    monkeypatch.setattr(sandbox, "_CHILD", script)
    with pytest.raises(LetterError) as caught:
        read_document(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import time; time.sleep(60)", "takes more than 1 seconds"),
        ("\n    while True: pass", "takes more than 1 seconds"),
        ("import os; os.kill(os.getpid(), 11)", "its reader stopped with -11"),
        ("x = bytearray(600_000_000)", "its reader stopped with 1"),
        ("import tempfile; tempfile.TemporaryFile().write(b'x' * 99_999)", "its reader stopped"),
        ("print('{')", "its reader stopped with"),
    ],
    ids=["sleeps", "loops", "crashes", "eats memory", "writes a file", "answers nonsense"],
)
def test_the_limits_hold(
    code: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "brief.md"
    path.write_text("Een zin.")
    monkeypatch.setattr(sandbox, "SECONDS", 1)
    assert words in child(monkeypatch, path, code)


def test_memory_stays_under_512_mb(tmp_path: Path) -> None:
    """A text part of millions of bytes is read or refused within the limit."""
    path = tmp_path / "brief.docx"
    body = "".join(paragraph(run(f"Zin {i} met {i * 7919} woorden.")) for i in range(60_000))
    path.write_bytes(docx(body))
    # In a process of its own: the highest use is kept over all children that a process ever had.
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from rag.errors import LetterError; from rag.letters.read import read_document\n"
        "try: read_document(Path(sys.argv[1]))\n"
        "except LetterError as error: print(error)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    command = [sys.executable, "-c", script, str(path)]
    said, used = (
        subprocess.run(command, capture_output=True, text=True, check=True)
        .stdout.strip()
        .splitlines()
    )
    assert "more than any letter" in said
    assert int(used) <= sandbox.MEMORY_BYTES / 1024


@pytest.mark.parametrize("name", [*READERS, "txt"])
def test_damage_gives_a_letter_or_a_line(name: str) -> None:
    """The short run of the fuzzing: a letter or a LetterError, nothing else."""
    for seed in range(40):
        assert read_try(name, one_try(name, seed)) in ("read", "refused")


@pytest.mark.parametrize(
    "page",
    [
        "<p>a&#1;b<a href='#n'>1</a></p><p id='n'>1 noot&#8;tekst</p>",
        "<p>m<a href='#n'>²</a></p><p id='n'>² noot</p>",
        "<table><tr><td colspan='²'>a</td><td>b</td></tr></table>",
        "<ol start='٣'><li>drie</li></ol>",
    ],
)
def test_what_fuzzing_found(page: str) -> None:
    """Control characters as references, and digits that are no numbers."""
    assert read_html(page.encode()).parts
