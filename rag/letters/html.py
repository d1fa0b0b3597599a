"""A letter on a web page (.html) -> `Document`.

Made for pages of officielebekendmakingen.nl and rijksoverheid.nl but keyed to neither: headings are
h1-h6 or whole bold lines, notes are links to a place on the page that begins with their number.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from rag.errors import EncodingError, FormatError
from rag.letters.document import Document, Fact, Part, first_facts
from rag.letters.emphasis import NONE, Line, mark_headings, rank
from rag.letters.facts import header_facts, iso_date, label_facts, number_facts, signature_facts
from rag.letters.tables import table_parts

_DROPPED = ("script", "style", "nav", "header", "footer", "aside", "form", "noscript", "template",
            "svg", "button", "iframe", "object", "select", "textarea")  # fmt: skip
_BLOCKS = frozenset(
    ("address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset",
     "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "main", "ol", "p",
     "pre", "section", "table", "ul")
)  # fmt: skip
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Control characters, also as references: lxml cannot hold them.
_CONTROL = re.compile(
    rb"[\x01-\x08\x0b\x0c\x0e-\x1f]|&#(?:0*[0-8]|x0*[0-8]);?(?!\d)", re.IGNORECASE
)
_META = {
    "dc.title": "title",
    "overheidop.documenttitel": "title",
    "dcterms.issued": "date",
    "overheidop.datumbrief": "date",
    "overheidop.dossiernummer": "dossier",
    "overheidop.dossiertitel": "dossier_title",
    "overheidop.ondernummer": "number",
    "overheidop.vergaderjaar": "parliamentary_year",
    "overheidop.indiener": "sender",
}


def read_html(data: bytes) -> Document:
    """The letter on a web page; raises LetterError when there is none."""
    from lxml import etree, html

    encoding = None if _declares_encoding(data) else "utf-8"
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in data and not is_wide:
        raise EncodingError("is binary, not a web page")
    if encoding:
        try:
            data.decode(encoding)
        except UnicodeDecodeError as error:
            raise EncodingError(
                f"is not UTF-8 (byte {data[error.start]:#04x} at {error.start}) and names no other "
                "encoding; save it as UTF-8"
            ) from None
    data = data if is_wide else _CONTROL.sub(b"", data)
    parser = html.HTMLParser(
        encoding=encoding, remove_comments=True, remove_pis=True, no_network=True, huge_tree=False
    )
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise FormatError(f"is no HTML page ({error})") from None
    facts = meta_facts(
        [(meta.get("name", ""), meta.get("content", "")) for meta in root.iter("meta")],
        "de metagegevens van de pagina",
    )
    for name in _DROPPED:
        for element in list(root.iter(name)):
            element.drop_tree()
    main = next(iter(root.xpath("//main | //article | //*[@id='broodtekst']")), None)
    body = main if main is not None else root.find("body")
    if body is None:
        raise FormatError("is no HTML page: it has no body")
    notes = _take_notes(body)
    lines = [line for line in _blocks(body) if line.part.text]
    title = take_title(lines)
    if title:
        facts.append(Fact("title", title, "de titel van de pagina"))
    texts = [line.part.text for line in lines]
    printed, used = header_facts(texts, "de kop van het Kamerstuk")
    facts += printed
    facts += [*label_facts(texts[:40], "de pagina"), *signature_facts(texts, "de ondertekening")]
    return Document(tuple(mark_headings(lines[used:])), tuple(notes), first_facts(facts))


def meta_facts(pairs: Sequence[tuple[str, str]], origin: str) -> list[Fact]:
    """Facts of metadata as officielebekendmakingen.nl names it, in a page or in metadata.xml."""
    found: dict[str, str] = {}
    for name, content in pairs:
        field = _META.get(name.lower())
        value = content.strip()
        if field == "date":
            value = value[:10] if re.match(r"\d{4}-\d\d-\d\d", value) else iso_date(value)
        elif field == "parliamentary_year":
            match = re.fullmatch(r"(\d{4})[-–/](\d{2})?(\d{2})", value)
            value = f"{match[1]}/{match[3]}" if match else ""
        elif field == "dossier":
            value = value.split(";")[0].replace("-", " ").strip()
        if field and value:
            found.setdefault(field, value)
    facts = [Fact(field, value, origin) for field, value in found.items()]
    dossier, number = found.get("dossier", ""), found.get("number", "")
    if re.fullmatch(r"\d{5}( [IVXLC]+[A-Z]?)?", dossier) and number.isdecimal():
        first, _, chapter = dossier.partition(" ")
        facts += number_facts(first, chapter, number, origin)
    return facts


def _declares_encoding(data: bytes) -> bool:
    return data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) or bool(
        re.search(rb"charset|encoding=", data[:2048], re.IGNORECASE)
    )


def _take_notes(body: Any) -> list[tuple[int, str]]:
    """Notes that links point to; the links become marks, the notes leave the body."""
    places = {e.get("id") or e.get("name"): e for e in body.xpath(".//*[@id or @name]")}
    notes: dict[int, str] = {}
    used: dict[int, Any] = {}
    for link in list(body.xpath(".//a[starts-with(@href, '#')]")):
        label = "".join(link.itertext()).strip("[]() \n")
        target = places.get(link.get("href", "")[1:])
        if not label.isdecimal() or target is None or len(label) > 3:
            continue
        block = _block_of(target)
        words = " ".join("".join(block.itertext()).split())
        match = re.match(rf"\[?{label}[\].)]?\s*", words)
        # A link back, from the note to its mark, points to a text that does not begin so.
        if match and not _inside(link, block) and len(words) > match.end():
            number = int(label)
            notes.setdefault(number, words[match.end() :].strip(" ↩"))
            used.setdefault(number, block)
            link.text = f"[footnoteRef:{number}]"
            for child in list(link):
                child.drop_tree()
    for block in used.values():
        block.drop_tree()
    return sorted(notes.items())


def _block_of(element: Any) -> Any:
    while element.tag not in _BLOCKS and element.getparent() is not None:
        element = element.getparent()
    return element


def _inside(element: Any, block: Any) -> bool:
    return any(ancestor is block for ancestor in element.iterancestors())


def take_title(lines: list[Line]) -> str:
    """Words of the only heading of the highest level, if the letter begins with it."""
    styled = [line for line in lines if line.styled]
    if not styled or lines[0] is not styled[0] or styled[0].styled != 1:
        return ""
    if sum(line.styled == 1 for line in styled) > 1:
        return ""
    return lines.pop(0).part.text


def _blocks(element: Any, item: str | None = None) -> Iterator[Line]:
    """Lines of the blocks below an element; `item` is the mark of the list item it is."""
    inline: list[tuple[str, int]] = []

    def flush() -> Iterator[Line]:
        nonlocal item
        text = " ".join("".join(piece for piece, _ in inline).split())
        looks = {look for piece, look in inline if any(map(str.isalnum, piece))}
        look = looks.pop() if len(looks) == 1 else NONE
        inline.clear()
        if text and item is not None:
            yield Line(Part("item", text, mark=item), look)
            item = None
        elif text:
            yield Line(Part("paragraph", text), look)

    if element.text:
        inline.append((element.text, _look(element)))
    for child in element:
        if not isinstance(child.tag, str):
            continue
        if child.tag in _HEADINGS:
            yield from flush()
            text = " ".join("".join(child.itertext()).split())
            yield Line(Part("paragraph", text), NONE, int(child.tag[1]))
        elif child.tag == "table":
            yield from flush()
            yield from _table(child)
        elif child.tag in ("ul", "ol"):
            yield from flush()
            yield from _list(child)
        elif child.tag in _BLOCKS:
            yield from flush()
            yield from _blocks(child, item)
            item = None if item is not None else item
        elif child.tag == "br":
            yield from flush()
        else:
            inline += _inline(child)
        if child.tail:
            inline.append((child.tail, _look(element)))
    yield from flush()


def _inline(element: Any) -> list[tuple[str, int]]:
    pieces = [(element.text or "", _look(element))]
    for child in element:
        if isinstance(child.tag, str):
            pieces += [(" ", NONE)] if child.tag == "br" else _inline(child)
        pieces.append((child.tail or "", _look(element)))
    return pieces


def _look(element: Any) -> int:
    tags = {element.tag, *(ancestor.tag for ancestor in element.iterancestors())}
    return rank(bool(tags & {"b", "strong"}), bool(tags & {"i", "em"}), "u" in tags)


def _list(element: Any) -> Iterator[Line]:
    start = element.get("start", "1")
    number = int(start) if start.isdecimal() and len(start) < 4 else 1
    for child in element:
        if child.tag == "li":
            yield from _blocks(child, f"{number}." if element.tag == "ol" else "")
            number += 1
        elif child.tag in ("ul", "ol"):
            yield from _list(child)


def _table(table: Any) -> Iterator[Line]:
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
    if all(len([c for c in row if "".join(c.itertext()).strip()]) < 2 for row in cells):
        for row in cells:
            for cell in row:
                yield from _blocks(cell)
        return
    grid = [[text for cell in row for text in _spanned(cell)] for row in cells]
    has_header = True if table.find("thead") is not None else None
    for part in table_parts(grid, has_header=has_header):
        yield Line(part)


def _spanned(cell: Any) -> list[str]:
    span = cell.get("colspan", "1")
    return ["".join(cell.itertext())] + [""] * (min(int(span), 64) - 1 if span.isdecimal() else 0)
