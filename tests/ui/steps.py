"""What several browser tests do."""

from playwright.sync_api import Page

QUESTION = "Hoeveel zendingen zijn voorgelegd bij de CDIU vanwege de sancties?"


def ask(page: Page, question: str) -> None:
    """Ask and wait until this turn has an outcome."""
    turns = page.locator(".turn").count()
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    turn = page.locator(f"#t{turns + 1}")
    turn.locator(".answer, .refusal, .problem").wait_for()


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))
