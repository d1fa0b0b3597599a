"""Scans: read by tesseract within limits, and never without saying so."""

import io
import sys
from base64 import b64decode
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from rag.cite.check import check_note
from rag.cite.formats import STYLES, format_citation
from rag.cite.places import page_at
from rag.cli import main
from rag.errors import DamagedError, LetterError, ScanError, TooLargeError
from rag.letters import ocr
from rag.letters.ocr import find_tesseract, read_scan, segments
from rag.letters.pdf import read_pdf
from rag.letters.pdf_page import read_page
from rag.letters.read import read_letter, read_with_facts
from rag.records import Letter, Source
from rag.store.letter_json import dump_letter, load_letter
from tests.letters.formats.__main__ import FOLDER
from tests.letters.formats.letter import FACTS
from tests.letters.formats.pdf_writer import write_pdf

needs_tesseract = pytest.mark.skipif(not find_tesseract(), reason="tesseract with nld is not here")
PDF = (FOLDER / "brief.pdf").read_bytes()


def scan(turned: int = 0) -> bytes:
    """The letter as pictures of 200 dpi in a PDF without text."""
    pages = [page.render(scale=200 / 72, grayscale=True) for page in pypdfium2.PdfDocument(PDF)]
    pictures: list[Image.Image] = [page.to_pil().rotate(turned) for page in pages]
    file = io.BytesIO()
    pictures[0].save(file, "pdf", save_all=True, append_images=pictures[1:], resolution=200)
    return file.getvalue()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scan") / "scan.pdf"
    path.write_bytes(scan())
    return path


@pytest.fixture(scope="module")
def letter(path: Path) -> Letter:
    return read_letter(path)


def program(folder: Path, code: str) -> str:
    """A program of the name tesseract that does this."""
    path = folder / "tesseract"
    path.write_text(f"#!{sys.executable}\nimport sys\n{code}\n")
    path.chmod(0o755)
    return str(path)


@needs_tesseract
def test_a_scan_has_the_sections_of_the_letter(letter: Letter) -> None:
    assert [(s.path, s.label, s.level) for s in letter.sections] == [
        (("Inleiding",), "Inleiding", 1),
        (("A. Toezicht in de haven",), "A", 1),
        (("A. Toezicht in de haven", "Scanapparatuur"), "A", 2),
        (("B. Cijfers per haven",), "B", 1),
        (("Tot slot",), "Tot slot", 1),
        (("Ondertekening",), "Ondertekening", 1),
    ]


@needs_tesseract
@pytest.mark.parametrize(
    ("section", "words", "page"),
    [
        ("A. Toezicht in de haven", "in 2023 in totaal 1.250 containers in Voorbeeldhaven.", 1),
        ("A. Toezicht in de haven", "omdat accijnsgoederen niet waren aangegeven.", 1),
        ("Scanapparatuur", "daarmee 30 procent meer containers", 1),
        ("Scanapparatuur", "maatregelen:\n· meer speurhonden op de kade;\n· camera", 1),
        ("B. Cijfers per haven", "Haven: Voorbeeldhaven; 2022: 1.100; 2023: 1.250", 1),
        ("B. Cijfers per haven", "Haven: Testdam; 2022: 640; 2023: 702", 1),
        ("B. Cijfers per haven", "1. de evaluatie van de tweede scan wordt afgerond;\n2. de", 1),
        ("Tot slot", "Ik zal uw Kamer in december 2024 opnieuw informeren.", 2),
    ],
)
def test_a_scan_has_the_words_and_figures_of_the_letter(
    letter: Letter, section: str, words: str, page: int
) -> None:
    (passage,) = [p for p in letter.passages if words in p.text]
    assert passage.section[-1] == section
    assert page_at(letter, letter.text.index(words)) == page


@needs_tesseract
def test_facts_of_a_scan_are_proposed(path: Path) -> None:
    _, facts = read_with_facts(path)
    assert facts and {fact.field: fact.value for fact in facts} == {
        field: value for field, value in FACTS.items() if field not in ("title", "kenmerk")
    }


@needs_tesseract
def test_a_scan_says_that_it_is_one(
    letter: Letter, path: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert letter.source.scanned and load_letter(dump_letter(letter)) == letter
    monkeypatch.setenv("RAG_CORPUS", str(tmp_path))
    assert main(["add", "--yes", str(path)]) == 0
    assert "met OCR uit een scan gelezen" in capsys.readouterr().out
    stored = read_letter(tmp_path / "kst-99001-7.pdf")
    assert stored.source.scanned and stored.source.number == "7"
    assert "scanned" not in (tmp_path / "kst-99001-7.toml").read_text()
    findings = check_note("De Douane controleerde 1.250 containers in de haven.", [stored])
    assert [f.verdict for f in findings] == ["letterlijk"]
    assert "met OCR gelezen" in findings[0].reason


@pytest.mark.parametrize("style", STYLES)
def test_every_citation_of_a_scan_says_so(style: str) -> None:
    source = Source("brief", title="Brief", dossier="31934", number="7", scanned=True)
    assert "(OCR)" in format_citation(source, ("A. Haven",), "woorden", style, 2)


def test_a_letter_with_text_is_no_scan() -> None:
    assert not read_pdf(PDF).scanned


@pytest.mark.parametrize("installed", ["nothing", "no Dutch"])
def test_without_tesseract_it_says_what_to_install(
    installed: str, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    if installed == "no Dutch":
        program(tmp_path, "print('List of languages (1):\\neng')")
    with pytest.raises(ScanError, match=r"without text; install tesseract .*tesseract-ocr-nld"):
        read_letter(path)


@needs_tesseract
def test_what_cannot_be_read_well_is_refused(tmp_path: Path) -> None:
    upside_down, blank = tmp_path / "om.pdf", tmp_path / "leeg.pdf"
    upside_down.write_bytes(scan(turned=180))
    blank.write_bytes(write_pdf([[], []]))
    with pytest.raises(ScanError, match="cannot be read well"):
        read_letter(upside_down)
    with pytest.raises(ScanError, match="without text that can be read"):
        read_letter(blank)


@pytest.mark.parametrize(
    ("code", "error", "words"),
    [
        ("import time; time.sleep(60)", TooLargeError, "takes too long"),
        ("while True: pass", TooLargeError, "takes too long"),
        ("bytearray(600_000_000)", DamagedError, "page 1 cannot be read"),
        ("import tempfile; tempfile.TemporaryFile().write(b'x' * 99_999)", DamagedError, "page 1"),
        ("import os; os.kill(os.getpid(), 11)", DamagedError, "stopped with -11"),
        ("print('geen hOCR')", ScanError, "without text that can be read"),
    ],
    ids=["sleeps", "loops", "eats memory", "writes a file", "crashes", "answers nonsense"],
)
def test_tesseract_has_limits(
    code: str, error: type[LetterError], words: str,
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(ocr, "PAGE_SECONDS", 1)
    monkeypatch.setattr(ocr, "PAGE_WAIT", 2 if "sleep" in code else 60)
    with pytest.raises(error, match=words):
        read_scan(path, program(tmp_path, code))


def test_pages_and_dots_have_a_limit(tmp_path: Path) -> None:
    long = tmp_path / "lang.pdf"
    long.write_bytes(write_pdf([[]] * 31))
    with pytest.raises(TooLargeError, match="a scan of 31 pages, more than 30"):
        read_scan(long, "tesseract")
    huge = write_pdf([[]]).replace(b"0 0 595 842", b"0 0 14400 14400")
    assert len(b64decode(str(read_page(huge, "0")["picture"]))) < 10_000_000


def hocr(*lines: tuple[str, ...]) -> str:
    """hOCR of lines of words; a word stands 10 dots a letter, after `_` far away."""
    found = ""
    for number, words in enumerate(lines):
        y, x = 100 + 50 * number, 100
        found += (
            f"<span class='ocr_line' id='l' title=\"bbox 100 {y} 900 {y + 40}; baseline 0.001 -8; "
            'x_size 40; x_descenders 9; x_ascenders 8">'
        )
        for word in words:
            x += 300 if word.startswith("_") else 10
            right = x + 10 * len(word)
            found += (
                f"<span class='ocrx_word' id='w' title='bbox {x} {y} {right} {y + 40}; "
                f"x_wconf 95'>{word.lstrip('_')}</span>"
            )
            x = right
        found += "</span>"
    return found


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        (("De", "Douane"), ["De Douane"]),
        (("Haven", "_2022", "_2023"), ["Haven", "2022", "2023"]),
        (("e", "meer", "honden"), ["•", "meer honden"]),
        (("A", "&amp;", "<strong>B</strong>"), ["A & B"]),
        (("De", "e", "kade"), ["De e kade"]),
    ],
)
def test_segments(words: tuple[str, ...], texts: list[str]) -> None:
    assert [segment.text for segment in segments(hocr(words), 842, 0.24)] == texts


def test_an_empty_page_and_line_have_none() -> None:
    assert [*segments("", 842, 0.24), *segments(hocr(()), 842, 0.24)] == []


def test_places_are_points_from_the_bottom() -> None:
    first, second = segments(hocr(("Een",), ("Twee",)), 842, 0.24)
    assert (first.size, first.bottom) == pytest.approx((9.6, 842 - 132 * 0.24))
    assert first.bottom - second.bottom == pytest.approx(50 * 0.24)
