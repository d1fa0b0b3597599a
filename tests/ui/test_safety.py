"""Hostile texts, other origins, files of the server, several visitors at once."""

from concurrent.futures import ThreadPoolExecutor

from playwright.sync_api import Browser, Page, sync_playwright

from evals.bench.users import CONVERSATIONS
from tests.ui.payloads import PAYLOADS
from tests.ui.serving import CHROMIUM
from tests.ui.steps import ask

TOGETHER = 8
HANDLERS = """
[...document.querySelectorAll('#tabs .html-container *')]
  .flatMap((element) => element.getAttributeNames())
  .filter((name) => name.startsWith('on'))
"""


def test_hostile_questions_are_shown_as_text(page: Page) -> None:
    # Several to a question, each in a place of its own: whole as one they can hide each other.
    for start in range(0, len(PAYLOADS), TOGETHER):
        ask(page, " Wat is dit? ".join(PAYLOADS[start : start + TOGETHER]))
    assert page.locator(".turn").count() == -(-len(PAYLOADS) // TOGETHER)
    shown = " ".join(" ".join(page.locator(".question").all_inner_texts()).split())
    assert [one for one in PAYLOADS if " ".join(one.split()) not in shown] == []
    harmless(page)


def test_a_hostile_letter_is_shown_as_text(page: Page, address: str) -> None:
    page.get_by_role("tab", name="Brieven").click()
    harmless(page)
    page.goto(f"{address}?brief=fictief-1")
    page.locator(".letter").wait_for()
    shown = page.locator(".letter").inner_text()
    # The reader drops what turns the direction of text around.
    there = [" ".join(one.replace("\u202e", "").split()) for one in PAYLOADS]
    missing = [one for one in there if one not in " ".join(shown.split())]
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


def test_five_browsers_at_once_get_their_own_answers(browser: Browser, address: str) -> None:
    alone = [converse(browser, address, each) for each in CONVERSATIONS]
    assert len({tuple(answers) for answers in alone}) == len(CONVERSATIONS)
    with ThreadPoolExecutor(len(CONVERSATIONS)) as pool:
        together = list(pool.map(lambda each: visit(address, each), CONVERSATIONS))
    assert together == alone


def visit(address: str, questions: tuple[str, str]) -> list[str]:
    """A conversation in a browser of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        answers = converse(browser, address, questions)
        browser.close()
        return answers


def converse(browser: Browser, address: str, questions: tuple[str, str]) -> list[str]:
    """What the page answers, turn by turn."""
    page = browser.new_page()
    page.set_default_timeout(60_000)
    page.goto(address)
    page.locator(".corpus").filter(has_text="brieven ·").wait_for()
    for question in questions:
        ask(page, question)
    answers = page.locator(".turn .answer, .turn .refusal").all_inner_texts()
    page.close()
    return answers
