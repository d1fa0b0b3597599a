"""The letter as .docx (the ministry template's way) and .odt; bytes are the same every time."""

import io
import re
import zipfile
from collections.abc import Mapping
from html import escape

from tests.letters.formats.letter import FACTS, LETTER, NOTES

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.document.main+xml"/></Types>'
)


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A zip whose bytes do not depend on the clock."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(
                zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED
            )
    return stream.getvalue()


def run(text: str, look: str = "") -> str:
    """A run of Word text; `look` is b, i or empty."""
    properties = f"<w:rPr><w:{look}/></w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(content: str, properties: str = "") -> str:
    """A paragraph of Word runs."""
    properties = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{properties}{content}</w:p>"


def table(rows: list[list[str]]) -> str:
    """A Word table of cells that hold one or more paragraphs each, split by a line end."""
    return (
        "<w:tbl>"
        + "".join(
            "<w:tr>"
            + "".join(
                "<w:tc>" + "".join(paragraph(run(line)) for line in cell.split("\n")) + "</w:tc>"
                for cell in row
            )
            + "</w:tr>"
            for row in rows
        )
        + "</w:tbl>"
    )


def _with_notes(text: str) -> str:
    pieces = re.split(r"\{(\d)\}", text)
    return "".join(
        f'<w:r><w:footnoteReference w:id="{piece}"/></w:r>' if i % 2 else run(piece)
        for i, piece in enumerate(pieces)
        if piece
    )


def docx(body: str, **more: str | bytes) -> bytes:
    """A .docx with this body; `more` are parts of `word/` by name without .xml."""
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "word/document.xml": f"<w:document {_W} {_MC}><w:body>{body}</w:body></w:document>",
    }
    members |= {f"word/{name}.xml": content for name, content in more.items()}
    return zipped(members)


def as_docx() -> bytes:
    sender = table(
        [["> Retouradres Postbus 1"], ["Datum", "24 juni 2024"], ["Betreft", FACTS["title"]]]
    )
    reference = table([["Directie Voorbeeld\nOns kenmerk\n" + FACTS["kenmerk"] + "\nUw kenmerk\n"]])
    box = (
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><w:txbxContent>"
        + paragraph(run("In een tekstvak: geen tekst van de brief"))
        + "</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>"
        + paragraph(run("In een tekstvak: geen tekst van de brief"))
        + "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    out = [sender, reference, box]
    for number, piece in enumerate(LETTER):
        if piece.kind == "heading":
            look = "b" if piece.level == 1 else "i"
            half = len(piece.text) // 2  # Word breaks a line into runs where it likes.
            out.append(paragraph(run(piece.text[:half], look) + run(piece.text[half:], look)))
        elif piece.kind in ("bullets", "numbers"):
            list_id = 1 if piece.kind == "bullets" else 2
            numbers = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{list_id}"/></w:numPr>'
            out += [paragraph(run(row[0]), numbers) for row in piece.rows]
        elif piece.kind == "table":
            out.append(table([list(row) for row in piece.rows]))
        elif number == 1:  # a paragraph with tracked changes and a comment
            out.append(
                paragraph(
                    "<w:del><w:r><w:delText>Hierbij</w:delText></w:r></w:del><w:ins>"
                    + _with_notes(piece.text)
                    + "</w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>verborgen</w:t></w:r>"
                    '<w:r><w:commentReference w:id="0"/></w:r>'
                )
            )
        else:
            out.append(paragraph(_with_notes(piece.text)))
            out.append(paragraph(""))
    notes = "".join(
        f'<w:footnote w:id="{n}">{paragraph("<w:r><w:footnoteRef/></w:r>" + run(" " + text))}'
        "</w:footnote>"
        for n, text in NOTES.items()
    )
    levels = (
        ("1", "bullet", ""),
        ("2", "decimal", "%1."),
    )
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{n}"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{kind}"/><w:lvlText w:val="{form}"/></w:lvl></w:abstractNum>'
        for n, kind, form in levels
    )
    numbers = "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n, _, _ in levels
    )
    return docx(
        "".join(out),
        footnotes=f'<w:footnotes {_W}><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
        f"{notes}</w:footnotes>",
        numbering=f"<w:numbering {_W}>{abstract}{numbers}</w:numbering>",
        header1=f"<w:hdr {_W}>{paragraph(run('Directie Voorbeeld'))}</w:hdr>",
        footer1=f"<w:ftr {_W}>{paragraph(run('Pagina 1 van 2'))}</w:ftr>",
        styles=f"<w:styles {_W}/>",
    )


_ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
    for name, path in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
        ("meta", "meta"),
        ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip


def odt(body: str, meta: str = "") -> bytes:
    """An .odt with this content."""
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {_ODF}>"
            "<office:automatic-styles>"
            '<style:style style:name="L2" style:family="list"/>'
            "</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
            "meta.xml": f'<office:document-meta {_ODF} xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<office:meta>{meta}</office:meta></office:document-meta>",
        }
    )


def as_odt() -> bytes:
    def notes(text: str) -> str:
        return re.sub(
            r"\{(\d)\}",
            lambda m: (
                f'<text:note text:note-class="footnote"><text:note-citation>{m[1]}'
                f"</text:note-citation><text:note-body><text:p>{escape(NOTES[int(m[1])])}"
                "</text:p></text:note-body></text:note>"
            ),
            escape(text),
        )

    out = []
    block = ["Datum", "24 juni 2024", "Ons kenmerk", FACTS["kenmerk"], "> Retouradres Postbus 1"]
    out.append(_odt_table([[line] for line in block]))
    for piece in LETTER:
        if piece.kind == "heading":
            out.append(f'<text:h text:outline-level="{piece.level}">{escape(piece.text)}</text:h>')
        elif piece.kind in ("bullets", "numbers"):
            items = "".join(
                f"<text:list-item><text:p>{escape(row[0])}</text:p></text:list-item>"
                for row in piece.rows
            )
            style = "L1" if piece.kind == "bullets" else "L2"
            out.append(f'<text:list text:style-name="{style}">{items}</text:list>')
        elif piece.kind == "table":
            out.append(_odt_table([list(row) for row in piece.rows]))
        else:
            out.append(f"<text:p>{notes(piece.text)}</text:p>")
    style = (
        '<text:list-style style:name="L2"><text:list-level-style-number text:level="1" '
        'style:num-suffix="." style:num-format="1"/></text:list-style>'
    )
    title = f"<dc:title>{escape(FACTS['title'])}</dc:title>"
    data = odt("".join(out), title)
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            **{
                name: zipfile.ZipFile(io.BytesIO(data)).read(name).replace(
                    b'<style:style style:name="L2" style:family="list"/>', style.encode()
                )
                for name in ("content.xml", "meta.xml")
            },
        }
    )  # fmt: skip


def _odt_table(rows: list[list[str]]) -> str:
    return (
        "<table:table>"
        + "".join(
            "<table:table-row>"
            + "".join(
                f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>"
                for cell in row
            )
            + "</table:table-row>"
            for row in rows
        )
        + "</table:table>"
    )
