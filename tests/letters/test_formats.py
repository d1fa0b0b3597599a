"""One letter in every format gives the same sections and passages, and the facts it states."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.cite.places import page_at
from rag.letters.document import Document, Part
from rag.letters.docx import read_docx
from rag.letters.html import read_html
from rag.letters.markdown import read_markdown
from rag.letters.odt import read_odt
from rag.letters.official_xml import read_official_xml
from rag.letters.pdf import read_pdf
from rag.letters.read import parse_letter, read_letter
from rag.letters.structured import parse_document
from rag.records import Letter, Source
from tests.letters.formats.__main__ import FOLDER, FORMATS
from tests.letters.formats.letter import FACTS
from tests.letters.formats.pdf_writer import BOLD, PLAIN, Run, write_pdf
from tests.letters.formats.zip_writers import _W as W
from tests.letters.formats.zip_writers import docx, paragraph, run, table

READERS: dict[str, Callable[[bytes], Document]] = {
    "docx": read_docx,
    "html": read_html,
    "kamerstuk.xml": read_official_xml,
    "kamerwrk.xml": read_official_xml,
    "md": read_markdown,
    "odt": read_odt,
    "pdf": read_pdf,
}
SIGNED = {"sender", "sender_office"}
PRINTED = {"letter_id", "url", "dossier", "dossier_title", "number", "parliamentary_year", "date"}
STATED = {
    "docx": SIGNED | {"title", "date", "kenmerk"},
    "html": SIGNED | PRINTED | {"title"},
    "kamerstuk.xml": SIGNED | PRINTED | {"title", "chamber"},
    "kamerwrk.xml": SIGNED | PRINTED | {"title", "chamber"},
    "md": SIGNED | {"title"},
    "odt": SIGNED | {"title", "date", "kenmerk"},
    "pdf": SIGNED | PRINTED | {"chamber"},
}


@pytest.fixture(scope="module")
def text() -> Letter:
    return parse_letter((FOLDER / "brief.txt").read_text("utf-8"), Source("brief"))


@pytest.mark.parametrize("name", FORMATS)
def test_the_files_are_what_the_script_writes(name: str) -> None:
    assert (FOLDER / f"brief.{name}").read_bytes() == FORMATS[name]()


@pytest.mark.parametrize("name", READERS)
def test_every_format_gives_the_same_letter(name: str, text: Letter) -> None:
    document = READERS[name]((FOLDER / f"brief.{name}").read_bytes())
    letter = parse_document(document, Source("brief"))
    assert [(s.path, s.label, s.level) for s in letter.sections] == [
        (s.path, s.label, s.level) for s in text.sections
    ]
    assert [(p.id, p.section, p.kind, p.text) for p in letter.passages] == [
        (p.id, p.section, p.kind, p.text) for p in text.passages
    ]
    for ours, theirs in zip(letter.passages, text.passages, strict=True):
        assert letter.text[ours.start : ours.end] == ours.text
        assert [letter.text[s.start : s.end] for s in ours.sentences] == [
            text.text[s.start : s.end] for s in theirs.sentences
        ]
    assert [letter.text[: n.anchor][-20:] for n in letter.footnotes] == [
        text.text[: n.anchor][-20:] for n in text.footnotes
    ]


@pytest.mark.parametrize("name", READERS)
def test_facts_are_what_the_file_states(name: str) -> None:
    document = READERS[name]((FOLDER / f"brief.{name}").read_bytes())
    assert {fact.field: fact.value for fact in document.facts} == {
        field: FACTS[field] for field in STATED[name]
    }
    assert all(fact.origin for fact in document.facts)


def test_pages_are_known_only_where_there_are_pages() -> None:
    pdf = parse_document(read_pdf((FOLDER / "brief.pdf").read_bytes()), Source("brief"))
    assert [page_at(pdf, p.start) for p in pdf.passages] == [1] * 11 + [2, 2]
    word = parse_document(read_docx((FOLDER / "brief.docx").read_bytes()), Source("brief"))
    assert word.pages == () and page_at(word, 10) == 0


@pytest.mark.parametrize("name", ["docx", "html", "md", "odt", "pdf", "kamerstuk.xml"])
def test_a_letter_is_read_from_its_file(name: str, text: Letter, tmp_path: Path) -> None:
    path = tmp_path / f"brief.{name.rpartition('.')[2]}"
    shutil.copy(FOLDER / f"brief.{name}", path)
    letter = read_letter(path)
    assert letter.source == Source("brief")
    assert [p.text for p in letter.passages] == [p.text for p in text.passages]


def parts(body: str, **more: str) -> list[tuple[str, str, int]]:
    return [(p.kind, p.text, p.level) for p in read_docx(docx(body, **more)).parts]


P = paragraph
STYLES = (
    f'<w:styles {W}><w:style w:styleId="Kop1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="Onder"><w:basedOn w:val="Kop1"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr>'
    '</w:style><w:style w:styleId="Vet"><w:name w:val="Vet"/><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:styleId="TOC1"><w:name w:val="toc 1"/></w:style></w:styles>'
)
AB = '<w:numPr><w:numId w:val="5"/></w:numPr>'
NUMBERS = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="upperLetter"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # Bold lines are headings; a question, a caption or the last line is not.
        (P(run("Vraag 1", "b")) + P(run("Klopt dit?", "b")) + P(run("Ja.")),
         [("heading", "Vraag 1", 0), ("paragraph", "Klopt dit?", 0), ("paragraph", "Ja.", 0)]),
        (P(run("Tabel 1 Cijfers", "b")) + P(run("Ja.")),
         [("paragraph", "Tabel 1 Cijfers", 0), ("paragraph", "Ja.", 0)]),
        (P(run("Ja.")) + P(run("Slot", "b")),
         [("paragraph", "Ja.", 0), ("paragraph", "Slot", 0)]),
        # A heading broken over two paragraphs is one.
        (P(run("Antwoorden op vragen", "b")) + P(run("over de haven", "b")) + P(run("Ja.")),
         [("heading", "Antwoorden op vragen over de haven", 0), ("paragraph", "Ja.", 0)]),
        # Styles give the level; a table of contents is no text.
        (P(run("Een"), '<w:pStyle w:val="Kop1"/>') + P(run("Twee"), '<w:pStyle w:val="Onder"/>')
         + P(run("Een 3"), '<w:pStyle w:val="TOC1"/>') + P(run("Ja.")),
         [("heading", "Een", 1), ("heading", "Twee", 2), ("paragraph", "Ja.", 0)]),
        (P(run("Kop"), '<w:pStyle w:val="Vet"/>') + P(run("Ja.")),
         [("heading", "Kop", 0), ("paragraph", "Ja.", 0)]),
        # Numbers that Word makes belong to the heading.
        (P(run("Een", "b"), AB) + P(run("Ja.")) + P(run("Twee", "b"), AB) + P(run("Nee.")),
         [("heading", "A. Een", 0), ("paragraph", "Ja.", 0),
          ("heading", "B. Twee", 0), ("paragraph", "Nee.", 0)]),
        # Tracked changes: a deleted end of a paragraph joins it to the next.
        (P(run("De Douane"), "<w:rPr><w:del/></w:rPr>") + P(run(" controleert.")),
         [("paragraph", "De Douane controleert.", 0)]),
        (P('<w:moveFrom><w:r><w:t>oud</w:t></w:r></w:moveFrom>'
           '<w:moveTo><w:r><w:t>nieuw.</w:t></w:r></w:moveTo>'), [("paragraph", "nieuw.", 0)]),
        # A line break begins a line, unless a sentence runs on.
        (P("<w:r><w:t>Een.</w:t><w:br/><w:t>Twee en</w:t><w:br/><w:t>drie.</w:t></w:r>"),
         [("paragraph", "Een.", 0), ("paragraph", "Twee en drie.", 0)]),
        (P("<w:hyperlink>" + run("een link") + "</w:hyperlink><w:r><w:noBreakHyphen/></w:r>"),
         [("paragraph", "een link-", 0)]),
        # Tables: layout gives paragraphs, data gives rows with headers.
        (table([["In antwoord op uw brief"], ["mede namens"]]),
         [("paragraph", "In antwoord op uw brief", 0), ("paragraph", "mede namens", 0)]),
        (table([["Haven (aantal)", "2023"], ["A", "5"], ["B", "6"]]),
         [("item", "Haven (aantal): A; 2023: 5", 0), ("item", "Haven (aantal): B; 2023: 6", 0)]),
        (table([["A", "5"], ["B", "6"]]), [("item", "A; 5", 0), ("item", "B; 6", 0)]),
    ],
)  # fmt: skip
def test_word(body: str, expected: list[tuple[str, str, int]]) -> None:
    assert parts(body, styles=STYLES, numbering=NUMBERS) == expected


def test_an_open_label_states_nothing() -> None:
    sender = table([["Datum", ""], ["Ons kenmerk", "\n"], ["Betreft", "Uw brief"]])
    assert [fact.field for fact in read_docx(docx(sender + P(run("Ja.")))).facts] == []
    sender = table([["Retouradres"], ["Ons kenmerk"], ["Contactpersoon"], ["Datum"], ["31 juni"]])
    assert read_docx(docx(sender + P(run("Ja.")))).facts == ()


def lines(words: list[str], x: float, y: float = 700) -> list[Run]:
    return [(x, y - 14 * i, PLAIN, 10, line) for i, line in enumerate(words)]


LEFT_COLUMN = ["De Douane controleert containers in de", "haven van Voorbeeldhaven en doet dat",
               "al vele jaren met scans en met speur-", "honden. Daarvan is veel geleerd door",
               "alle mensen die er werken."]  # fmt: skip
RIGHT_COLUMN = ["Speurhonden vinden ook geld. In 2023", "vonden zij op de luchthaven ruim een",
                "miljoen euro aan geld dat niet was", "aangegeven. Dat is meer dan in 2022,",
                "toen het om minder ging."]  # fmt: skip


def test_columns_are_read_one_after_the_other() -> None:
    heading: list[Run] = [(60, 740, BOLD, 10, "Toezicht in de haven van Voorbeeldhaven en elders")]
    # The file holds the lines across: left, right, left, right.
    both = [
        x
        for pair in zip(lines(LEFT_COLUMN, 60), lines(RIGHT_COLUMN, 320), strict=True)
        for x in pair
    ]
    document = read_pdf(write_pdf([heading + both]))
    assert [(p.kind, p.text[:11], p.text[-13:]) for p in document.parts] == [
        ("heading", "Toezicht in", "ven en elders"),
        ("paragraph", "De Douane c", "ie er werken."),
        ("paragraph", "Speurhonden", " minder ging."),
    ]
    assert "speurhonden. Daarvan" in document.parts[1].text


def test_running_heads_and_page_numbers_go() -> None:
    pages = [
        [(60, 800, PLAIN, 8, "Ministerie van Voorbeelden"),
         *lines(["Zin op deze bladzijde.", f"Zin {number} staat alleen hier."], 60, 740),
         (500, 40, PLAIN, 8, f"Pagina {number} van 3")]
        for number in (1, 2, 3)
    ]  # fmt: skip
    texts = [part.text for part in read_pdf(write_pdf(pages)).parts]
    assert texts == [f"Zin op deze bladzijde. Zin {n} staat alleen hier." for n in (1, 2, 3)]


def test_lines_at_the_edge_that_pages_share_stay_when_they_are_text() -> None:
    words = ["Zin in de haven van Voorbeeldhaven.", "Nog een zin."]
    pages = [lines(words * 20, 60, 740) for _ in range(3)]
    texts = " ".join(part.text for part in read_pdf(write_pdf(pages)).parts)
    assert texts.count("Voorbeeldhaven.") == texts.count("Nog een zin.") == 60


def test_a_paragraph_runs_on_over_the_page() -> None:
    first = lines(["De Douane heeft in 2023 en ook in het jaar ervoor heel veel contro-"], 60, 200)
    second = lines(["les gedaan in de haven."], 60, 760)
    document = read_pdf(write_pdf([lines(["Eerste zin."], 60) + first, second]))
    assert document.parts[-1] == Part(
        "paragraph",
        "De Douane heeft in 2023 en ook in het jaar ervoor heel veel controles gedaan in de haven.",
        page=1,
        turns=((68, 2),),
    )


def test_every_sentence_knows_its_page() -> None:
    filler = "met nog wat woorden tot het einde van deze lange regel"
    pages = [
        lines([f"Eerste zin {filler}.", f"Tweede zin {filler} van de"], 60),
        [*lines([f"verder {filler}.", "Derde zin."], 60), *lines(["Laatste alinea."], 60, 500)],
    ]  # fmt: skip
    letter = parse_document(read_pdf(write_pdf(pages)), Source("brief"))
    found = {
        letter.text[sentence.start : sentence.end].split()[0]: page_at(letter, sentence.start)
        for passage in letter.passages
        for sentence in passage.sentences
    }
    assert found == {"Eerste": 1, "Tweede": 1, "Derde": 2, "Laatste": 2}
    assert page_at(letter, letter.text.index("verder")) == 2


def test_a_note_stands_on_the_page_of_its_mark() -> None:
    letter = parse_document(read_pdf((FOLDER / "brief.pdf").read_bytes()), Source("brief"))
    for note in letter.footnotes:
        assert page_at(letter, note.start) == page_at(letter, note.anchor)
