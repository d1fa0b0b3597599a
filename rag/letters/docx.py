"""A letter in Word (.docx) -> `Document`.

Format: ECMA-376 part 1 (WordprocessingML). Tracked changes count as accepted; comments, hidden
text, headers, footers, text boxes and the sender's block are no part of the letter, but the last
four are read for facts.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from rag.errors import DamagedError, FormatError, MacroError
from rag.letters.archive import open_archive, xml_member
from rag.letters.document import Document, Fact, Part, first_facts
from rag.letters.docx_format import Numbering, Styles, W, toggled
from rag.letters.emphasis import NONE, Line, mark_headings, rank
from rag.letters.facts import FRAME, LABELS, header_facts, label_facts, signature_facts
from rag.letters.tables import table_parts

_MAIN = "wordprocessingml.document.main+xml"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CORE = "{http://purl.org/dc/elements/1.1/}"
_SKIPPED = {
    W + name
    for name in ("del", "moveFrom", "txbxContent", "pict", "drawing", "object", "rPr", "pPr",
                 "instrText", "delText", "ruby")
} | {_ALTERNATE + "Fallback"}  # fmt: skip
# Styles of paragraphs that are no text of the letter (ids and names, lower case).
_NO_TEXT = ("toc ", "inhopg", "header", "footer", "koptekst", "voettekst")
_CAPTION = ("caption", "bijschrift")


def read_docx(data: bytes) -> Document:
    """The letter in a .docx; raises LetterError when it cannot be read."""
    with open_archive(data) as archive:
        types = xml_member(archive, "[Content_Types].xml")
        kinds = [] if types is None else [child.get("ContentType", "") for child in types]
        names = archive.namelist()
        if any("macroEnabled" in kind for kind in kinds) or any(
            name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names
        ):
            raise MacroError("holds macros; save it as .docx without macros")
        if not any(kind.endswith(_MAIN) for kind in kinds):
            raise FormatError("is no Word document inside; save the letter as .docx")
        root = xml_member(archive, "word/document.xml")
        body = None if root is None else root.find(W + "body")
        if root is not None and root.tag.startswith(_STRICT):
            raise FormatError("is in the Strict form of .docx; save it as an ordinary .docx")
        if body is None:
            raise DamagedError("is damaged: it has no text part")
        reader = _Reader(
            Styles(xml_member(archive, "word/styles.xml")),
            Numbering(xml_member(archive, "word/numbering.xml")),
        )
        reader.read_notes("footnote", xml_member(archive, "word/footnotes.xml"))
        reader.read_notes("endnote", xml_member(archive, "word/endnotes.xml"))
        lines = list(reader.blocks(body))
        facts = [*_frame_facts(body, "de eerste bladzijde")]
        for name in sorted(names):
            if name.startswith("word/header") and name.endswith(".xml"):
                header = xml_member(archive, name)
                facts += [] if header is None else _frame_facts(header, "de koptekst")
        texts = [line.part.text for line in lines]
        printed, used = header_facts(texts, "de kop van het Kamerstuk")
        facts = [*printed, *facts, *reader.frame, *signature_facts(texts, "de ondertekening")]
        title = _core_title(xml_member(archive, "docProps/core.xml"))
        if title:
            facts.append(Fact("title", title, "de documenteigenschappen"))
    parts = mark_headings(lines[used:])
    return Document(tuple(parts), tuple(reader.used_notes), first_facts(facts))


class _Reader:
    """Walks the body; keeps the notes in the order of their marks."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.styles = styles
        self.numbering = numbering
        self.frame: list[Fact] = []
        self.used_notes: list[tuple[int, str]] = []
        self._notes: dict[tuple[str, str], str] = {}
        self._numbers: dict[tuple[str, str], int] = {}
        self._carried: list[tuple[str, int]] = []

    def read_notes(self, kind: str, root: Any | None) -> None:
        """Remember the notes of footnotes.xml or endnotes.xml by id."""
        for note in () if root is None else root.iter(W + kind):
            if note.get(W + "type") in (None, "normal"):
                words = [
                    "".join(text for text, _ in self._pieces(paragraph, ""))
                    for paragraph in note.iter(W + "p")
                ]
                self._notes[kind, note.get(W + "id", "")] = " ".join(words).strip()

    def blocks(self, parent: Any) -> Iterator[Line]:
        """The lines below a body, cell or content control."""
        for child in parent:
            if child.tag == W + "p":
                yield from self._paragraph(child)
            elif child.tag == W + "tbl":
                yield from self._table(child)
            elif child.tag in (W + "sdt", W + "sdtContent", W + "ins", W + "customXml"):
                yield from self.blocks(child)

    def _paragraph(self, paragraph: Any) -> Iterator[Line]:
        properties = paragraph.find(W + "pPr")
        style = None if properties is None else properties.find(W + "pStyle")
        style_id = "" if style is None else style.get(W + "val", "")
        style_name = self.styles.name(style_id)
        pieces = self._carried + self._pieces(paragraph, style_id)
        self._carried = []
        mark = None if properties is None else properties.find(W + "rPr")
        if mark is not None and mark.find(W + "del") is not None:
            self._carried = pieces  # The end of this paragraph was deleted: it runs on.
            return
        if style_name.startswith(_NO_TEXT):
            return
        level = min(self.styles.heading_level(paragraph, style_id), 3)
        number = self.styles.numbering(paragraph, style_id)
        marker = self.numbering.next_mark(*number) if number else ""
        for i, (text, emphasis) in enumerate(_lines(pieces)):
            if level:
                part = Part("paragraph", text, mark=marker if i == 0 else "")
                yield Line(part, NONE, level)
            elif style_name.startswith(_CAPTION):
                yield Line(Part("paragraph", text))
            elif number and i == 0:
                yield Line(Part("item", text, mark=marker), emphasis)
            else:
                yield Line(Part("paragraph", text), emphasis)

    def _pieces(self, element: Any, style_id: str) -> list[tuple[str, int]]:
        """Texts with their emphasis; a line break is the text "\\n"."""
        found: list[tuple[str, int]] = []
        for child in element:
            if child.tag in _SKIPPED:
                continue
            if child.tag == W + "r":
                properties = child.find(W + "rPr")
                if toggled(properties, "vanish"):
                    continue
                emphasis = rank(*(self._is_on(properties, style_id, name) for name in "biu"))
                found += [(text, emphasis) for text in self._run(child)]
            else:
                found += self._pieces(child, style_id)
        return found

    def _is_on(self, properties: Any | None, style_id: str, name: str) -> bool:
        said = toggled(properties, name)
        if said is not None:
            return said
        style = None if properties is None else properties.find(W + "rStyle")
        if style is not None and self.styles.is_on(style.get(W + "val", ""), name):
            return True
        return bool(style_id) and self.styles.is_on(style_id, name)

    def _run(self, run: Any) -> Iterator[str]:
        for child in run:
            if child.tag == W + "t":
                yield (child.text or "").replace("\n", " ")
            elif child.tag == W + "tab":
                yield " "
            elif child.tag == W + "noBreakHyphen":
                yield "-"
            elif child.tag in (W + "br", W + "cr"):
                yield "\n"
            elif child.tag in (W + "footnoteReference", W + "endnoteReference"):
                yield self._note_mark(child.tag.removeprefix(W).removesuffix("Reference"), child)

    def _note_mark(self, kind: str, reference: Any) -> str:
        key = (kind, reference.get(W + "id", ""))
        if not self._notes.get(key):
            return ""
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            self.used_notes.append((self._numbers[key], self._notes[key]))
        return f"[footnoteRef:{self._numbers[key]}]"

    def _table(self, table: Any) -> Iterator[Line]:
        rows = [row for row in table.iter(W + "tr") if _owner(row, "tbl") is table]
        cells = [[cell for cell in row.iter(W + "tc") if _owner(cell, "tr") is row] for row in rows]
        flat = [text for row in cells for cell in row for text in _texts(cell)]
        if any(FRAME.match(text.strip()) for text in flat) or _labelled(flat):
            self.frame += label_facts(flat, "het afzenderblok")
        elif all(sum(bool("".join(_texts(cell)).strip()) for cell in row) < 2 for row in cells):
            for row in cells:
                for cell in row:
                    yield from self.blocks(cell)
        else:
            grid = [[" ".join(_texts(cell, self)) for cell in _spanned(row)] for row in cells]
            for part in table_parts(grid):
                yield Line(part)


def _owner(element: Any, name: str) -> Any:
    """The nearest ancestor of a name."""
    return next(element.iterancestors(W + name), None)


def _spanned(row: Sequence[Any]) -> Iterator[Any]:
    """The cells of a row, an empty one for each column more that a cell spans."""
    for cell in row:
        yield cell
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        width = "1" if span is None else span.get(W + "val", "1")
        for _ in range(min(int(width), 64) - 1 if width.isdecimal() else 0):
            yield None


def _texts(cell: Any | None, reader: _Reader | None = None) -> list[str]:
    """The paragraphs of a cell; with a reader, its note marks too."""
    if cell is None:
        return []
    reader = reader or _Reader(Styles(None), Numbering(None))
    return [
        "".join(text for text, _ in reader._pieces(paragraph, "")).replace("\n", " ")
        for paragraph in cell.iter(W + "p")
    ]


def _labelled(texts: Sequence[str]) -> bool:
    named = {text.strip().lower().rstrip(":") for text in texts}
    return len(named & LABELS.keys()) > 1


def _lines(pieces: Sequence[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """The lines of a paragraph, each with the emphasis of all its words."""
    line: list[tuple[str, int]] = []
    for i, (text, emphasis) in enumerate(pieces):
        if text != "\n":
            line.append((text, emphasis))
            continue
        so_far = "".join(piece for piece, _ in line).rstrip()
        following = "".join(piece for piece, _ in pieces[i + 1 : i + 20]).lstrip()
        if so_far and so_far[-1] not in ".;:?!" and following[:1].islower():
            line.append((" ", emphasis))  # A sentence runs on.
            continue
        yield from _line(line)
        line = []
    yield from _line(line)


def _line(pieces: Sequence[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    text = "".join(piece for piece, _ in pieces).strip()
    looks = {emphasis for piece, emphasis in pieces if any(map(str.isalnum, piece))
             and not piece.startswith("[footnoteRef:")}  # fmt: skip
    if text:
        yield text, looks.pop() if len(looks) == 1 else NONE


def _frame_facts(root: Any, origin: str) -> list[Fact]:
    """Facts in the text boxes below an element, and in its own lines when it is a header."""
    found: list[Fact] = []
    for box in root.iter(W + "txbxContent"):
        if next(box.iterancestors(_ALTERNATE + "Fallback"), None) is None:
            found += label_facts(_texts(box), origin)
    if root.tag != W + "body":
        found += label_facts([text for p in root if p.tag == W + "p" for text in _texts_of(p)],
                             origin)  # fmt: skip
    return found


def _texts_of(paragraph: Any) -> list[str]:
    reader = _Reader(Styles(None), Numbering(None))
    return "".join(text for text, _ in reader._pieces(paragraph, "")).split("\n")


def _core_title(core: Any | None) -> str:
    title = None if core is None else core.findtext(_CORE + "title")
    # Templates leave `Brief` and the like, or the name of a file.
    words = (title or "").strip().removeprefix("Brief - ")
    return words if len(words.split()) > 2 else ""
