"""One server and one browser for the session, on the real letter and a hostile one."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from rag.assistant import Assistant
from tests.ui.payloads import HOSTILE_LETTER, HOSTILE_TOML
from tests.ui.serving import BROWSER, CHROMIUM, served
from ui import build_app


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that answers worth keeping go to."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="session")
def address(
    tmp_path_factory: pytest.TempPathFactory, assistant: Assistant, kept: Path
) -> Iterator[str]:
    """A page on the real letter and a hostile one."""
    folder = tmp_path_factory.mktemp("ui")
    corpus, index = folder / "corpus", folder / "index"
    shutil.copytree(assistant.settings.corpus, corpus)
    (corpus / "fictief-1.txt").write_text(HOSTILE_LETTER, encoding="utf-8")
    (corpus / "fictief-1.toml").write_text(HOSTILE_TOML, encoding="utf-8")
    # With the index of the session only the hostile letter is left to embed.
    shutil.copytree(assistant.settings.index, index, symlinks=True, copy_function=shutil.copyfile)
    settings = replace(assistant.settings, corpus=corpus, index=index)
    with served(build_app(settings, kept=kept)) as served_at:
        yield served_at


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not BROWSER:
        pytest.fail("the page is tested in chromium; install it: apt-get install -y chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A fresh visitor; fails when anything asked for another origin or threw an error."""
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    context.set_default_timeout(15_000)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address.rstrip("/"))
    outside: list[str] = []
    errors: list[str] = []
    context.on("request", lambda request: outside.append(request.url))
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context
    context.close()
    local = (address, "data:", "blob:", "about:")
    assert [url for url in outside if not url.startswith(local)] == []
    assert errors == []


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    """The page, with the letters loaded."""
    page = context.new_page()
    page.goto(address)
    page.locator(".corpus").filter(has_text="brieven ·").wait_for()
    return page
