import io
import zipfile
from pathlib import Path

import pytest

from rag.cite.note import NoteError, NoteItem, export_note, read_note
from rag.records import Letter, Source

C = ("C. Handhaving van de sanctiemaatregelen",)


def items(letter: Letter) -> list[NoteItem]:
    return [
        NoteItem("727 zendingen", letter.source, C, "Let op\x0b het getal"),
        NoteItem("<b>Alle</b> aangevers & zo", letter.source, ("D. Douane Wetboek", "DMS")),
        NoteItem("Woorden", Source("los", title="Losse brief")),
    ]


def test_docx_has_real_footnotes(letter: Letter, tmp_path: Path):
    from docx import Document

    data = export_note(items(letter), "docx")
    document = Document(io.BytesIO(data))
    assert [p.text for p in document.paragraphs if p.style.name == "Quote"] == [
        "“727 zendingen”", "“<b>Alle</b> aangevers & zo”", "“Woorden”",
    ]  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        notes = archive.read("word/footnotes.xml").decode()
        assert archive.read("word/document.xml").decode().count("footnoteReference ") == 3
        assert "/word/footnotes.xml" in archive.read("[Content_Types].xml").decode()
        assert "footnotePr" in archive.read("word/settings.xml").decode()
        assert letter.source.url in archive.read("word/_rels/footnotes.xml.rels").decode()
    assert '<w:i/></w:rPr><w:t xml:space="preserve">Kamerstukken II</w:t>' in notes
    file = tmp_path / "note.docx"
    file.write_bytes(data)
    text = read_note(file)
    assert "> “727 zendingen”[^1]" in text
    assert "[^1]: Kamerstukken II 2024/25, 31934, nr. 87, onder C." in text
    assert "[^3]: Losse brief." in text


def test_markdown_and_reference_files(letter: Letter):
    text = export_note(items(letter), "md").decode()
    assert "> 727 zendingen[^1]" in text and "[^1]: *Kamerstukken II* 2024/25" in text
    bib = export_note(items(letter), "bib").decode()
    assert "@misc{kst-31934-87,\n" in bib and "@misc{kst-31934-87-2,\n" in bib
    assert export_note(items(letter), "ris").decode().count("ER  - ") == 3
    assert export_note([], "docx")[:2] == b"PK"


def test_an_unknown_export_names_the_known_ones():
    with pytest.raises(NoteError, match="choose one of docx, md, bib, ris"):
        export_note([], "pdf")


GOOD = [
    ("a.md", "# Kop\r\nTekst é".encode(), "# Kop\nTekst é"),
    ("a.txt", "\ufeffTekst".encode(), "Tekst"),
    ("a.txt", "Café".encode("cp1252"), "Café"),
    ("A.TXT", "Café".encode("utf-16"), "Café"),
]

BAD = [
    ("a.pdf", b"%PDF", "is not read; give .docx, .md or .txt"),
    ("a", b"x", "no file type is not read"),
    ("a.txt", b"", "holds no text"),
    ("a.txt", b"a\0b", "is not text"),
    ("a.txt", b"x" * 10_000_001, "more than 10,000,000"),
    ("a.docx", b"\xd0\xcf\x11\xe0 old", "is encrypted or an old .doc"),
    ("a.docx", b"PK\x03\x04 half", "is damaged"),
    ("a.docx", b"no zip", "is damaged"),
]


@pytest.mark.parametrize(("name", "data", "text"), GOOD)
def test_a_note_is_read(tmp_path: Path, name: str, data: bytes, text: str):
    (tmp_path / name).write_bytes(data)
    assert read_note(tmp_path / name) == text


@pytest.mark.parametrize(("name", "data", "message"), BAD)
def test_a_bad_note_says_what_is_wrong(tmp_path: Path, name: str, data: bytes, message: str):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(NoteError, match=message):
        read_note(tmp_path / name)


def test_a_docx_with_entities_is_refused(tmp_path: Path):
    file = tmp_path / "a.docx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(NoteError, match="is damaged"):
        read_note(file)


def test_a_file_that_is_not_there(tmp_path: Path):
    with pytest.raises(NoteError, match="cannot be read"):
        read_note(tmp_path / "weg.md")
