"""The page in a real browser: what a policy officer does in the morning."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from axe_playwright_python.sync_playwright import Axe
from gradio_client import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.ui.payloads import PAYLOADS

QUESTION = "Hoeveel zendingen zijn voorgelegd bij de CDIU vanwege de sancties?"
REFERENCE = "Kamerstukken II 2024/25, 31934, nr. 87, onder C"
HANDLERS = """
[...document.querySelectorAll('#tabs .html-container *')]
  .flatMap((element) => element.getAttributeNames())
  .filter((name) => name.startsWith('on'))
"""
AXE_TAGS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


def ask(page: Page, question: str) -> None:
    """Ask and wait until this turn has an outcome."""
    turns = page.locator(".turn").count()
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    turn = page.locator(f"#t{turns + 1}")
    turn.locator(".answer, .refusal, .problem").wait_for()


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_an_answer_has_its_proof_beside_it(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator(".short strong")).to_contain_text("727 zendingen")
    card = page.locator("#t1-c1")
    expect(card).to_contain_text("Tweede Stand-van-zakenbrief Douane 2024")
    expect(card).to_contain_text("12 december 2024")
    expect(card.locator("blockquote mark")).to_contain_text("727 zendingen voorgelegd")
    answer, proof = page.locator(".answer").bounding_box(), card.bounding_box()
    assert answer and proof and proof["x"] > answer["x"] + answer["width"] - 1


def test_a_mark_selects_its_card_and_the_number_goes_back(page: Page) -> None:
    ask(page, QUESTION)
    page.locator("#t1-m1").click()
    expect(page.locator("#t1-c1")).to_have_class(re.compile("selected"))
    expect(page.locator("#t1-c1")).to_be_focused()
    page.locator("#t1-c1 a.back").click()
    expect(page.locator("#t1-m1")).to_be_focused()


def test_the_section_opens_at_the_sentence(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="Toon in brief").first.click()
    window = page.locator("dialog[open]")
    expect(window.locator("mark")).to_be_in_viewport()
    expect(window).to_contain_text("ruim 35.000 aangiften")  # further on in the section
    page.keyboard.press("Escape")
    expect(window).to_have_count(0)


def test_a_citation_and_an_answer_are_copied(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="Kopieer verwijzing").first.click()
    expect(page.get_by_role("button", name="Gekopieerd")).to_be_visible()
    assert clipboard(page) == REFERENCE
    page.get_by_role("button", name="Kopieer antwoord met bronnen").click()
    expect(page.locator("#announcer")).to_have_text("Gekopieerd")
    copied = clipboard(page)
    assert "727 zendingen" in copied and f"[1] {REFERENCE}" in copied


def test_a_follow_up_says_what_was_searched(page: Page) -> None:
    ask(page, QUESTION)
    ask(page, "En hoeveel strafrechtelijke onderzoeken?")
    expect(page.locator("#t2 .sought")).to_contain_text("Gezocht naar:")
    expect(page.locator("#t2")).to_contain_text("84 strafrechtelijke onderzoeken")
    expect(page.locator("#t1 .short")).to_contain_text("727")
    page.get_by_role("button", name="Nieuw gesprek").click()
    expect(page.locator(".start")).to_be_visible()


def test_a_refusal_looks_like_one(page: Page) -> None:
    ask(page, "Hoeveel zendingen zijn in 2019 voorgelegd bij de CDIU?")
    refusal = page.locator(".refusal")
    expect(refusal).to_contain_text("Dat staat niet in de brieven")
    expect(refusal).to_contain_text("Dichtbij, maar niet het antwoord")
    expect(page.locator(".card")).to_have_count(0)


def test_an_example_is_asked(page: Page) -> None:
    page.locator("[data-do=example]").first.click()
    expect(page.locator(".short strong")).to_contain_text("727")


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2024", "2024", ".answer"),
        ("12-12-2024", "2024-12-12", ".answer"),
        ("2026", "", ".problem"),
        ("morgen", "", ".problem"),
        ("2025", "2024", ".problem"),
    ],
)
def test_a_period_limits_the_search(page: Page, since: str, until: str, found: str) -> None:
    page.locator("#filters button").first.click()
    page.locator("#filter-since").get_by_role("textbox").fill(since)
    page.locator("#filter-until").get_by_role("textbox").fill(until)
    ask(page, QUESTION)
    expect(page.locator(f"#t1 {found}")).to_have_count(1)


def test_a_letter_limits_the_search(page: Page) -> None:
    page.locator("#filters button").first.click()
    page.locator("#filter-letters input").click()
    page.get_by_role("option", name=re.compile("Proef")).click()
    ask(page, QUESTION)
    expect(page.locator("#t1 .sought")).to_contain_text("Alleen gezocht in: fictief-1")
    expect(page.locator("#t1")).not_to_contain_text("727 zendingen")


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("   ", "Typ eerst een vraag."),
        ("🙂🙂", "Stel uw vraag in woorden."),
        ("a" * 2_001, "De vraag is te lang"),
        ("b " * 50_000, "De vraag is te lang"),
    ],
)
def test_a_bad_question_gets_one_dutch_line(page: Page, question: str, line: str) -> None:
    ask(page, question)
    expect(page.locator(".problem")).to_contain_text(line)


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


def test_a_passage_is_cited_in_every_style_and_collected(page: Page, tmp_path: object) -> None:
    page.get_by_role("tab", name="Citaten").click()
    page.locator("#search").get_by_role("textbox").fill("waarde vaartuigen sancties")
    page.keyboard.press("Enter")
    expect(page.locator("#found mark").first).to_be_visible()
    page.get_by_role("button", name="Citeer").first.click()
    expect(page.locator("#citation pre")).to_have_count(7)
    page.get_by_role("button", name="Kopieer: BibTeX").click()
    expect(page.locator("#announcer")).to_have_text("Gekopieerd")
    assert clipboard(page).startswith("@misc{kst-31934-87")
    page.locator("#remark").get_by_role("textbox").fill("navragen")
    page.get_by_role("button", name="In het notitiemandje").click()
    expect(page.locator("#basket li")).to_have_count(1)
    expect(page.locator("#basket li")).to_contain_text("navragen")
    with page.expect_download() as download:
        page.locator("#export-docx").click()
    assert download.value.suggested_filename == "notitie.docx"
    page.get_by_role("button", name="Verwijder").click()
    expect(page.locator("#basket li")).to_have_count(0)


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


def test_the_history_stays_in_this_browser(page: Page, context: BrowserContext) -> None:
    ask(page, QUESTION)
    expect(page.locator("#history details")).to_have_count(1)
    page.reload()
    page.locator("#history summary").click()
    page.locator("#history [data-do=reopen]").click()
    expect(page.locator(".short strong")).to_contain_text("727")


def test_a_phone_has_the_proof_below_and_no_sideways_scroll(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 375, "height": 720})
    ask(page, QUESTION)
    answer, proof = page.locator(".answer").bounding_box(), page.locator(".card").bounding_box()
    assert answer and proof and proof["y"] >= answer["y"] + answer["height"]
    for tab in ("Citaten", "Brieven", "Vragen"):
        page.get_by_role("tab", name=tab).click()
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 375, f"{tab} is {wide} px wide"


def test_keyboard_only(page: Page) -> None:
    page.locator("#question textarea").focus()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".answer").wait_for()
    for _ in range(12):  # back from the question to the mark
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.id") == "t1-m1":
            break
    assert page.evaluate("document.activeElement.id") == "t1-m1"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("#t1-c1")).to_be_focused()
    for _ in range(3):  # number, copy, show
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open] mark")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Toon in brief")).to_be_focused()


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


def test_hostile_questions_are_shown_as_text(page: Page) -> None:
    for number, payload in enumerate(PAYLOADS):
        if number % 20 == 0 and number:
            page.get_by_role("button", name="Nieuw gesprek").click()
            page.locator(".start").wait_for()
        ask(page, payload)
    harmless(page)


def test_a_hostile_letter_is_shown_as_text(page: Page, address: str) -> None:
    page.get_by_role("tab", name="Brieven").click()
    harmless(page)
    page.goto(f"{address}?brief=fictief-1")
    page.locator(".letter").wait_for()
    shown = page.locator(".letter").inner_text()
    missing = [one for one in PAYLOADS if " ".join(one.split()) not in " ".join(shown.split())]
    assert missing == []
    harmless(page)
    page.get_by_role("tab", name="Citaten").click()
    page.locator("#search").get_by_role("textbox").fill("kwetsbaarhedenproef maatregel")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Citeer").first.click()
    page.locator("#citation pre").first.wait_for()
    harmless(page)
    page.get_by_role("tab", name="Vragen").click()
    ask(page, "Wanneer eindigt de kwetsbaarhedenproef?")
    harmless(page)


def harmless(page: Page) -> None:
    """Nothing ran and no hostile element exists; requests are checked by `context`."""
    page.wait_for_timeout(150)
    assert page.evaluate("window.pwned") is None
    bad = (
        "#tabs :is(script, iframe, object, embed, img, video, audio, form, base, meta, link, style)"
    )
    assert page.locator(bad).count() == 0
    assert page.evaluate(HANDLERS) == []
    assert page.locator("#tabs a[href^=javascript]").count() == 0


def test_the_policy_is_sent(page: Page, address: str) -> None:
    for path in ("", "page/style.css", "page/page.js", "config"):
        headers = page.request.get(address + path).headers
        assert "default-src 'self'" in headers["content-security-policy"], path


def test_files_of_the_server_are_not_served(page: Page, address: str) -> None:
    for path in (
        "page/../../ui.py",
        "page/..%2f..%2fui.py",
        "gradio_api/file=ui.py",
        "gradio_api/file=/etc/passwd",
        "gradio_api/file=corpus/kst-31934-87.txt",
        "docs",
        "openapi.json",
    ):
        response = page.request.get(address + path)
        body = response.text()
        assert "root:" not in body and "build_app" not in body and "poortwachter" not in body, path


def test_eight_visitors_at_once_have_their_own_answers(address: str) -> None:
    questions = (
        ("Wat betekent IIAA?", "Inschrijving"),
        (QUESTION, "727"),
    ) * 4

    def visit(pair: tuple[str, str]) -> bool:
        client = Client(address, verbose=False)
        answers = [client.predict(pair[0], api_name="/ask") for _ in range(3)]
        return all(pair[1] in str(one["short"]) and one["found"] for one in answers)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(visit, questions))


def test_two_conversations_do_not_mix(browser: Browser, address: str) -> None:
    contexts = [browser.new_context() for _ in range(2)]
    pages = [context.new_page() for context in contexts]
    for one in pages:
        one.goto(address)
        one.locator(".corpus").filter(has_text="brieven ·").wait_for()
    ask(pages[0], QUESTION)
    ask(pages[1], "Wat betekent IIAA?")
    expect(pages[0].locator(".turn")).to_have_count(1)
    expect(pages[1].locator(".turn")).to_have_count(1)
    expect(pages[1].locator("#t1 .sought")).to_have_count(0)
    for context in contexts:
        context.close()
