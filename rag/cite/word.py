"""A Word document with real footnotes; python-docx has none, so the part is added here.

Format: ECMA-376 part 1, 17.11 (footnotes): separators with ids -1 and 0, named in the settings.
"""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rag.cite.formats import italic_parts
from rag.cite.reference import link
from rag.records import Source

if TYPE_CHECKING:
    from docx.document import Document

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_FIRST_NOTE = 1

Item = tuple[str, Source, Sequence[str], str, int]


def write_docx(groups: Sequence[tuple[str, Sequence[Item]]], title: str = "Notitie") -> bytes:
    """A document with a heading a group, each quotation with its reference as a footnote."""
    from docx import Document as new_document

    document = new_document()
    document.core_properties.title = title
    document.core_properties.language = "nl-NL"
    document.core_properties.author = ""
    document.core_properties.comments = ""
    _dutch(document)
    _add_styles(document)
    document.add_heading(title, level=0)
    sources: list[tuple[Source, Sequence[str], int]] = []
    for heading, items in groups:
        document.add_heading(_clean(heading), level=1)
        for quote, source, section, remark, page in items:
            if remark.strip():
                document.add_paragraph(_clean(remark))
            paragraph = document.add_paragraph(_clean(f"“{quote.strip()}”"), style="Quote")
            _add_mark(paragraph, _FIRST_NOTE + len(sources))
            sources.append((source, section, page))
    _add_footnotes(document, sources)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _clean(text: str) -> str:
    # XML 1.0 has no control characters; Word calls a file with one damaged.
    return "".join(
        char
        for char in text
        if char in "\t\n" or (ord(char) >= 32 and not 0xD800 <= ord(char) <= 0xDFFF
                              and ord(char) not in (0xFFFE, 0xFFFF))
    )  # fmt: skip


def _dutch(document: "Document") -> None:
    from docx.oxml.ns import qn

    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "nl-NL")


def _add_styles(document: "Document") -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    # Any: python-docx types a style as its base class, without font and paragraph format.
    text: Any = document.styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH)
    text.base_style = document.styles["Normal"]
    text.font.size = Pt(9)
    text.paragraph_format.space_after = Pt(0)
    text.element.set(f"{{{_NAMESPACE}}}styleId", "FootnoteText")
    mark: Any = document.styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER)
    mark.font.superscript = True
    mark.element.set(f"{{{_NAMESPACE}}}styleId", "FootnoteReference")
    address: Any = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    address.font.underline = True


def _add_mark(paragraph: Any, number: int) -> None:
    run = _element(paragraph._p, "r")
    _element(_element(run, "rPr"), "rStyle", val="FootnoteReference")
    _element(run, "footnoteReference", id=str(number))


def _add_footnotes(
    document: "Document", sources: Sequence[tuple[Source, Sequence[str], int]]
) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.oxml import serialize_part_xml
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import OxmlElement

    part = Part(PackURI("/word/footnotes.xml"), _TYPE, b"", document.part.package)
    root = OxmlElement("w:footnotes", nsdecls={"w": _NAMESPACE, "r": _RELATIONSHIPS})
    for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
        note = _element(root, "footnote", type=kind, id=str(number))
        _element(_element(_element(note, "p"), "r"), kind)
    for number, (source, section, page) in enumerate(sources, start=_FIRST_NOTE):
        paragraph = _element(_element(root, "footnote", id=str(number)), "p")
        _element(_element(paragraph, "pPr"), "pStyle", val="FootnoteText")
        run = _element(paragraph, "r")
        _element(_element(run, "rPr"), "rStyle", val="FootnoteReference")
        _element(run, "footnoteRef")
        italic, rest = italic_parts(source, section, page)
        _add_text(paragraph, " ")
        _add_text(paragraph, italic, italic=True)
        _add_text(paragraph, f"{rest}.")
        if (address := link(source)).startswith("http"):
            _add_text(paragraph, " ")
            key = part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            hyperlink = _element(paragraph, "hyperlink")
            hyperlink.set(f"{{{_RELATIONSHIPS}}}id", key)
            _add_text(hyperlink, address, style="Hyperlink")
    part._blob = serialize_part_xml(root)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    settings = OxmlElement("w:footnotePr")
    for number in (-1, 0):
        _element(settings, "footnote", id=str(number))
    _insert_setting(document.settings.element, settings)


def _insert_setting(settings: Any, element: Any) -> None:
    """Put `footnotePr` where the schema's order wants it: before `endnotePr`/`compat` and later."""
    later = ("endnotePr", "compat", "docVars", "rsids", "mathPr", "themeFontLang",
             "clrSchemeMapping", "shapeDefaults", "decimalSymbol", "listSeparator")  # fmt: skip
    for child in settings:
        if child.tag.rsplit("}", 1)[-1] in later:
            child.addprevious(element)
            return
    settings.append(element)


def _element(parent: Any, tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    child = OxmlElement(f"w:{tag}")
    parent.append(child)
    for name, value in attributes.items():
        child.set(f"{{{_NAMESPACE}}}{name}", value)
    return child


def _add_text(parent: Any, text: str, italic: bool = False, style: str = "") -> None:
    if not text:
        return
    run = _element(parent, "r")
    if italic:
        _element(_element(run, "rPr"), "i")
    elif style:
        _element(_element(run, "rPr"), "rStyle", val=style)
    node = _element(run, "t")
    node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    node.text = _clean(text)
