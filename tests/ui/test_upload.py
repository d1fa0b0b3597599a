"""Adding a letter: what is taken, what is refused, and that the page answers from it at once."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from rag.assistant import Assistant
from rag.errors import StoreError
from rag.page import texts
from rag.page.engine import Engine, PageError
from rag.page.upload import add_letter, letter_name
from rag.settings import Settings
from tests.conftest import silent
from tests.ui.serving import served
from tests.ui.steps import ask
from ui import build_app

DRONES = "Hierbij informeer ik u over drones.\n\nDrones\nDe Douane heeft 19 drones aangeschaft.\n"
FACTS = 'letter_id = "kst-1-2"\ntitle = "Drones"\ndate = 2025-02-03\n'


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


def test_a_letter_and_its_facts_are_put_in_the_corpus(tmp_path: Path, sent: Path) -> None:
    corpus = tmp_path / "corpus"  # is made
    letter = add_letter(corpus, files(sent, kst_1_2_txt=DRONES, anders_toml=FACTS))
    assert letter.source.title == "Drones"
    assert names(corpus) == ["kst-1-2.toml", "kst-1-2.txt"]
    assert (corpus / "kst-1-2.txt").read_text() == DRONES


@pytest.mark.parametrize(
    ("contents", "line"),
    [
        ({}, texts.UPLOAD_NONE),
        ({"a_pdf": "x"}, texts.UPLOAD_KINDS),
        ({"a_toml": FACTS}, texts.UPLOAD_KINDS),
        ({"a_txt": DRONES, "b_txt": DRONES}, texts.UPLOAD_KINDS),
        ({"a_txt": DRONES, "a_pdf": "x"}, texts.UPLOAD_KINDS),
        ({"a_txt": ""}, texts.UPLOAD_UNREADABLE),
        ({"a_txt": b"\xff\xfe\x00"}, texts.UPLOAD_UNREADABLE),
        ({"a_txt": b"caf\xe9"}, texts.UPLOAD_UNREADABLE),
        ({"a_txt": "x" * 5_000_001}, texts.UPLOAD_UNREADABLE),
        ({"a_txt": DRONES, "a_toml": FACTS}, texts.UPLOAD_FACTS.format("a")),
        ({"a_txt": DRONES, "a_toml": "letter_id ="}, texts.UPLOAD_FACTS.format("a")),
        ({"brief_1_txt": DRONES}, texts.UPLOAD_EXISTS.format("brief-1")),
        ({"BRIEF_1_txt": DRONES}, texts.UPLOAD_EXISTS.format("BRIEF-1")),
        ({"los_txt": DRONES}, texts.UPLOAD_EXISTS.format("los")),
    ],
)
def test_what_is_refused_leaves_the_corpus_as_it_was(
    tmp_path: Path, sent: Path, contents: dict[str, str], line: str
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "brief-1.txt").write_text("Eerste.")
    (corpus / "los.toml").write_text("")
    with pytest.raises(PageError) as caught:
        add_letter(corpus, files(sent, **contents))
    assert str(caught.value) == line
    assert names(corpus) == ["brief-1.txt", "los.toml"]
    assert (corpus / "brief-1.txt").read_text() == "Eerste."


@pytest.mark.parametrize("corpus", ["/proc/brieven", "/proc"])
def test_a_corpus_that_cannot_be_written_says_so(sent: Path, corpus: str) -> None:
    with pytest.raises(PageError, match="De map met brieven kan niet worden beschreven"):
        add_letter(Path(corpus), files(sent, a_txt=DRONES))


def test_two_who_add_the_same_name_never_replace_each_other(tmp_path: Path) -> None:
    corpus, outcomes = tmp_path / "corpus", []
    corpus.mkdir()
    start = threading.Barrier(8)

    def add(number: int) -> None:
        folder = tmp_path / str(number)
        folder.mkdir()
        sent = files(folder, zelfde_txt=f"{DRONES}{number}")
        start.wait()
        try:
            add_letter(corpus, sent)
            outcomes.append(number)
        except PageError:
            pass

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 1
    assert (corpus / "zelfde.txt").read_text() == f"{DRONES}{outcomes[0]}"


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("kst-31934-87", "kst-31934-87"),
        ("Tweede brief (2024)", "Tweede-brief-2024"),
        ("../../etc/passwd", "etc-passwd"),
        (".verborgen", "verborgen"),
        ("é", "é"),
        ("a#b&c", "a-b-c"),
    ],
)
def test_letter_name(stem: str, name: str) -> None:
    assert letter_name(stem) == name


@pytest.fixture
def shelf(small: Settings) -> Iterator[tuple[str, Settings]]:
    """A page of its own on two small letters."""
    with served(build_app(small)) as address:
        yield address, small


def test_a_letter_is_added_in_the_browser(
    shelf: tuple[str, Settings], browser: Browser, sent: Path
) -> None:
    address, small = shelf
    page = browser.new_page()
    page.goto(address)
    page.locator(".corpus").filter(has_text="2 brieven").wait_for()
    ask(page, "Hoeveel speurhonden heeft de Douane?")
    page.get_by_role("tab", name="Brieven").click()
    page.locator("#upload > button").click()
    send(page, files(sent, brief_1_txt=DRONES))
    expect(page.locator("#upload .problem")).to_contain_text("Er is al een brief met de naam")
    page.get_by_role("button", name="Wissen").click()
    send(page, files(sent, brief_txt=b"caf\xe9"))
    expect(page.locator("#upload .problem")).to_contain_text("gewone tekst")
    page.get_by_role("button", name="Wissen").click()
    send(page, files(sent, kst_1_2_txt=DRONES, kst_1_2_toml=FACTS))
    expect(page.locator("#upload .done")).to_contain_text("Drones", timeout=60_000)
    expect(page.locator(".corpus")).to_contain_text("3 brieven")
    expect(page.locator("#letters tbody tr")).to_have_count(3)
    page.get_by_role("tab", name="Vragen").click()
    ask(page, "Hoeveel drones heeft de Douane aangeschaft?")
    expect(page.locator("#t2 .short")).to_contain_text("19 drones")
    assert "31" in page.locator("#t1").inner_text()
    page.close()
    assert names(small.corpus) == ["brief-1.txt", "brief-2.txt", "kst-1-2.toml", "kst-1-2.txt"]


def send(page: Page, chosen: list[Path]) -> None:
    page.locator("#upload-files input[type=file]").set_input_files([str(one) for one in chosen])
    page.locator("#upload-files .file-preview").wait_for()
    page.locator("#upload-add").click()


def test_running_questions_finish_on_the_index_they_took(small: Settings) -> None:
    engine = Engine(lambda report: Assistant.open(small, report))
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
    lines: list[str] = []
    new = engine.refresh(lines.append)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == [] and engine.assistant() is new and new is not old
    assert lines == ["indexing 1 of 3 letters"]
    assert old.ask("Hoeveel drones heeft de Douane aangeschaft?").short != "19 drones"


def test_a_refresh_that_fails_keeps_the_index_that_was_there(small: Settings) -> None:
    engine = Engine(lambda report: Assistant.open(small, report))
    engine.start()
    old = engine.assistant()
    for file in small.corpus.iterdir():
        file.unlink()
    with pytest.raises(StoreError):
        engine.refresh(silent)
    assert engine.assistant() is old


def test_an_engine_that_could_not_start_answers_once_there_is_a_letter(small: Settings) -> None:
    empty = replace(small, corpus=small.corpus.parent / "leeg")
    engine = Engine(lambda report: Assistant.open(empty, report))
    engine.start()
    with pytest.raises(StoreError):
        engine.assistant()
    empty.corpus.mkdir()
    (empty.corpus / "drones.txt").write_text(DRONES, encoding="utf-8")
    engine.refresh(silent)
    assert len(engine.assistant().letters) == 1
