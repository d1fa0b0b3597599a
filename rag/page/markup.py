"""Words of letters and visitors as HTML: escaped, with spans marked and footnotes linked."""

import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import pairwise
from urllib.parse import urlencode

from rag.cite.reference import dutch_date
from rag.page import texts
from rag.records import Footnote, Letter, Passage, Section, Source

Span = tuple[int, int]
Link = tuple[int, int, str]  # start, end, the tag that opens it

# Gradio puts values into JavaScript and Handlebars templates; these signs mean something there.
_TEMPLATE_SIGNS = {ord(char): f"&#{ord(char)};" for char in "{}$`"}
_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_SHORTEST_STEM = 4


def text(value: str) -> str:
    """A value as text, safe in HTML content and in a quoted attribute."""
    return html.escape(value.replace("\0", "\ufffd")).translate(_TEMPLATE_SIGNS)


def address(value: str) -> str:
    """A web address safe in an `href`; empty for anything that is not http(s)."""
    return text(value) if re.match(r"https?://", value, re.IGNORECASE) else ""


def problem(line: str) -> str:
    """A line on what went wrong, read aloud at once by screen readers."""
    return f'<p class="problem" role="alert">{text(line)}</p>'


def permalink(letter_id: str, passage_id: str = "") -> str:
    """Address of a letter or passage on this page: `/?brief=kst-31934-87&passage=c-03`."""
    place = passage_id.removeprefix(f"{letter_id}#")
    return "/?" + urlencode({"brief": letter_id} | ({"passage": place} if place else {}))


def day(source: Source) -> str:
    """The date of a letter in Dutch words."""
    return dutch_date(source.date) if source.date else texts.NO_DATE


def title(source: Source) -> str:
    """The title of a letter, or its id when it has none."""
    return source.title or source.letter_id


def inline(
    letter: Letter,
    start: int,
    end: int,
    marked: Sequence[Span] = (),
    inserts: Mapping[int, str] | None = None,
    links: Sequence[Link] = (),
) -> str:
    """`letter.text[start:end]` with spans in `<mark>`, links, and HTML inserted at offsets."""
    inserts = _with_links(start, end, inserts or {}, links)
    cuts = {start, end, *(at for at in inserts if start <= at <= end)}
    cuts |= {edge for span in marked for edge in span if start < edge < end}
    offsets = sorted(cuts)
    pieces = [inserts.get(start, "")]
    for left, right in pairwise(offsets):
        words = text(letter.text[left:right])
        inside = any(a <= left and right <= b for a, b in marked)
        pieces.append(f"<mark>{words}</mark>" if inside and words.strip() else words)
        pieces.append(inserts.get(right, ""))
    return "".join(pieces)


def prose(
    letter: Letter,
    start: int,
    end: int,
    marked: Sequence[Span] = (),
    inserts: Mapping[int, str] | None = None,
    top: int = 4,
    links: Sequence[Link] = (),
) -> str:
    """The blocks of `letter.text[start:end]` as paragraphs, lists and headings from `<h{top}>`."""
    parts: list[str] = []
    items: list[str] = []
    for block in letter.blocks:
        left, right = max(block.start, start), min(block.end, end)
        if block.kind == "footnote" or left >= right:
            continue
        words = inline(letter, left, right, marked, inserts, links)
        if block.kind == "item":
            items.append(f"<li>{words}</li>")
            continue
        parts += _as_list(items)
        tag = f"h{min(6, top + block.level - 1)}" if block.kind == "heading" else "p"
        parts.append(f"<{tag}>{words}</{tag}>")
    return "".join(parts + _as_list(items))


def footnote_marks(letter: Letter, prefix: str) -> dict[int, str]:
    """Offset of each footnote's mark → the mark, linked to the note in the list `prefix`."""
    return {
        note.anchor: f'<sup><a href="#{prefix}-n{note.number}" '
        f'aria-label="{texts.FOOTNOTE.format(note.number)}">{note.number}</a></sup>'
        for note in letter.footnotes
    }


def footnote_list(
    letter: Letter,
    notes: Sequence[Footnote],
    prefix: str,
    marked: Sequence[Span] = (),
    links: Sequence[Link] = (),
) -> str:
    """The notes as a numbered list; empty when there are none."""
    if not notes:
        return ""
    rows = "".join(
        f'<li value="{note.number}" id="{prefix}-n{note.number}">'
        f"{inline(letter, note.start, note.end, marked, links=links)}</li>"
        for note in notes
    )
    return f'<p class="label">{texts.FOOTNOTES}</p><ol class="footnotes">{rows}</ol>'


def section_notes(letter: Letter, section: Section) -> list[Footnote]:
    """The footnotes whose mark stands in a section."""
    return [note for note in letter.footnotes if section.start < note.anchor <= section.end]


def section_of(letter: Letter, passage: Passage) -> Section:
    """The section a passage belongs to: by place, and for a footnote by its heading path."""
    for section in letter.sections:
        if section.start <= passage.start < section.end:
            return section
    return next(section for section in letter.sections if section.path == passage.section)


def query_spans(query: str, words: str) -> list[Span]:
    """Spans of the words that share a stem with a word of the query."""
    stems = {
        _stem(match[0])
        for match in _WORD.finditer(query)
        if len(match[0]) >= _SHORTEST_STEM or match[0].isdigit() or match[0].isupper()
    }
    return [
        match.span()
        for match in _WORD.finditer(words)
        if any(_fold(match[0]).startswith(stem) for stem in stems)
    ]


def _stem(word: str) -> str:
    """A word without its ending, roughly: enough to find it back in another form."""
    ending = 2 if len(word) > 6 else 1
    return _fold(word)[: max(_SHORTEST_STEM, len(word) - ending)]


def _fold(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def _with_links(
    start: int, end: int, inserts: Mapping[int, str], links: Sequence[Link]
) -> dict[int, str]:
    """The inserts with the links inside a span added, cut off at its ends."""
    combined = dict(inserts)
    for left, right, tag in links:
        left, right = max(left, start), min(right, end)
        # A link within a link (a footnote's mark) is no HTML.
        if left >= right or any(left < at < right for at in inserts):
            continue
        combined[left] = combined.get(left, "") + tag
        combined[right] = "</a>" + combined.get(right, "")
    return combined


def _as_list(items: list[str]) -> list[str]:
    """The collected items as one list; empties the collection."""
    rows, items[:] = "".join(items), []
    return [f"<ul>{rows}</ul>"] if rows else []
