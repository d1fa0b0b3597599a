"""A letter in PDF is cited by its page, wherever a citation is shown."""

import shutil
from dataclasses import replace

import pytest

from rag.answer_json import answer_to_json
from rag.assistant import Assistant
from rag.cite.check import check_note
from rag.cli import main
from rag.letters.add import propose, store
from rag.page.api import finding_to_json
from rag.page.conversation import Turn, turn_html
from rag.settings import Settings
from tests.conftest import silent
from tests.letters.formats.pdf_writer import PLAIN, write_pdf

REFERENCE = "Kamerstukken II 2023/24, 99001, nr. 7, p. {}"


@pytest.fixture(scope="module")
def paged(
    settings: Settings, assistant: Assistant, tmp_path_factory: pytest.TempPathFactory
) -> Assistant:
    """The assistant on one letter in PDF of two pages, a paragraph running on over the page."""
    folder = tmp_path_factory.mktemp("paged")
    pages = (
        ["Speurhonden", "De Douane heeft in het jaar 2024 in totaal 31 speurhonden in dienst, en",
         "zij zoeken in de havens naar geld en tabak. De honden worden door"],
        ["begeleiders opgeleid in Voorbeeldstad. In 2024 zijn daar 12 honden geslaagd."],
    )  # fmt: skip
    file = folder / "brief.pdf"
    file.write_bytes(
        write_pdf([[(70, 700 - 14 * i, PLAIN, 10, line) for i, line in enumerate(page)]
                   for page in pages])
    )  # fmt: skip
    proposal = propose(file)
    source = replace(
        proposal.source, letter_id="kst-99001-7", dossier="99001", number="7", chamber="II",
        parliamentary_year="2023/24",
    )  # fmt: skip
    store(replace(proposal, source=source), folder / "corpus")
    shutil.copytree(settings.index / "models", folder / "index" / "models")
    return Assistant.open(
        replace(settings, corpus=folder / "corpus", index=folder / "index"), silent
    )


QUOTES = {
    1: "De honden worden door begeleiders opgeleid in Voorbeeldstad.",
    2: "In 2024 zijn daar 12 honden geslaagd.",
}


@pytest.mark.parametrize("page", [1, 2])
def test_the_page_goes_along(
    page: int, paged: Assistant,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    expected = REFERENCE.format(page)
    citation, literal = paged.find(QUOTES[page])
    assert literal and (citation.page, citation.reference) == (page, expected)

    monkeypatch.setenv("RAG_CORPUS", str(paged.settings.corpus))
    monkeypatch.setenv("RAG_INDEX", str(paged.settings.index))
    assert main(["cite", QUOTES[page]]) == 0
    assert capsys.readouterr().out.strip() == expected

    letters = {letter.source.letter_id: letter for letter in paged.letters}
    (finding, *_) = check_note(f"“{QUOTES[page]}”", list(letters.values()))
    assert finding_to_json(finding, letters)["reference"] == expected


def test_an_answer_shows_its_page(paged: Assistant) -> None:
    answer = paged.ask("Hoeveel honden zijn in 2024 geslaagd?")
    assert answer.found
    cited = answer_to_json(answer)["citations"][0]
    assert (cited["page"], cited["reference"]) == (2, REFERENCE.format(2))
    letters = {letter.source.letter_id: letter for letter in paged.letters}
    assert REFERENCE.format(2) in turn_html(Turn("x", answer, letters=letters), "t1")


def test_a_letter_without_pages_has_none(assistant: Assistant) -> None:
    answer = assistant.ask("Hoeveel zendingen zijn voorgelegd aan de CDIU?")
    assert not any("page" in one for one in answer_to_json(answer)["citations"])
