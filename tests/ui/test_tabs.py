"""The tabs Brieven and Citaten, and whether everybody can use the page."""

import re
from pathlib import Path

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import etree
from playwright.sync_api import Page, expect

from tests.ui.steps import QUESTION, ask, clipboard

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
AXE_TAGS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


def test_a_permalink_opens_its_passage_and_survives_a_reload(page: Page, address: str) -> None:
    page.goto(f"{address}?brief=kst-31934-87&passage=c-03")
    for _ in range(2):
        mark = page.locator(".letter mark").first
        expect(mark).to_contain_text("De Douane heeft de afgelopen maanden")
        expect(mark).to_be_in_viewport()
        assert page.url.endswith("?brief=kst-31934-87&passage=c-03")
        page.reload()
    page.locator("#brief-p-c-04").click()
    expect(page.locator("#announcer")).to_have_text("Gekopieerd")
    assert clipboard(page) == f"{address}?brief=kst-31934-87&passage=c-04"


@pytest.mark.parametrize("query", ["brief=bestaat-niet", "brief=kst-31934-87&passage=zz-99"])
def test_an_unknown_permalink_says_so(page: Page, address: str, query: str) -> None:
    page.goto(f"{address}?{query}")
    expect(page.locator("#letter .problem")).to_contain_text("is er niet")


def test_the_letters_are_listed_and_read(page: Page) -> None:
    page.get_by_role("tab", name="Brieven").click()
    expect(page.locator("#letters tbody tr")).to_have_count(2)
    page.get_by_role("link", name="Tweede Stand-van-zakenbrief Douane 2024").click()
    page.get_by_role("navigation", name="Inhoud").get_by_role("link", name="J. Integriteit").click()
    expect(
        page.locator("#letter").get_by_role("heading", name="J. Integriteit")
    ).to_be_in_viewport()
    expect(page.locator("#letter .footnotes li")).to_have_count(6)
    assert "brief=kst-31934-87" in page.url


def test_a_passage_is_cited_in_every_style_and_collected(page: Page, tmp_path: Path) -> None:
    page.get_by_role("tab", name="Citaten").click()
    page.locator("#search").get_by_role("textbox").fill("waarde vaartuigen sancties")
    page.keyboard.press("Enter")
    expect(page.locator("#found mark").first).to_be_visible()
    page.get_by_role("button", name="Citeer").first.click()
    expect(page.locator("#citation pre")).to_have_count(7)
    first = page.locator("#citation blockquote").inner_text()
    page.get_by_role("button", name="Kopieer: BibTeX").click()
    expect(page.locator("#announcer")).to_have_text("Gekopieerd")
    assert clipboard(page).startswith("@misc{kst-31934-87")
    page.locator("#remark").get_by_role("textbox").fill("navragen")
    page.get_by_role("button", name="In het notitiemandje").click()
    expect(page.locator("#basket li")).to_have_count(1)
    expect(page.locator("#basket li")).to_contain_text("navragen")
    page.get_by_role("button", name="Citeer").nth(1).click()
    expect(page.locator("#citation blockquote")).not_to_have_text(first)
    page.get_by_role("button", name="In het notitiemandje").click()
    expect(page.locator("#basket li")).to_have_count(2)
    quotes = page.locator("#basket blockquote").all_inner_texts()
    check_note_file(downloaded(page, "docx", tmp_path), quotes)
    assert "[^1]: *Kamerstukken II* 2024/25, 31934, nr. 87" in downloaded(
        page, "md", tmp_path
    ).read_text(encoding="utf-8")
    page.get_by_role("button", name="Verwijder").first.click()
    expect(page.locator("#basket li")).to_have_count(1)
    page.get_by_role("button", name="Verwijder").click()
    expect(page.locator("#basket li")).to_have_count(0)


def downloaded(page: Page, kind: str, folder: Path) -> Path:
    with page.expect_download() as download:
        page.locator(f"#export-{kind}").click()
    assert download.value.suggested_filename == f"notitie.{kind}"
    download.value.save_as(folder / f"notitie.{kind}")
    return folder / f"notitie.{kind}"


def check_note_file(file: Path, quotes: list[str]) -> None:
    """Quotes, the remark, and a real footnote with the formal citation for each quote."""
    note = docx.Document(str(file))
    words = "\n".join(paragraph.text for paragraph in note.paragraphs)
    assert any(paragraph.style.name.startswith("Heading") for paragraph in note.paragraphs)
    assert "navragen" in words
    assert all(" ".join(quote.split()) in " ".join(words.split()) for quote in quotes)
    (part,) = [part for part in note.part.package.iter_parts()
               if part.partname == "/word/footnotes.xml"]  # fmt: skip
    notes = [
        "".join(node.itertext())
        for node in etree.fromstring(part.blob).iter(f"{WORD}footnote")
        if node.get(f"{WORD}type") is None
    ]
    marks = note.element.body.iter(f"{WORD}footnoteReference")
    assert len(notes) == len(list(marks)) == len(quotes)
    for one in notes:
        assert one.strip().startswith("Kamerstukken II 2024/25, 31934, nr. 87, onder ")
        assert one.endswith("https://zoek.officielebekendmakingen.nl/kst-31934-87.html")


def test_a_note_with_a_wrong_figure_is_called_out(page: Page) -> None:
    page.get_by_role("tab", name="Citaten").click()
    page.get_by_role("tab", name="Notitie controleren").click()
    page.locator("#note textarea").fill("De Douane legde 737 zendingen voor bij de CDIU.")
    page.locator("#check").click()
    finding = page.locator(".finding").first
    expect(finding).to_contain_text("727")
    expect(finding.locator("del").first).to_contain_text("737")


def test_a_note_is_uploaded(page: Page) -> None:
    page.get_by_role("tab", name="Citaten").click()
    page.get_by_role("tab", name="Notitie controleren").click()
    words = "Er zijn “binnen de Douane 727 zendingen voorgelegd”."
    page.locator("#note-file input[type=file]").set_input_files(
        {"name": "notitie.txt", "mimeType": "text/plain", "buffer": words.encode()}
    )
    expect(page.locator(".finding .verdict").first).to_have_text("Letterlijk gevonden")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.reload()
    page.locator(".corpus").filter(has_text="brieven ·").wait_for()
    ask(page, QUESTION)
    ask(page, "Hoeveel zendingen zijn in 2019 voorgelegd bij de CDIU?")
    page.locator("#filters button").first.click()
    serious(page, "Vragen")
    page.get_by_role("button", name="Toon in brief").first.click()
    serious(page, "venster")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Brieven").click()
    page.locator("#upload > button").click()
    page.get_by_role("link", name="Tweede Stand-van-zakenbrief Douane 2024").click()
    page.locator(".letter").wait_for()
    serious(page, "Brieven")
    page.get_by_role("tab", name="Citaten").click()
    page.locator("#search").get_by_role("textbox").fill("vaartuigen")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Citeer").first.click()
    page.locator("#citation pre").first.wait_for()
    serious(page, "Citaten")
    page.get_by_role("tab", name="Notitie controleren").click()
    page.locator("#note textarea").fill("De Douane legde 737 zendingen voor bij de CDIU.")
    page.locator("#check").click()
    page.locator(".finding").wait_for()
    serious(page, "Controleren")


def serious(page: Page, where: str) -> None:
    """Fail on violations of WCAG 2.1 A/AA that axe calls serious or critical."""
    found = Axe().run(page, options=AXE_TAGS).response["violations"]
    bad = [
        f"{item['id']}: {node['html'][:160]}"
        for item in found
        if item["impact"] in ("serious", "critical")
        for node in item["nodes"]
    ]
    assert bad == [], f"{where}: {bad}"


def test_the_page_is_dutch(page: Page) -> None:
    assert page.evaluate("document.documentElement.lang") == "nl"
    page.get_by_role("tab", name="Citaten").click()
    page.get_by_role("tab", name="Notitie controleren").click()
    words = page.locator("body").inner_text()
    assert not re.search(r"\b(Drop File|Click to Upload|Submit|Clear|Built with|or -)\b", words)
