"""A letter in Markdown (.md) -> `Document`: headings, lists, tables, notes `[^1]`, emphasis.

Format: CommonMark with the tables and notes of GitHub, as far as a letter has them.
"""

import re

from rag.errors import EncodingError
from rag.letters.document import Document, Fact, Part, first_facts
from rag.letters.emphasis import NONE, Line, mark_headings, rank
from rag.letters.facts import header_facts, label_facts, signature_facts
from rag.letters.html import take_title
from rag.letters.tables import table_parts

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_ITEM = re.compile(r"\s*(?:([-*+•·])|(\d{1,2}[.)]))\s+(.*)")
_NOTE = re.compile(r"\[\^([^\]\s]+)\]:\s*(.*)")
_RULE = re.compile(r"\|?[\s:|-]*-[\s:|-]*$")
_EMPHASIS = re.compile(r"(\*\*\*|\*\*|\*|__|_)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_WHOLE = re.compile(r"(\*\*\*|\*\*|\*|__|_)(?=\S)((?:(?!\1).)+)(?<=\S)\1$")
_LINK = re.compile(r"!?\[([^\]^]*)\]\([^)\s]*\)")


def read_markdown(data: bytes) -> Document:
    """The letter in Markdown; raises LetterError when it is no text."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EncodingError(
            f"is not UTF-8 (byte {data[error.start]:#04x} at {error.start}); save it as UTF-8 text"
        ) from None
    if "\0" in text:
        raise EncodingError("is binary, not text; save the letter as UTF-8 text")
    blocks, notes = _blocks(text.splitlines())
    numbers = {label: i for i, label in enumerate(notes, 1)}

    def mark(match: re.Match[str]) -> str:
        return f"[footnoteRef:{numbers[match[1]]}]" if match[1] in numbers else match[0]

    lines = [
        Line(Part(x.part.kind, re.sub(r"\[\^([^\]\s]+)\]", mark, x.part.text), mark=x.part.mark),
             x.emphasis, x.styled)
        for x in blocks
    ]  # fmt: skip
    title = take_title(lines) if lines else ""
    texts = [line.part.text for line in lines]
    facts, used = header_facts(texts, "de kop van het Kamerstuk")
    facts += [*label_facts(texts[:40], "de tekst"), *signature_facts(texts, "de ondertekening")]
    if title:
        facts.append(Fact("title", title, "de eerste kop"))
    return Document(
        tuple(mark_headings(lines[used:])),
        tuple((numbers[label], _plain(note)) for label, note in notes.items()),
        first_facts(facts),
    )


def _blocks(rows: list[str]) -> tuple[list[Line], dict[str, str]]:
    lines: list[Line] = []
    notes: dict[str, str] = {}
    prose: list[str] = []
    table: list[list[str]] = []

    def flush() -> None:
        if prose:
            lines.append(_paragraph(" ".join(prose)))
            prose.clear()
        if table:
            lines.extend(Line(part) for part in table_parts(table, has_header=True))
            table.clear()

    for row in rows:
        text = row.strip()
        if match := _NOTE.match(text):
            flush()
            notes.setdefault(match[1], match[2])
        elif match := _HEADING.match(text):
            flush()
            lines.append(Line(Part("paragraph", _plain(match[2])), NONE, len(match[1])))
        elif text.startswith("|") and text.count("|") > 1:
            if not table:
                flush()
            if not _RULE.match(text):
                table.append([_plain(cell.strip()) for cell in text.strip("|").split("|")])
        elif match := _ITEM.match(row):
            flush()
            lines.append(Line(Part("item", _plain(match[3]), mark=match[2] or "")))
        elif text and row[:1].isspace() and lines and lines[-1].part.kind == "item" and not prose:
            item = lines.pop().part  # an item goes on below, indented
            lines.append(Line(Part("item", f"{item.text} {_plain(text)}", mark=item.mark)))
        elif text and not re.fullmatch(r"([-*_=]\s*){3,}", text):
            if table:
                flush()
            prose.append(text)
            if row.endswith(("  ", "\\")):
                prose[-1] = prose[-1].rstrip("\\")
                flush()
        else:
            flush()
    flush()
    return lines, notes


def _paragraph(text: str) -> Line:
    match = _WHOLE.fullmatch(text)
    stars = len(match[1]) if match else 0
    return Line(
        Part("paragraph", _plain(text)), rank(stars > 1, stars in (1, 3), False) if stars else NONE
    )


def _plain(text: str) -> str:
    text = _LINK.sub(r"\1", text)
    for _ in range(3):
        text = _EMPHASIS.sub(r"\2", text)
    return re.sub(r"\\([\\`*_{}\[\]()#+.!|-])", r"\1", text)
