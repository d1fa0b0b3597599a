"""Document -> `Letter`: as `parse_letter` does for text, but with what the format knows."""

from collections.abc import Iterable, Iterator

from rag.letters.clean import clean_lines, is_visible
from rag.letters.document import Document, Part
from rag.letters.facts import signs
from rag.letters.lines import make_lines
from rag.letters.passages import make_passages
from rag.letters.sections import make_sections
from rag.records import Letter, Source

BULLET = "·"


def parse_document(document: Document, source: Source) -> Letter:
    """The letter in a document; whatever is in it, this succeeds."""
    parts = [part for part in document.parts if is_visible(part.text)]
    above = ["", *(part.text.strip() for part in parts)]
    lines = [
        (_line(part), part.kind != "item" and not signs(above[i], part.text.strip()))
        for i, part in enumerate(parts)
    ]
    cleaned = clean_lines(lines, dict(document.notes))
    # Without any heading that the file knows, headings are found as in plain text.
    known = {i: part.level for i, part in enumerate(parts) if part.kind == "heading"}
    blocks, sections = make_sections(cleaned, source.title, known or None)
    passages = make_passages(source.letter_id, cleaned.text, blocks, sections, cleaned.footnotes)
    starts = (line.start for line in make_lines(cleaned.text[: cleaned.body_end]))
    pages = tuple(_pages(zip(starts, parts, strict=False)))
    return Letter(source, cleaned.text, blocks, cleaned.footnotes, sections, passages, pages)


def _pages(parts: Iterable[tuple[int, Part]]) -> Iterator[tuple[int, int]]:
    """Where each page begins and its number, from parts and where they begin."""
    last = 0
    for start, part in parts:
        mark = len(_line(part)) - len(part.text)
        for after, page in ((-mark, part.page), *part.turns):
            if page > last:
                yield start + mark + after, page
                last = page


def _line(part: Part) -> str:
    return f"{part.mark or BULLET} {part.text}" if part.kind == "item" else part.text
