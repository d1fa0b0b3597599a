"""Make docs/screenshots: four states, desktop and phone, light and dark.

Run with `python -m tests.ui.screenshots` (needs a built index and chromium).
"""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from rag.settings import load_settings
from tests.ui.serving import CHROMIUM, served
from ui import build_app

TARGET = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
SIZES = {"desktop": {"width": 1200, "height": 800}, "phone": {"width": 375, "height": 740}}
NOTE = (
    "De Douane legde 737 zendingen voor bij de CDIU. De bezetting is “daarmee met 194,8 fte’s "
    "gegroeid tot 6.119,1 fte’s” (Kamerstukken II 2024/25, 31934, nr. 87)."
)


def ask(page: Page, question: str) -> None:
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    page.locator(".turn .answer, .turn .refusal, .turn .problem").last.wait_for()


def answer(page: Page) -> None:
    ask(page, "Hoeveel zendingen zijn voorgelegd bij de CDIU vanwege de sancties?")
    if page.viewport_size == SIZES["desktop"]:  # on a phone the card is below the answer
        page.locator("a.source").last.click()


def letters(page: Page) -> None:
    page.goto(page.url.split("?")[0] + "?brief=kst-31934-87&passage=c-03")
    page.locator(".letter mark").first.wait_for()


def quotes(page: Page) -> None:
    page.get_by_role("tab", name="Citaten").click()
    page.locator("#search textarea, #search input").fill("waarde vaartuigen")
    page.keyboard.press("Enter")
    page.locator("#found [data-do=cite]").first.click()
    page.locator("#citation pre").first.wait_for()


def check(page: Page) -> None:
    page.get_by_role("tab", name="Citaten").click()
    page.get_by_role("tab", name="Notitie controleren").click()
    page.locator("#note textarea").fill(NOTE)
    page.locator("#check").click()
    page.locator(".finding").first.wait_for()


STATES = {"answer": answer, "quotes": quotes, "check": check, "letters": letters}


def shoot(browser: Browser, address: str, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for size, viewport in SIZES.items():
        for scheme in ("light", "dark"):
            for name, act in STATES.items():
                context = browser.new_context(
                    viewport=viewport, color_scheme=scheme, locale="nl-NL", reduced_motion="reduce"
                )
                page = context.new_page()
                page.goto(address)
                page.locator(".corpus").filter(has_text="brie").wait_for()
                act(page)
                page.wait_for_timeout(400)
                save(page.screenshot(), target / f"{name}-{size}-{scheme}.png")
                context.close()


def save(picture: bytes, file: Path) -> None:
    """Keep a picture in 64 colours: less than half the bytes, and no eye sees it."""
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(file, optimize=True)


def main() -> int:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    settings = load_settings()
    with served(build_app(settings)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        shoot(browser, address, target)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
