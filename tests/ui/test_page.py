"""The tab Vragen in a real browser: what a policy officer does in the morning."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.ui.steps import QUESTION, ask, clipboard

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
