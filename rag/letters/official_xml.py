"""A Kamerstuk in the XML of officielebekendmakingen.nl -> `Document`.

Format: op-xsd-2012-2 (root `kamerstuk`) and the older form of 1995-2009 (root `kamerwrk`).
Headings are `kop` and `tussenkop@kopopmaak` or `tuskop@letat`; notes stand in the line (`noot`) or
apart (`voetref`, `voetnoot`).
"""

from collections.abc import Iterator
from typing import Any

from rag.errors import FormatError
from rag.letters.archive import parse_xml
from rag.letters.document import Document, Fact, Part, first_facts
from rag.letters.emphasis import BOLD, BOLD_ITALIC, ITALIC, NONE, Line
from rag.letters.facts import iso_date, number_facts
from rag.letters.html import meta_facts
from rag.letters.tables import table_parts

_LOOKS = {"vet": BOLD, "vetcur": BOLD_ITALIC, "cur": ITALIC}
_SKIPPED = frozenset(("metadata", "kamerstukkop", "dossier", "stuknr", "datumtekst", "plaatje",
                      "voetnoot", "noot"))  # fmt: skip
_ROOTS = ("kamerstuk", "kamerwrk")


def read_official_xml(data: bytes) -> Document:
    """The Kamerstuk in official XML; raises LetterError for any other XML."""
    root = parse_xml(data, "the file")
    paper = root if root.tag in _ROOTS else next(root.iter(*_ROOTS), None)
    if paper is None:
        raise FormatError(
            "is no Kamerstuk of officielebekendmakingen.nl (no <kamerstuk> or <kamerwrk> in it)"
        )
    reader = _Reader(paper)
    piece = paper.find("stuk")
    lines = list(reader.blocks(piece if piece is not None else paper, 0))
    return Document(
        tuple(_with_levels(lines)), tuple(sorted(reader.notes.items())), first_facts(_facts(root))
    )


def _facts(root: Any) -> Iterator[Fact]:
    origin = "de XML"
    for line in root.iter("tekstregel"):
        words = _words(line)
        if line.get("inhoud") == "kameraanduiding":
            yield Fact("chamber", {"T": "II", "E": "I"}.get(words[:1], ""), origin)
        elif line.get("inhoud") == "vergaderjaar":
            year = words.rpartition(" ")[2]
            yield from meta_facts([("OVERHEIDop.vergaderjaar", year)], origin)
    dossier = _first(root, "dossiernummer/dossiernr").replace(" ", "")
    chapter = _first(root, "dossiernummer/begrotingshoofdstuk")
    number = _first(root, "stuknr/ondernummer")
    yield Fact("dossier", f"{dossier} {chapter}".strip(), origin)
    yield Fact("dossier_title", _first(root, "dossier/titel"), origin)
    yield Fact("number", number, origin)
    yield Fact("title", _first(root, "stuk/titel"), origin)
    date = next(root.iter("datum"), None)
    if date is not None:
        yield Fact("date", date.get("isodatum") or iso_date(_words(date)), origin)
    signature = next(root.iter("ondertekening"), None)
    if signature is not None:
        yield Fact("sender", _first(signature, "naam"), origin)
        yield Fact("sender_office", _first(signature, "functie").rstrip(" ,"), origin)
    if len(dossier) == 5 and dossier.isdecimal() and number:
        yield from number_facts(dossier, chapter, number, origin)
    yield from meta_facts(
        [(meta.get("name", ""), meta.get("content", "")) for meta in root.iter("meta", "metadata")],
        "de metagegevens van de XML",
    )


def _first(root: Any, path: str) -> str:
    element = root.find(f".//{path}")
    return "" if element is None else _words(element)


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


class _Reader:
    """Walks the paper; keeps the notes by number."""

    def __init__(self, paper: Any) -> None:
        self.notes: dict[int, str] = {}
        self._apart = {
            note.get("nr") or note.get("id") or "": _words(note) for note in paper.iter("voetnoot")
        }

    def blocks(self, parent: Any, depth: int) -> Iterator[Line]:
        """The lines below an element; `depth` counts the divisions with a heading around it."""
        for child in parent:
            tag = child.tag
            if tag in _SKIPPED or (tag == "titel" and parent.tag == "stuk"):
                continue
            if tag in ("tussenkop", "tuskop"):
                look = _LOOKS.get(child.get("kopopmaak") or child.get("letat") or "", BOLD)
                yield Line(Part("heading", self.text(child), level=depth), look)
            elif tag == "kop":
                yield Line(Part("heading", " ".join(map(self.text, child)), level=depth), NONE)
            elif tag in ("al", "functie", "naam"):
                yield Line(Part("paragraph", self.text(child)))
            elif tag == "lijst":
                yield from self._list(child)
            elif tag == "table":
                yield from (Line(part) for part in self._table(child))
            else:
                yield from self.blocks(child, depth + (child.find("kop") is not None))

    def text(self, element: Any) -> str:
        """Words of an element with marks where its notes stand."""
        pieces = [element.text or ""]
        for child in element:
            if child.tag == "noot":
                pieces.append(self._note(_first(child, "noot.nr"), self._note_text(child)))
            elif child.tag == "voetref":
                key = child.get("nr") or child.get("ref") or _words(child)
                pieces.append(self._note(_words(child) or key, self._apart.get(key, "")))
            else:
                pieces.append(self.text(child))
            pieces.append(child.tail or "")
        return " ".join("".join(pieces).split())

    def _note_text(self, note: Any) -> str:
        return " ".join(_words(part) for part in note if part.tag != "noot.nr")

    def _note(self, label: str, text: str) -> str:
        if not text:
            return ""
        number = int(label) if label.isdecimal() and len(label) < 5 else len(self.notes) + 1
        while number in self.notes and self.notes[number] != text:
            number += 1
        self.notes[number] = text
        return f"[footnoteRef:{number}]"

    def _list(self, element: Any) -> Iterator[Line]:
        for item in element.iter("li"):
            if next(item.iterancestors("lijst")) is not element:
                continue
            mark: str | None = _first(item, "li.nr")
            for child in item:
                if child.tag == "li.nr":
                    continue
                if child.tag == "lijst":
                    yield from self._list(child)
                elif mark is not None:
                    # The first paragraph carries the mark; a dash or dot is a bullet.
                    shown = mark if any(map(str.isalnum, mark)) else ""
                    yield Line(Part("item", self.text(child), mark=shown))
                    mark = None
                else:
                    yield Line(Part("paragraph", self.text(child)))

    def _table(self, table: Any) -> Iterator[Part]:
        head = [self._row(row) for thead in table.iter("thead") for row in thead.iter("row")]
        body = [self._row(row) for tbody in table.iter("tbody") for row in tbody.iter("row")]
        title = table.find("title")
        if title is not None:
            yield Part("paragraph", self.text(title))
        yield from table_parts([*head[-1:], *body], has_header=True if head else None)

    def _row(self, row: Any) -> list[str]:
        cells: list[str] = []
        for entry in row.iter("entry"):
            start, stop = (
                "".join(filter(str.isdigit, entry.get(name, ""))) for name in ("namest", "nameend")
            )
            span = int(stop) - int(start) if start and stop and len(stop) < 3 else 0
            cells += [self.text(entry), *[""] * max(0, min(span, 64))]
        return cells


def _with_levels(lines: list[Line]) -> Iterator[Part]:
    """The parts, headings with a level: by their division, then by the rank of their look."""
    looks = sorted({x.emphasis for x in lines if x.part.kind == "heading" and x.emphasis != NONE})
    plain = all(line.emphasis != NONE for line in lines if line.part.kind == "heading")
    for line in lines:
        part = line.part
        if part.kind == "heading":
            level = part.level + (looks.index(line.emphasis) + 1 if line.emphasis != NONE else 0)
            # One look and no division say nothing about depth.
            level = 0 if plain and len(looks) == 1 and part.level == 0 else max(level, 1)
            yield Part("heading", part.text, level=min(level, 3))
        else:
            yield part
