"""The letter as .txt, .md, .html, and the two official forms of XML."""

import re
from html import escape

from tests.letters.formats.letter import FACTS, LETTER, NOTES

MARK = re.compile(r"\{(\d)\}")


def row_text(rows: tuple[tuple[str, ...], ...]) -> list[str]:
    """The rows of a table as the readers give them."""
    return ["; ".join(f"{h}: {c}" for h, c in zip(rows[0], row, strict=True)) for row in rows[1:]]


def as_txt() -> str:
    lines: list[str] = []
    for piece in LETTER:
        if piece.kind == "bullets":
            lines += [f"· {row[0]}" for row in piece.rows]
        elif piece.kind == "numbers":
            lines += [f"{i}. {row[0]}" for i, row in enumerate(piece.rows, 1)]
        elif piece.kind == "table":
            lines += [f"· {row}" for row in row_text(piece.rows)]
        else:
            gap = piece.kind != "signature" or piece.text.endswith(",")
            text = MARK.sub(r"[footnoteRef:\1]", piece.text)
            notes = "".join(f" [{n}:  {NOTES[int(n)]}] " for n in MARK.findall(piece.text))
            lines += [""] * gap + [text + notes]
    return "\n".join(lines).strip() + "\n"


def as_markdown() -> str:
    lines = [f"# {FACTS['title']}", ""]
    for piece in LETTER:
        text = MARK.sub(r"[^\1]", piece.text)
        if piece.kind == "heading":
            lines += [f"{'#' * (piece.level + 1)} {text}", ""]
        elif piece.kind == "bullets":
            lines += [*(f"- {row[0]}" for row in piece.rows), ""]
        elif piece.kind == "numbers":
            lines += [*(f"{i}. {row[0]}" for i, row in enumerate(piece.rows, 1)), ""]
        elif piece.kind == "table":
            head, *rows = (" | ".join(row) for row in piece.rows)
            lines += [f"| {head} |", "| --- | ---: | ---: |", *(f"| {row} |" for row in rows), ""]
        else:
            lines += [_wrapped(text), ""]
    lines += [f"[^{number}]: {text}" for number, text in NOTES.items()]
    return "\n".join(lines) + "\n"


def _wrapped(text: str) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(text, 72, break_long_words=False, break_on_hyphens=False))


def as_html() -> str:
    out = [
        '<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8">'
        f"<title>{FACTS['title']} | Officiële bekendmakingen</title>"
        '<meta name="DCTERMS.issued" content="2024-06-24">'
        '<meta name="OVERHEIDop.dossiernummer" content="99001">'
        '<meta name="OVERHEIDop.dossiertitel" content="Voorbeelddossier">'
        '<meta name="OVERHEIDop.ondernummer" content="7">'
        '<meta name="OVERHEIDop.vergaderjaar" content="2023-2024">'
        f'<meta name="DC.title" content="{FACTS["title"]}">'
        "<style>p { color: black }</style><script>var x = '<p>geen tekst</p>';</script></head>"
        '<body><nav><ul><li><a href="/">Home</a></li></ul></nav><main>'
        f"<h1>{FACTS['title']}</h1>"
    ]
    for piece in LETTER:
        text = MARK.sub(
            r'<sup><a href="#n\1" id="r\1" class="noot">\1</a></sup>', escape(piece.text)
        )
        if piece.kind == "heading":
            out.append(f"<h{piece.level + 1}>{text}</h{piece.level + 1}>")
        elif piece.kind in ("bullets", "numbers"):
            tag = "ul" if piece.kind == "bullets" else "ol"
            items = "".join(f"<li><p>{escape(row[0])}</p></li>" for row in piece.rows)
            out.append(f"<{tag}>{items}</{tag}>")
        elif piece.kind == "table":
            head, *rows = piece.rows
            out.append(
                "<table><thead><tr>" + "".join(f"<th>{c}</th>" for c in head) + "</tr></thead>"
                "<tbody>"
                + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in r) + "</tr>" for r in rows)
                + "</tbody></table>"
            )
        else:
            out.append(f"<p>{text}</p>")
    for number, note in NOTES.items():
        out.append(
            f'<div class="noot" id="n{number}"><p><a href="#r{number}">{number}</a> '
            f"{escape(note)}</p></div>"
        )
    out.append("</main><footer><p>Over deze website</p></footer></body></html>")
    return "\n".join(out)


def _xml_body(heading: str, note: str) -> str:
    out: list[str] = []
    for piece in LETTER:
        text = MARK.sub(lambda m: note.format(m[1], NOTES[int(m[1])]), escape(piece.text))
        if piece.kind == "heading":
            out.append(heading.format("vet" if piece.level == 1 else "cur", text))
        elif piece.kind in ("bullets", "numbers"):
            items = "".join(
                f"<li><li.nr>{'–' if piece.kind == 'bullets' else f'{i}.'}</li.nr>"
                f"<al>{escape(row[0])}</al></li>"
                for i, row in enumerate(piece.rows, 1)
            )
            out.append(f'<lijst type="expliciet">{items}</lijst>')
        elif piece.kind == "table":
            head, *rows = piece.rows
            out.append(
                '<table><tgroup cols="3"><thead>' + _xml_row(head) + "</thead><tbody>"
                + "".join(_xml_row(row) for row in rows) + "</tbody></tgroup></table>"
            )  # fmt: skip
        elif piece.kind == "paragraph":
            out.append(f"<al>{text}</al>")
    return "".join(out)


def _xml_row(row: tuple[str, ...]) -> str:
    return "<row>" + "".join(f"<entry><al>{cell}</al></entry>" for cell in row) + "</row>"


_HEADER = """<?xml version="1.0" encoding="utf-8"?>
<officiele-publicatie><metadata><meta name="OVERHEIDop.indiener" content="A.B. Voorbeeld"/>
</metadata>"""


def as_kamerstuk() -> str:
    body = _xml_body(
        '<tussenkop kopopmaak="{}">{}</tussenkop>',
        '<noot type="voet"><noot.nr>{}</noot.nr><noot.al>{}</noot.al></noot>',
    )
    return f"""{_HEADER}<kamerstuk><kamerstukkop>
<tekstregel inhoud="kameraanduiding">Tweede Kamer der Staten-Generaal</tekstregel>
<tekstregel inhoud="vergaderjaar">Vergaderjaar 2023–2024</tekstregel></kamerstukkop>
<dossier><dossiernummer><dossiernr>99 001</dossiernr></dossiernummer>
<titel>Voorbeelddossier</titel></dossier>
<stuk><stuknr><ondernummer kamer="2">7</ondernummer></stuknr>
<titel>{FACTS["title"]}</titel>
<datumtekst>Den Haag, <datum isodatum="2024-06-24">24 juni 2024</datum></datumtekst>
<algemeen><vrije-tekst><tekst>{body}</tekst></vrije-tekst></algemeen>
<tekst-sluiting><ondertekening><functie>De staatssecretaris van Financiën,</functie>
<naam><voornaam>A.B.</voornaam> <achternaam>Voorbeeld</achternaam></naam></ondertekening>
</tekst-sluiting></stuk></kamerstuk></officiele-publicatie>
"""


def as_kamerwrk() -> str:
    body = _xml_body('<tuskop letat="{}">{}</tuskop>', '<voetref nr="{0}">{0}</voetref>')
    notes = "".join(f'<voetnoot nr="{n}"><al>{escape(t)}</al></voetnoot>' for n, t in NOTES.items())
    return f"""{_HEADER}<kamerwrk><kamerstukkop>
<tekstregel inhoud="kameraanduiding">Tweede Kamer der Staten-Generaal</tekstregel>
<tekstregel inhoud="vergaderjaar">Vergaderjaar 2023–2024</tekstregel></kamerstukkop>
<dossier><dossiernummer><dossiernr>99 001</dossiernr></dossiernummer>
<titel>Voorbeelddossier</titel></dossier>
<stuk><stuknr><ondernummer kamer="2">7</ondernummer></stuknr>
<titel>{FACTS["title"]}</titel>
<datumtekst>Den Haag, <datum isodatum="2024-06-24">24 juni 2024</datum></datumtekst>
<algemeen><vrije-tekst><tekst>{body}</tekst></vrije-tekst></algemeen>{notes}
<tekst-sluiting><ondertekening><functie>De staatssecretaris van Financiën,</functie>
<naam><voornaam>A.B.</voornaam> <achternaam>Voorbeeld</achternaam></naam></ondertekening>
</tekst-sluiting></stuk></kamerwrk></officiele-publicatie>
"""
