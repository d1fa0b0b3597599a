"""Adding a letter: what is taken, what is refused, and that the page answers from it at once."""

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from rag.assistant import Assistant
from rag.errors import CorpusError, ExistsError, RagError, StoreError
from rag.letters.add import propose, store
from rag.letters.read import read_letter
from rag.page import texts
from rag.page.blocks import header_html
from rag.page.engine import Engine
from rag.page.problems import PageError, dutch_line
from rag.page.server import MAXIMUM_UPLOAD
from rag.page.upload import as_shown, confirmed
from rag.settings import Settings
from tests.conftest import silent
from tests.letters.formats.__main__ import FOLDER as FORMATS
from tests.letters.formats.zip_writers import docx, paragraph, run
from tests.letters.test_hostile import HOSTILE
from tests.ui.serving import served
from tests.ui.steps import ask
from tests.ui.test_tabs import serious
from ui import build_app

DRONES = "Hierbij informeer ik u over drones.\n\nDrones\nDe Douane heeft 19 drones aangeschaft.\n"
DRONES_DOCX = docx("".join(paragraph(run(line)) for line in DRONES.splitlines() if line))
UNDATED = ("brief.md", "brief.txt")
HALF_PDF = (FORMATS / "brief.pdf").read_bytes()[:900]


def files(folder: Path, **contents: str | bytes) -> list[Path]:
    """Files as an upload gives them; `kst_txt` becomes `kst.txt`."""
    made = []
    for name, content in contents.items():
        file = folder / ".".join(name.rsplit("_", 1)).replace("_", "-")
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        made.append(file)
    return made


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    folder = tmp_path / "sent"
    folder.mkdir()
    return folder


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def add(corpus: Path, file: Path, **written: str) -> Path | None:
    """What the page does, with some facts changed by the visitor."""
    proposal = propose(file)
    return store(confirmed(proposal, as_shown(proposal.source) | written), corpus)


@pytest.mark.parametrize(
    "name",
    ["brief.docx", "brief.pdf", "brief.odt", "brief.html", "brief.md", "brief.txt",
     "brief.kamerstuk.xml"],
)  # fmt: skip
def test_every_format_is_proposed_corrected_and_stored(
    name: str, tmp_path: Path, sent: Path
) -> None:
    corpus = tmp_path / "corpus"  # is made
    file = Path(shutil.copy(FORMATS / name, sent))
    shown = as_shown(propose(file).source)
    assert shown["date"] == ("" if name in UNDATED else "24-06-2024")
    assert shown["case_number"] == ""
    stored = add(corpus, file, date="25 juni 2024", case_number=" 2024Z1\n", url="")
    assert stored and stored.read_bytes() == file.read_bytes()
    assert names(corpus) == sorted([stored.name, f"{stored.stem}.toml"])
    source = read_letter(stored).source
    assert source.date and source.date.isoformat() == "2024-06-25"
    assert (source.case_number, source.url) == ("2024Z1", "")
    assert source.title == shown["title"]


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a_png", "x", texts.ERROR_LETTER_FORMAT),
        ("a_doc", "x", texts.ERROR_LETTER_FORMAT),
        ("a_docm", "x", texts.ERROR_LETTER_FORMAT),
        ("a_pdf", "x", texts.ERROR_LETTER_FORMAT),
        ("a_pdf", HALF_PDF, texts.ERROR_LETTER_DAMAGED),
        ("a_docx", b"PK\x03\x04", texts.ERROR_LETTER_DAMAGED),
        ("a_docx", HOSTILE["macros"][1](), texts.ERROR_LETTER_MACROS),
        ("a_docx", HOSTILE["path up"][1](), texts.ERROR_LETTER_HARM),
        ("a_docx", HOSTILE["encrypted zip"][1](), texts.ERROR_LETTER_PROTECTED),
        ("a_pdf", HOSTILE["encrypted PDF"][1](), texts.ERROR_LETTER_PROTECTED),
        ("a_pdf", HOSTILE["scan"][1](), texts.ERROR_LETTER_SCAN),
        ("a_xml", HOSTILE["billion laughs"][1](), texts.ERROR_LETTER_HARM),
        ("a_txt", "", texts.ERROR_LETTER_EMPTY),
        ("a_txt", b"\xff\xfe\x00", texts.ERROR_LETTER_ENCODING),
        ("a_txt", b"caf\xe9", texts.ERROR_LETTER_ENCODING),
        ("a_txt", "x" * 5_000_001, texts.ERROR_LETTER_LARGE),
        ("brief_1_txt", DRONES, texts.ERROR_LETTER_EXISTS),
        ("BRIEF_1_txt", DRONES, texts.ERROR_LETTER_EXISTS),
        ("los_txt", DRONES, texts.ERROR_LETTER_EXISTS),
    ],
)
def test_what_is_refused_leaves_the_corpus_as_it_was(
    tmp_path: Path, sent: Path, name: str, content: str | bytes, line: str
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "brief-1.txt").write_text("Eerste.")
    (corpus / "los.toml").write_text("")
    with pytest.raises((PageError, RagError)) as caught:
        add(corpus, *files(sent, **{name: content}))
    assert dutch_line(caught.value) == line
    assert names(corpus) == ["brief-1.txt", "los.toml"]
    assert (corpus / "brief-1.txt").read_text() == "Eerste."


@pytest.mark.parametrize(
    ("field", "value", "line"),
    [
        ("letter_id", "", texts.UPLOAD_NAME),
        ("letter_id", "../../etc/passwd", texts.UPLOAD_NAME),
        ("letter_id", "a b", texts.UPLOAD_NAME),
        ("letter_id", "a" * 81, texts.UPLOAD_NAME),
        ("date", "2024", texts.UPLOAD_DATE.format("2024")),
        ("date", "31-06-2024", texts.UPLOAD_DATE.format("31-06-2024")),
        ("chamber", "III", texts.UPLOAD_CHAMBER),
        ("url", "javascript:alert(1)", texts.UPLOAD_URL),
    ],
)
def test_a_wrong_fact_is_refused(
    tmp_path: Path, sent: Path, field: str, value: str, line: str
) -> None:
    with pytest.raises(PageError) as caught:
        add(tmp_path / "corpus", *files(sent, a_txt=DRONES), **{field: value})
    assert str(caught.value) == line and not (tmp_path / "corpus").exists()


@pytest.mark.parametrize("corpus", ["/proc/brieven", "/proc"])
def test_a_corpus_that_cannot_be_written_says_so(sent: Path, corpus: str) -> None:
    with pytest.raises(CorpusError) as caught:
        add(Path(corpus), *files(sent, a_txt=DRONES))
    assert dutch_line(caught.value) == texts.ERROR_LETTER_CORPUS


def test_two_who_add_the_same_name_never_replace_each_other(tmp_path: Path) -> None:
    corpus, outcomes = tmp_path / "corpus", []
    start = threading.Barrier(8)

    def one(number: int) -> None:
        folder = tmp_path / str(number)
        folder.mkdir()
        (chosen,) = files(folder, zelfde_txt=f"{DRONES}{number}")
        start.wait()
        try:
            add(corpus, chosen, title=f"Brief {number}")
            outcomes.append(number)
        except ExistsError:
            pass

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 1
    assert (corpus / "zelfde.txt").read_text() == f"{DRONES}{outcomes[0]}"
    assert f"Brief {outcomes[0]}" in (corpus / "zelfde.toml").read_text()
    assert names(corpus) == ["zelfde.toml", "zelfde.txt"]


@pytest.fixture
def shelf(small: Settings) -> Iterator[tuple[str, Settings]]:
    """A page of its own on two small letters."""
    with served(build_app(small)) as address:
        yield address, small


def test_letters_of_several_formats_are_added_in_the_browser(
    shelf: tuple[str, Settings], browser: Browser, sent: Path
) -> None:
    address, small = shelf
    page = browser.new_page()
    page.goto(address)
    page.locator(".corpus").filter(has_text="2 brieven").wait_for()
    ask(page, "Hoeveel speurhonden heeft de Douane?")
    page.get_by_role("tab", name="Brieven").click()
    page.locator("#upload > button").click()
    macros, drones = files(
        sent, macros_docx=HOSTILE["macros"][1](), Brief_over_drones_docx=DRONES_DOCX
    )
    choose(page, macros)
    expect(page.locator("#upload .problem")).to_have_text(texts.ERROR_LETTER_MACROS)
    expect(page.locator("#upload-add")).to_be_hidden()
    page.get_by_role("button", name="Wissen").click()
    expect(page.locator("#upload .problem")).to_have_count(0)
    choose(page, *files(sent, groot_pdf=bytes(MAXIMUM_UPLOAD + 1)))
    expect(page.locator("#upload .problem")).to_contain_text("hoogstens 20 MB")

    choose(page, drones)
    expect(field(page, "letter_id")).to_have_value("brief-over-drones")
    expect(field(page, "title")).to_have_value("")
    page.locator("#upload-more > button").click()
    serious(page, "Brief toevoegen")
    field(page, "title").fill("Drones bij de Douane")
    field(page, "date").fill("morgen")
    page.locator("#upload-add").click()
    expect(page.locator("#upload .problem")).to_have_text(texts.UPLOAD_DATE.format("morgen"))
    field(page, "date").fill("3 februari 2025")
    page.locator("#upload-add").click()
    done = page.locator("#upload .done")
    expect(done).to_contain_text("Drones bij de Douane", timeout=60_000)
    expect(page.locator("#upload-add")).to_be_hidden()

    choose(page, FORMATS / "brief.pdf")
    expect(field(page, "letter_id")).to_have_value("kst-99001-7")
    expect(field(page, "date")).to_have_value("24-06-2024")
    expect(page.locator("#upload-date")).to_contain_text("de kop van het Kamerstuk")
    page.locator("#upload-add").click()
    expect(done).to_contain_text("kst-99001-7", timeout=60_000)
    expect(page.locator(".corpus")).to_contain_text("4 brieven")
    expect(page.locator("#letters tbody tr")).to_have_count(4)
    page.get_by_role("tab", name="Vragen").click()
    ask(page, "Hoeveel drones heeft de Douane aangeschaft?")
    expect(page.locator("#t2 .short")).to_contain_text("19 drones")
    expect(page.locator("#t2 .card")).to_contain_text("3 februari 2025")
    assert "31" in page.locator("#t1").inner_text()
    page.close()
    assert names(small.corpus) == [
        "brief-1.txt", "brief-2.txt", "brief-over-drones.docx", "brief-over-drones.toml",
        "kst-99001-7.pdf", "kst-99001-7.toml",
    ]  # fmt: skip


def choose(page: Page, file: Path) -> None:
    page.locator("#upload-files input[type=file]").set_input_files(file)


def field(page: Page, name: str) -> Locator:
    return page.locator(f"#upload-{name}").get_by_role("textbox")


def test_running_questions_finish_on_the_index_they_took(small: Settings) -> None:
    engine = Engine(lambda report, progress: Assistant.open(small, report, progress=progress))
    engine.start()
    old, stop, wrong = engine.assistant(), threading.Event(), []

    def keep_asking() -> None:
        while not stop.is_set():
            for assistant in (old, engine.assistant()):
                answer = assistant.ask("Hoeveel speurhonden heeft de Douane?")
                if answer.short != "31 speurhonden":
                    wrong.append(answer)

    threads = [threading.Thread(target=keep_asking) for _ in range(4)]
    for thread in threads:
        thread.start()
    (small.corpus / "drones.txt").write_text(DRONES, encoding="utf-8")
    lines, shares = list[str](), list[float]()
    new = engine.refresh(lines.append, shares.append)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == [] and engine.assistant() is new and new is not old
    assert lines == ["indexing 1 of 3 letters"] and shares[-1] == 1
    assert old.ask("Hoeveel drones heeft de Douane aangeschaft?").short != "19 drones"


def test_a_refresh_that_fails_keeps_the_index_that_was_there(small: Settings) -> None:
    engine = Engine(lambda report, _: Assistant.open(small, report))
    engine.start()
    old = engine.assistant()
    for file in small.corpus.iterdir():
        file.unlink()
    with pytest.raises(StoreError):
        engine.refresh(silent, silent)
    assert engine.assistant() is old


def test_an_engine_that_could_not_start_answers_once_there_is_a_letter(small: Settings) -> None:
    empty = replace(small, corpus=small.corpus.parent / "leeg")
    engine = Engine(lambda report, _: Assistant.open(empty, report))
    engine.start()
    with pytest.raises(StoreError):
        engine.assistant()
    empty.corpus.mkdir()
    (empty.corpus / "drones.txt").write_text(DRONES, encoding="utf-8")
    engine.refresh(silent, silent)
    assert len(engine.assistant().letters) == 1


def test_the_page_tells_how_much_is_loaded(small: Settings) -> None:
    go, shown = threading.Event(), threading.Event()

    def slow(report: Callable[[str], None], progress: Callable[[float], None]) -> Assistant:
        progress(0.4)
        assert shown.wait(30)
        progress(0.8)
        assert go.wait(30)
        return Assistant.open(small, silent)

    engine = Engine(slow)
    engine.start()
    shares = engine.shares()
    assert next(shares) == 0.4
    shown.set()
    assert next(shares) == 0.8
    assert '<progress value="0.80"' in header_html(None, share=0.8)
    assert "progress" not in header_html(None) + header_html(None, share=1.0)
    go.set()
    assert list(shares) == [] and engine.ready
