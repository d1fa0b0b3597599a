"""Reading a note (.md, .txt, .docx) and writing collected quotations as one.

Limits keep a hostile file harmless: size, unpacked size, no XML entities.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from rag.cite.formats import format_citation
from rag.errors import RagError
from rag.records import Source

MAX_BYTES = 10_000_000
MAX_UNPACKED = 100_000_000
_OLE = b"\xd0\xcf\x11\xe0"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, KeyError, ElementTree.ParseError, NotImplementedError,
    EOFError, OSError, ValueError, RuntimeError, RecursionError,
)  # fmt: skip


class NoteError(RagError):
    """A note cannot be read or written."""


@dataclass(frozen=True, slots=True)
class NoteItem:
    """A quotation collected for a note, with where it comes from and the user's remark."""

    quote: str
    source: Source
    section: tuple[str, ...] = ()
    remark: str = ""
    page: int = 0


def read_note(path: Path) -> str:
    """Text of a note; Word footnotes become Markdown ones. Raises NoteError if not readable."""
    kind = path.suffix.casefold()
    if kind not in (".md", ".txt", ".docx"):
        raise NoteError(
            f"{path.name}: {kind or 'no file type'} is not read; give .docx, .md or .txt"
        )
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise NoteError(
                f"{path.name}: is {size:,} bytes, more than {MAX_BYTES:,}; give a smaller note"
            )
        data = path.read_bytes()
    except OSError as error:
        raise NoteError(f"{path.name}: cannot be read ({error.strerror}); check the path") from None
    text = _docx_text(data, path.name) if kind == ".docx" else _plain_text(data, path.name)
    if not text.strip():
        raise NoteError(f"{path.name}: holds no text; give a note with text")
    return text


def export_note(items: Sequence[NoteItem], format: str) -> bytes:
    """A note of collected quotations as docx, md, bib or ris; NoteError for another format."""
    if format not in _EXPORTS:
        raise NoteError(f"format {format!r} is not written; choose one of {', '.join(EXPORTS)}")
    return _EXPORTS[format](items)


def headings_of(items: Sequence[NoteItem]) -> list[tuple[str, list[NoteItem]]]:
    """Items under the heading they go by in a note; neighbours with the same one share it."""
    groups: list[tuple[str, list[NoteItem]]] = []
    for item in items:
        heading = " – ".join(item.section) or item.source.title or item.source.letter_id
        if groups and groups[-1][0] == heading:
            groups[-1][1].append(item)
        else:
            groups.append((heading, [item]))
    return groups


def _plain_text(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        if b"\0" in data:
            raise NoteError(f"{name}: is not text; save the note as .docx, .md or .txt")
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    raise NoteError(f"{name}: has an unknown encoding; save the note as UTF-8 text")


def _docx_text(data: bytes, name: str) -> str:
    if data.startswith(_OLE):
        raise NoteError(f"{name}: is encrypted or an old .doc; save it as .docx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {info.filename: info for info in archive.infolist()}
            if sum(info.file_size for info in members.values()) > MAX_UNPACKED:
                raise NoteError(f"{name}: unpacks to too much; give a smaller note")
            if any(info.flag_bits & 1 for info in members.values()):
                raise NoteError(f"{name}: is encrypted; save it without a password")
            body = _parse(archive.read("word/document.xml"))
            notes = "word/footnotes.xml"
            footnotes = _parse(archive.read(notes)) if notes in members else None
    except _DAMAGE:
        raise NoteError(f"{name}: is damaged or no Word document; save it again as .docx") from None
    lines = [_paragraph_text(paragraph) for paragraph in _paragraphs(body)]
    for note in footnotes if footnotes is not None else ():
        words = " ".join(_paragraph_text(p) for p in _paragraphs(note)).strip()
        # The separators that Word draws above the notes have a type; notes have none.
        if words and note.get(f"{_W}type") is None:
            lines.append(f"[^{note.get(f'{_W}id')}]: {words}")
    return "\n\n".join(line for line in lines if line.strip())


def _parse(data: bytes) -> ElementTree.Element:
    # Word writes no DOCTYPE; without one no entity can be declared, so none can explode.
    if b"<!DOCTYPE" in data:
        raise ElementTree.ParseError("DOCTYPE")
    return ElementTree.fromstring(data)


def _paragraphs(node: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Paragraphs, also in tables and text boxes, but not the copy of a box for old readers."""
    for child in node:
        if child.tag.endswith("}Fallback"):
            continue
        if child.tag == f"{_W}p":
            yield child
        yield from _paragraphs(child)


def _paragraph_text(paragraph: ElementTree.Element) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = (style.get(f"{_W}val") or "").casefold() if style is not None else ""
    text = "".join(_runs(paragraph))
    return f"> {text}" if text and ("quote" in name or "citaat" in name) else text


def _runs(node: ElementTree.Element) -> Iterator[str]:
    for child in node:
        tag = child.tag.removeprefix(_W)
        if tag == "t":
            yield child.text or ""
        elif tag == "footnoteReference":
            yield f"[^{child.get(f'{_W}id')}]"
        elif tag in _SIGNS:
            yield _SIGNS[tag]
        elif tag not in ("p", "txbxContent", "pPr") and not tag.endswith("}Fallback"):
            yield from _runs(child)


def _markdown(items: Sequence[NoteItem]) -> bytes:
    body: list[str] = ["# Notitie"]
    notes: list[str] = []
    for heading, group in headings_of(items):
        body.append(f"## {_line(heading)}")
        for item in group:
            body.extend([_line(item.remark)] if item.remark.strip() else [])
            number = len(notes) + 1
            quote = "\n> ".join(item.quote.strip().splitlines())
            body.append(f"> {quote}[^{number}]")
            citation = format_citation(item.source, item.section, "", "markdown", item.page)
            notes.append(f"[^{number}]: {citation.split(']: ', 1)[1]}")
    return ("\n\n".join([*body, *notes]) + "\n").encode()


def _bib(items: Sequence[NoteItem]) -> bytes:
    return _references(items, "bibtex", "\n\n")


def _ris(items: Sequence[NoteItem]) -> bytes:
    return _references(items, "ris", "\r\n")


def _references(items: Iterable[NoteItem], style: str, between: str) -> bytes:
    """One entry a quotation; a key used before gets a letter, as reference managers want it."""
    seen: dict[str, int] = {}
    entries: list[str] = []
    for item in items:
        count = seen.get(item.source.letter_id, 0)
        seen[item.source.letter_id] = count + 1
        entry = format_citation(item.source, item.section, item.quote, style, item.page)
        if count and style == "bibtex":
            entry = entry.replace(",\n", f"-{count + 1},\n", 1)
        elif count:
            key = f"ID  - {item.source.letter_id}"
            entry = entry.replace(key, f"{key}-{count + 1}", 1)
        entries.append(entry)
    return (between.join(entries) + ("\n" if style == "bibtex" else "")).encode()


def _docx(items: Sequence[NoteItem]) -> bytes:
    from rag.cite.word import write_docx

    return write_docx([(h, [(i.quote, i.source, i.section, i.remark, i.page) for i in g])
                       for h, g in headings_of(items)])  # fmt: skip


def _line(text: str) -> str:
    return " ".join(text.split())


_EXPORTS: dict[str, Callable[[Sequence[NoteItem]], bytes]] = {
    "docx": _docx,
    "md": _markdown,
    "bib": _bib,
    "ris": _ris,
}
EXPORTS = tuple(_EXPORTS)

__all__ = ["EXPORTS", "NoteError", "NoteItem", "export_note", "read_note"]
