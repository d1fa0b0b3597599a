"""References to Kamerstukken in a letter as links, as tables and on the page."""

import pytest
from playwright.sync_api import Page, expect

from rag.letters.read import parse_letter
from rag.page.letters_view import letter_html
from rag.page.markup import inline
from rag.page.references import reference_links
from rag.records import Letter, Source
from tests.ui.steps import ask

OUTSIDE = "https://zoek.officielebekendmakingen.nl"
OTHER = parse_letter("Een brief.\n", Source("brief-85", dossier="31 934", number="85"))


def a_letter(words: str) -> Letter:
    return parse_letter(f"{words}\n", Source("kst-1-2"))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "Zie Kamerstuk 31 066, nr. 1161.",
            [("Kamerstuk 31 066, nr. 1161", "kst-31066-1161.html")],
        ),
        ("Kamerstukken II 2024/25, 36 600 VII, nr. 4", [(None, "kst-36600-VII-4.html")]),
        ("Kamerstukken II 2024/25, 21 501-32, nr. 1600", [(None, "kst-21501-32-1600.html")]),
        ("(Kamerstuk 31934)", [("Kamerstuk 31934", "dossier/31934")]),
        (
            "Kamerstuk 31 066, nrs. 84 en 86.",
            [("Kamerstuk 31 066, nrs. 84", "kst-31066-84.html"), ("86", "kst-31066-86.html")],
        ),
        ("Er zijn 31 066 zendingen in 2024.", []),
    ],
)
def test_links(words: str, expected: list[tuple[str | None, str]]) -> None:
    letter = a_letter(words)
    links = reference_links(letter, {})
    assert [
        (letter.text[start:end] if said else None, tag.split('"')[3].removeprefix(f"{OUTSIDE}/"))
        for (start, end, tag), (said, _) in zip(links, expected, strict=True)
    ] == expected
    assert all('target="_blank" rel="noopener noreferrer"' in tag for _, _, tag in links)


def test_a_letter_of_the_corpus_is_opened_here() -> None:
    letter = a_letter("Zie Kamerstukken II 2024/25, 31 934, nr. 85 over drones.")
    assert 'href="/?brief=brief-85"' in letter_html(letter, {"brief-85": OTHER})
    assert f'href="{OUTSIDE}/kst-31934-85.html"' in letter_html(letter, {})


@pytest.mark.parametrize(
    ("start", "end", "marked", "expected"),
    [
        (0, 9, [], "Zie <a>k</a> en."),
        (0, 9, [(4, 5)], "Zie <a><mark>k</mark></a> en."),
        (0, 9, [(0, 9)], "<mark>Zie </mark><a><mark>k</mark></a><mark> en.</mark>"),
        (0, 4, [], "Zie "),
        (5, 9, [], " en."),
    ],
)
def test_a_link_and_a_mark_nest(start: int, end: int, marked: list, expected: str) -> None:
    letter = a_letter("Zie k en.")
    assert inline(letter, start, end, marked, links=[(4, 5, "<a>")]) == expected


def test_a_link_is_cut_off_with_its_text_and_holds_no_other_link() -> None:
    letter = a_letter("Zie stuk en.")
    assert inline(letter, 0, 6, links=[(4, 8, "<a>")]) == "Zie <a>st</a>"
    assert inline(letter, 6, 12, links=[(4, 8, "<a>")]) == "<a>uk</a> en."
    assert "<a>" not in inline(letter, 0, 12, inserts={6: "^"}, links=[(4, 8, "<a>")])


def test_references_are_links_in_letter_answer_and_window(page: Page, address: str) -> None:
    ask(page, "Wanneer is de Invorderingsstrategie Belastingdienst naar de Kamer gestuurd?")
    page.get_by_role("button", name="Toon in brief").first.click()
    link = page.locator("dialog[open]").get_by_role("link", name="Kamerstuk 31 066, nr. 1161")
    expect(link).to_have_attribute("href", f"{OUTSIDE}/kst-31066-1161.html")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    page.goto(f"{address}?brief=kst-31934-87")
    expect(page.locator("#letter .footnotes a.kamerstuk")).to_have_count(5)
