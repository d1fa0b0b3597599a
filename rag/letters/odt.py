"""A letter in OpenDocument (.odt) -> `Document`.

Format: OpenDocument 1.3 part 3. Deleted text of tracked changes, comments and frames are left out.
"""

from collections.abc import Iterator
from typing import Any

from rag.errors import DamagedError, FormatError, MacroError, ProtectedError
from rag.letters.archive import member, open_archive, xml_member
from rag.letters.document import Document, Fact, Part, first_facts
from rag.letters.emphasis import NONE, Line, mark_headings, rank
from rag.letters.facts import FRAME, LABELS, header_facts, label_facts, signature_facts
from rag.letters.tables import table_parts

_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _TABLE, _OFFICE, _STYLE = (_NS % name for name in ("text", "table", "office", "style"))
_FO = _NS % "xsl-fo-compatible"
_DRAW = _NS % "drawing"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_MIME = b"application/vnd.oasis.opendocument.text"
_SKIPPED = {_TEXT + "tracked-changes", _OFFICE + "annotation", _DRAW + "frame",
            _TEXT + "table-of-content"}  # fmt: skip


def read_odt(data: bytes) -> Document:
    """The letter in an .odt; raises LetterError when it cannot be read."""
    with open_archive(data) as archive:
        if (member(archive, "mimetype") or b"").strip() != _MIME:
            raise FormatError("is no OpenDocument text inside; save the letter as .odt or .docx")
        if any(name.startswith(("Basic/", "Scripts/")) for name in archive.namelist()):
            raise MacroError("holds macros; save it without macros")
        manifest = xml_member(archive, "META-INF/manifest.xml")
        if manifest is not None and any("encryption-data" in str(e.tag) for e in manifest.iter()):
            raise ProtectedError("is protected by a password; save it without")
        content = xml_member(archive, "content.xml")
        styles = xml_member(archive, "styles.xml")
        meta = xml_member(archive, "meta.xml")
    body = None if content is None else content.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise DamagedError("is damaged: it has no text part")
    reader = _Reader([root for root in (content, styles) if root is not None])
    lines = [line for line in reader.blocks(body) if line.part.text]
    texts = [line.part.text for line in lines]
    printed, used = header_facts(texts, "de kop van het Kamerstuk")
    facts = [*printed, *reader.frame, *label_facts(texts[:40], "de eerste bladzijde")]
    facts += signature_facts(texts, "de ondertekening")
    title = None if meta is None else meta.find(f".//{_TITLE}")
    if title is not None and len((title.text or "").split()) > 2:
        facts.append(Fact("title", title.text, "de documenteigenschappen"))
    return Document(tuple(mark_headings(lines[used:])), tuple(reader.notes), first_facts(facts))


class _Reader:
    """Walks the text; keeps notes and facts."""

    def __init__(self, roots: list[Any]) -> None:
        self.notes: list[tuple[int, str]] = []
        self.frame: list[Fact] = []
        self._looks: dict[str, int] = {}
        self._numbered: set[tuple[str, int]] = set()
        for root in roots:
            for style in root.iter(_STYLE + "style"):
                properties = style.find(_STYLE + "text-properties")
                if properties is not None:
                    self._looks[style.get(_STYLE + "name", "")] = rank(
                        properties.get(_FO + "font-weight") == "bold",
                        properties.get(_FO + "font-style") == "italic",
                        properties.get(_STYLE + "text-underline-style", "none") != "none",
                    )
            for style in root.iter(_TEXT + "list-style"):
                for level in style.iter(_TEXT + "list-level-style-number"):
                    depth = level.get(_TEXT + "level", "1")
                    if level.get(_STYLE + "num-format") == "1" and depth.isdecimal():
                        self._numbered.add((style.get(_STYLE + "name", ""), int(depth)))

    def blocks(self, parent: Any) -> Iterator[Line]:
        """The lines below the text, a section or a cell."""
        for child in parent:
            if child.tag in _SKIPPED:
                continue
            if child.tag == _TEXT + "h":
                level = child.get(_TEXT + "outline-level", "1")
                styled = min(int(level), 3) if level.isdecimal() and level != "0" else 1
                yield Line(Part("paragraph", self.text(child)), NONE, styled)
            elif child.tag == _TEXT + "p":
                yield Line(Part("paragraph", self.text(child)), self._look(child))
            elif child.tag == _TEXT + "list":
                yield from self._list(child, child.get(_TEXT + "style-name", ""), 1)
            elif child.tag == _TABLE + "table":
                yield from self._table(child)
            elif child.tag == _TEXT + "section":
                yield from self.blocks(child)

    def text(self, element: Any) -> str:
        """Words of a paragraph with the marks of its notes."""
        return " ".join("".join(self._pieces(element)).split())

    def _pieces(self, element: Any) -> Iterator[str]:
        yield element.text or ""
        for child in element:
            if child.tag == _TEXT + "note":
                note = child.find(_TEXT + "note-body")
                words = "" if note is None else " ".join("".join(note.itertext()).split())
                if words:
                    self.notes.append((len(self.notes) + 1, words))
                    yield f"[footnoteRef:{len(self.notes)}]"
            elif child.tag in (_TEXT + "tab", _TEXT + "line-break", _TEXT + "s"):
                yield " "
            elif child.tag not in _SKIPPED:
                yield from self._pieces(child)
            yield child.tail or ""

    def _look(self, paragraph: Any) -> int:
        """The emphasis of all words of a paragraph."""
        own = self._looks.get(paragraph.get(_TEXT + "style-name", ""), NONE)
        looks = {own} if (paragraph.text or "").strip() else set()
        for child in paragraph:
            if child.tag == _TEXT + "span" and "".join(child.itertext()).strip():
                looks.add(self._looks.get(child.get(_TEXT + "style-name", ""), own))
            if (child.tail or "").strip():
                looks.add(own)
        return looks.pop() if len(looks) == 1 else NONE

    def _list(self, element: Any, style: str, depth: int) -> Iterator[Line]:
        number = 0
        for item in element:
            if item.tag != _TEXT + "list-item":
                continue
            number += 1
            mark = f"{number}." if (style, depth) in self._numbered else ""
            first = True
            for child in item:
                if child.tag == _TEXT + "list":
                    inner = child.get(_TEXT + "style-name") or style
                    yield from self._list(child, inner, depth + 1)
                elif child.tag in (_TEXT + "p", _TEXT + "h"):
                    kind: Any = "item" if first else "paragraph"
                    part = Part(kind, self.text(child), mark=mark if first else "")
                    yield Line(part, self._look(child) if first else NONE)
                    first = False

    def _table(self, table: Any) -> Iterator[Line]:
        rows = [
            [cell for cell in row if cell.tag == _TABLE + "table-cell"]
            for row in table.iter(_TABLE + "table-row")
            if next(row.iterancestors(_TABLE + "table")) is table
        ]
        flat = [
            " ".join("".join(paragraph.itertext()).split())
            for row in rows for cell in row for paragraph in cell.iter(_TEXT + "p", _TEXT + "h")
        ]  # fmt: skip
        named = {text.lower().rstrip(":") for text in flat}
        if any(FRAME.match(text) for text in flat) or len(named & LABELS.keys()) > 1:
            self.frame += label_facts(flat, "het afzenderblok")
        elif all(sum(bool("".join(cell.itertext()).strip()) for cell in row) < 2 for row in rows):
            for row in rows:
                for cell in row:
                    yield from self.blocks(cell)
        else:
            grid = [[self.text_of_cell(cell) for cell in row] for row in rows]
            yield from (Line(part) for part in table_parts(grid))

    def text_of_cell(self, cell: Any) -> str:
        """Words of all paragraphs of a cell."""
        return " ".join(self.text(paragraph) for paragraph in cell.iter(_TEXT + "p", _TEXT + "h"))
