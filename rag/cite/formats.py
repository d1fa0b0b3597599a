"""One citation in the formats people paste: prose, Markdown, HTML and reference managers.

Sources: BibTeX/biblatex manual (entry types, special characters), RIS (Reference Manager 2012,
type GOVDOC), CSL-JSON 1.0.2 schema (csl-data.json).
"""

import json
import re
from collections.abc import Callable, Sequence
from html import escape

from rag.cite.reference import collection, link, place, reference, section_name
from rag.records import Source

_PARTICLES = re.compile(
    r"((?:van|von|de|den|der|het|'t|ten|ter|te|la|le|du|op)\s+)+", re.IGNORECASE
)
_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "&": r"\&",
    "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}  # fmt: skip
_CHAMBERS = {
    "I": "Eerste Kamer der Staten-Generaal",
    "II": "Tweede Kamer der Staten-Generaal",
}


def format_citation(
    source: Source, section: Sequence[str] = (), quote: str = "", style: str = "leidraad",
    page: int = 0,
) -> str:  # fmt: skip
    """A citation in one of `STYLES`; ValueError for another style."""
    if style not in _WRITERS:
        raise ValueError(f"style {style!r} is not known; choose one of {', '.join(STYLES)}")
    return _WRITERS[style](source, section, " ".join(quote.split()), page)


def italic_parts(source: Source, section: Sequence[str] = (), page: int = 0) -> tuple[str, str]:
    """The reference in two: what is set in italics (the series or a title), and the rest."""
    full = reference(source, section, page)
    italic = collection(source) if place(source) else source.title
    return (italic, full.removeprefix(italic)) if full.startswith(italic) else ("", full)


def names(sender: str) -> tuple[str, str, str]:
    """Given names, particle and family name of a sender: `T. van Oostenbruggen`."""
    words = sender.split()
    for index in range(1, len(words)):
        rest = " ".join(words[index:])
        if particle := _PARTICLES.match(rest + " "):
            family = rest[particle.end() :].strip()
            if family:
                return " ".join(words[:index]), particle[0].strip(), family
    return " ".join(words[:-1]), "", words[-1] if words else ""


def _leidraad(source: Source, section: Sequence[str], quote: str, page: int) -> str:
    return reference(source, section, page)


def _tekst(source: Source, section: Sequence[str], quote: str, page: int) -> str:
    # The Kamer's own printing, and letters, write a space in the dossier number.
    series, numbered = italic_parts(source, section, page)
    spaced = re.sub(r"\b(\d{2})(\d{3})\b", "\\1\u00a0\\2", numbered) if place(source) else numbered
    return f"“{quote}” ({series}{spaced})" if quote else f"{series}{spaced}"


def _markdown(source: Source, section: Sequence[str], quote: str, page: int) -> str:
    italic, rest = (_markdown_text(part) for part in italic_parts(source, section, page))
    mark = "-".join(
        part
        for part in (source.letter_id, f"p{page}" if page else _slug(section_name(section)))
        if part
    )
    address = f" <{_address(source)}>" if link(source) else ""
    note = f"[^{_slug(mark)}]: {f'*{italic}*' if italic else ''}{rest}.{address}"
    return f"“{_markdown_text(quote)}”[^{_slug(mark)}]\n\n{note}" if quote else note


def _html(source: Source, section: Sequence[str], quote: str, page: int) -> str:
    italic, rest = (escape(part) for part in italic_parts(source, section, page))
    cited = f"<i>{italic}</i>{rest}" if italic else rest
    address = escape(_address(source))
    cited = f'<a href="{address}">{cited}</a>' if address else cited
    if not quote:
        return f"<cite>{cited}</cite>"
    at = f' cite="{address}"' if address else ""
    return (
        f'<blockquote lang="nl"{at}><p>{escape(quote)}</p>'
        f"<footer><cite>{cited}</cite></footer></blockquote>"
    )


def _bibtex(source: Source, section: Sequence[str], quote: str, page: int) -> str:
    given, particle, family = names(source.sender)
    author = ", ".join(part for part in (f"{particle} {family}".strip(), given) if part)
    series = place(source)
    # Double braces keep the capitals of a title and of an office.
    fields = {
        "author": _latex(author) if author else _braced(source.sender_office),
        "title": _braced(source.title),
        "date": source.date.isoformat() if source.date else "",
        "year": str(source.date.year) if source.date else "",
        "howpublished": rf"\emph{{{_latex(collection(source))}}} {_latex(series)}"
        if series
        else "",
        "organization": _latex(_CHAMBERS.get(source.chamber, "")),
        "note": _latex(reference(source, section, page)),
        "abstract": _latex(quote),
        "url": _address(source),
        "language": "dutch",
    }
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{re.sub(r'[^A-Za-z0-9:._-]', '-', source.letter_id)},\n{body}}}"


def _ris(source: Source, section: Sequence[str], quote: str, page: int) -> str:
    given, particle, family = names(source.sender)
    surname = f"{particle} {family}".strip()
    author = ", ".join(part for part in (surname, given) if part) or source.sender_office
    fields = (
        ("TY", "GOVDOC"),
        ("ID", source.letter_id),
        ("AU", author),
        ("TI", source.title),
        ("T2", f"{collection(source)} {place(source)}" if place(source) else ""),
        ("M1", source.number),
        ("PB", _CHAMBERS.get(source.chamber, "")),
        ("PY", str(source.date.year) if source.date else ""),
        ("DA", f"{source.date:%Y/%m/%d}/" if source.date else ""),
        ("AB", quote),
        ("N1", reference(source, section, page)),
        ("UR", _address(source)),
        ("LA", "nl"),
    )
    lines = [f"{tag}  - {_one_line(value)}" for tag, value in fields if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def _csl(source: Source, section: Sequence[str], quote: str, page: int) -> str:
    given, particle, family = names(source.sender)
    person = {"family": family, "given": given, "non-dropping-particle": particle}
    literal = {"literal": source.sender_office} if source.sender_office else {}
    author = {key: value for key, value in person.items() if value} if family else literal
    day = source.date
    item = {
        "id": source.letter_id,
        "type": "document",
        "title": source.title,
        "author": [author] if author else [],
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else {},
        "container-title": f"{collection(source)} {place(source)}" if place(source) else "",
        "number": source.number,
        "publisher": _CHAMBERS.get(source.chamber, ""),
        "section": section_name(section).removeprefix("onder "),
        "page": str(page or ""),
        "abstract": quote,
        "note": reference(source, section, page),
        "URL": _address(source),
        "language": "nl-NL",
    }
    kept = {key: value for key, value in item.items() if value}
    return json.dumps([kept], ensure_ascii=False, indent=2)


def _address(source: Source) -> str:
    """The link, safe inside braces, angle brackets and attributes; only for the web."""
    address = link(source)
    if not re.match(r"https?://", address, re.IGNORECASE):
        return ""
    return "".join(
        "".join(f"%{byte:02X}" for byte in char.encode())
        if char in "{}<>\"'\\^`| " or ord(char) < 33
        else char
        for char in address
    )


def _latex(text: str) -> str:
    return "".join(_LATEX.get(char, char) for char in _one_line(text))


def _braced(text: str) -> str:
    return f"{{{_latex(text)}}}" if text else ""


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _markdown_text(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#|~])", r"\\\1", text)


def _slug(text: str) -> str:
    return re.sub(r"[^\w]+", "-", text.casefold()).strip("-")


_WRITERS: dict[str, Callable[[Source, Sequence[str], str, int], str]] = {
    "leidraad": _leidraad,
    "tekst": _tekst,
    "markdown": _markdown,
    "html": _html,
    "bibtex": _bibtex,
    "ris": _ris,
    "csl": _csl,
}
STYLES = tuple(_WRITERS)
