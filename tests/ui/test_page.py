"""The tab Vragen in a real browser: what a policy officer does in the morning."""

import json
import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from rag.assistant import Assistant
from tests.ui.serving import served
from tests.ui.steps import QUESTION, ask, clipboard
from ui import build_app

REFERENCE = "Kamerstukken II 2024/25, 31934, nr. 87, onder C"


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


def test_a_period_limits_the_search(page: Page) -> None:
    page.locator("#filters button").first.click()
    for since, until, found in (
        ("2026", "", "Geen brief valt binnen"),
        ("morgen", "", "Dit is geen datum: morgen"),
        ("2025", "2024", "De periode eindigt voordat"),
        ("2024", "2024", "727 zendingen"),
    ):
        page.locator("#filter-since").get_by_role("textbox").fill(since)
        page.locator("#filter-until").get_by_role("textbox").fill(until)
        page.locator("#question textarea").fill(QUESTION)
        page.locator("#question textarea").press("Enter")
        expect(page.locator("#t1")).to_contain_text(found)


def test_a_letter_limits_the_search(page: Page) -> None:
    page.locator("#filters button").first.click()
    page.locator("#filter-letters input").click()
    page.get_by_role("option", name=re.compile("Proef")).click()
    ask(page, QUESTION)
    expect(page.locator("#t1 .sought")).to_contain_text("Alleen gezocht in: fictief-1")
    expect(page.locator("#t1")).not_to_contain_text("727 zendingen")


def test_a_bad_question_gets_one_dutch_line(page: Page) -> None:
    for question, line in (
        ("   ", "Typ eerst een vraag."),
        ("🙂🙂", "Stel uw vraag in woorden."),
        ("a" * 2_001, "De vraag is te lang"),
        ("b " * 50_000, "De vraag is te lang"),
    ):
        page.locator("#question textarea").fill(question)
        page.locator("#question textarea").press("Enter")
        expect(page.locator(".problem")).to_contain_text(line)


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


@pytest.mark.parametrize(
    ("thumb", "wrong"), [("Goed antwoord", ""), ("Antwoord klopt niet", "Antwoord klopt niet")]
)
def test_an_answer_is_kept_for_the_evals(page: Page, kept: Path, thumb: str, wrong: str) -> None:
    file = kept / "candidates.jsonl"
    file.unlink(missing_ok=True)
    ask(page, QUESTION)
    expect(page.get_by_role("button", name="Bewaar als evalvraag")).to_be_hidden()
    page.get_by_role("button", name=thumb).click()
    expect(page.get_by_role("button", name=thumb)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Bewaar als evalvraag").click()
    expect(page.get_by_role("button", name="Bewaard als evalvraag")).to_be_disabled()
    for _ in range(50):
        if file.exists():
            break
        page.wait_for_timeout(50)
    (row,) = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert row["question"] == QUESTION and row["short"] == "727 zendingen"
    assert row["wrong"] == wrong and row["citations"][0]["letter"] == "kst-31934-87"


def test_the_page_is_there_while_the_letters_load(
    context: BrowserContext, assistant: Assistant
) -> None:
    loaded = threading.Event()

    def slow(*_: object) -> Assistant:
        assert loaded.wait(30)
        return assistant

    with served(build_app(assistant.settings, open_assistant=slow)) as address:
        page = context.browser.new_page()  # type: ignore[union-attr]
        page.goto(address)
        expect(page.locator(".corpus")).to_have_text("De brieven worden geladen…")
        page.locator("#question textarea").fill(QUESTION)
        page.locator("#question textarea").press("Enter")
        expect(page.locator("#t1 .waiting")).to_have_text("De brieven worden geladen…")
        loaded.set()
        expect(page.locator(".short strong")).to_contain_text("727 zendingen")
        expect(page.locator(".corpus")).to_contain_text("1 brief · 12 december 2024")
        page.close()


# The moment the answer reaches the browser, and the moment it stands in the page.
CLOCK = """
const parse = JSON.parse;
JSON.parse = function (words, ...rest) {
  if (typeof words === 'string' && words.includes('t1-done'))
    window.arrivedAt ??= performance.now();
  return parse.call(this, words, ...rest);
};
new MutationObserver(() => {
  if (window.shownAt === undefined && document.querySelector('.turn .answer'))
    requestAnimationFrame(() => { window.shownAt ??= performance.now(); });
}).observe(document, { childList: true, subtree: true });
addEventListener('keydown', () => { window.askedAt = performance.now(); }, true);
"""


def test_an_answer_is_shown_within_300_ms(
    context: BrowserContext, address: str, record_property: Callable[[str, object], None]
) -> None:
    context.add_init_script(CLOCK)
    page = context.new_page()
    page.goto(address)
    page.locator(".corpus").filter(has_text="brieven ·").wait_for()
    ask(page, QUESTION)
    page.wait_for_function("window.shownAt !== undefined")
    arrived, shown, asked = page.evaluate("[window.arrivedAt, window.shownAt, window.askedAt]")
    print(f"event to page {shown - arrived:.0f} ms, key to page {shown - asked:.0f} ms")
    record_property("event to page, ms", shown - arrived)
    assert 0 < shown - arrived < 300


def test_at_200_percent_nothing_is_cut_off(browser: Browser, address: str) -> None:
    # What a window of 1280 by 860 shows at 200 %: half as many pixels, twice as fine.
    page = browser.new_page(viewport={"width": 640, "height": 430}, device_scale_factor=2)
    page.goto(address)
    page.locator(".corpus").filter(has_text="brieven ·").wait_for()
    ask(page, QUESTION)
    page.locator("#filters button").first.click()
    fits(page, "Vragen")
    page.get_by_role("button", name="Toon in brief").first.click()
    expect(page.locator("dialog[open] mark")).to_be_in_viewport()
    fits(page, "venster")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Citaten").click()
    page.locator("#search").get_by_role("textbox").fill("vaartuigen")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Citeer").first.click()
    page.locator("#citation pre").first.wait_for()
    fits(page, "Citaten")
    page.get_by_role("tab", name="Notitie controleren").click()
    fits(page, "Controleren")
    page.goto(f"{address}?brief=kst-31934-87&passage=c-03")
    page.locator(".letter mark").first.wait_for()
    page.locator("#upload > button").click()
    fits(page, "Brieven")
    page.close()


OUTSIDE_THE_PAGE = """
[...document.querySelectorAll('#header *, #tabs :is(button, a, input, textarea, p, h2, li, td)')]
  .filter((one) => !one.closest('.hidden, .sr-only, .overflow-menu') && one.checkVisibility()
    && !one.closest('.letters'))  // a table scrolls by itself
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.width > 1 && (box.left < -1 || box.right > innerWidth + 1))
  .map(([one]) => one.outerHTML.slice(0, 120))
"""


def fits(page: Page, where: str) -> None:
    """No sideways scroll and no control or words beyond the edge."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 640, f"{where} is {wide} px wide"
    assert page.evaluate(OUTSIDE_THE_PAGE) == [], where
