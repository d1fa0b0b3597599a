"""Passages found, a citation in every style, the note basket and findings, as HTML."""

from collections import Counter
from collections.abc import Sequence

from rag.cite.finding import VERDICTS, Finding
from rag.cite.formats import STYLES, format_citation
from rag.cite.note import NoteItem
from rag.cite.places import finding_reference
from rag.cite.reference import reference
from rag.page import texts
from rag.page.conversation import copy_button
from rag.page.markup import day, inline, permalink, query_spans, text, title
from rag.page.references import reference_links
from rag.records import Hit, Letter


def results_html(query: str, hits: Sequence[Hit], letters: dict[str, Letter]) -> str:
    """The passages found, words of the query marked, each with a button to cite it."""
    if not hits:
        return f'<p role="status">{texts.FOUND_NONE}</p>'
    rows = "".join(_result(query, hit, letters) for hit in hits)
    return (
        f'<section class="quotes" aria-label="{texts.FOUND_LABEL}">'
        f'<p class="meta">{texts.CHOOSE_HINT}</p><ol>{rows}</ol></section>'
    )


def citation_html(item: NoteItem | None, arrive: str = "") -> str:
    """A quotation with its citation in every style."""
    if item is None:
        return f'<p class="meta">{texts.CITATION_EMPTY}</p>'
    rows = "".join(_style(item, style) for style in STYLES)
    return (
        f'<section class="citation" aria-label="{texts.CITATION_TITLE}" '
        f'data-arrive="{text(arrive)}"><blockquote>{text(item.quote)}</blockquote>'
        f'<div class="actions"><button type="button" data-do="collect">{texts.BASKET_ADD}</button>'
        f"</div><dl>{rows}</dl></section>"
    )


def basket_html(items: Sequence[NoteItem]) -> str:
    """The collected quotations, each with buttons to move and remove it."""
    if not items:
        return f'<p class="meta">{texts.BASKET_EMPTY}</p>'
    rows = "".join(_collected(item, number, len(items)) for number, item in enumerate(items))
    return f'<ol class="basket">{rows}</ol>'


def findings_html(findings: Sequence[Finding], letters: dict[str, Letter]) -> str:
    """What the checker found, worst first within a summary, in the order of the note."""
    if not findings:
        return f'<p role="status" class="checked">{texts.CHECK_NOTHING}</p>'
    counts = Counter(finding.verdict for finding in findings)
    told = ", ".join(
        f"{counts[verdict]} {name.partition(':')[0].lower()}"
        for verdict, name in VERDICTS.items()
        if counts[verdict]
    )
    number = texts.count(len(findings), "bevinding", "bevindingen")
    rows = "".join(_finding(finding, letters) for finding in findings)
    return (
        f'<section class="checked" data-arrive="">'
        f'<p role="status"><strong>{number}</strong>: {told}</p>'
        f"<ol>{rows}</ol></section>"
    )


def findings_markdown(findings: Sequence[Finding], letters: dict[str, Letter]) -> str:
    """The findings as Markdown text, for export."""
    lines = []
    for finding in findings:
        lines.append(f"- **{finding.display}** – {texts.KINDS[finding.kind]}: “{finding.text}”")
        if finding.reason:
            lines.append(f"  {finding.reason}")
        if finding.words:
            lines.append(f"  {texts.CHECK_LETTER_SAYS}: “{finding.words}”")
        if finding.letter_id in letters:
            lines.append(f"  {finding_reference(finding, letters[finding.letter_id])}")
    return "\n".join(lines) + "\n"


def _result(query: str, hit: Hit, letters: dict[str, Letter]) -> str:
    passage, letter = hit.passage, letters[hit.passage.letter_id]
    links = reference_links(letter, letters)
    spans = [
        (passage.start + start, passage.start + end)
        for start, end in query_spans(query, passage.text)
    ]
    return (
        f'<li class="card"><p class="card-head"><span><strong>{text(title(letter.source))}</strong>'
        f' <span class="meta">{day(letter.source)}</span></span></p>'
        f'<p class="path">{text(" › ".join(passage.section))}</p>'
        f"<div data-passage><blockquote>"
        f"{inline(letter, passage.start, passage.end, spans, links=links)}"
        f'</blockquote><div class="actions"><button type="button" data-do="cite" '
        f'data-id="{text(passage.id)}">{texts.CHOOSE}</button>'
        f'<a href="{text(permalink(passage.letter_id, passage.id))}" target="_blank">'
        f"{texts.SHOW_IN_LETTER}</a></div></div></li>"
    )


def _style(item: NoteItem, style: str) -> str:
    written = format_citation(item.source, item.section, item.quote, style, item.page)
    label = texts.STYLES.get(style, style)
    return (
        f'<div><dt id="style-{style}">{label}</dt>'
        f'<dd><pre tabindex="0" aria-labelledby="style-{style}">{text(written)}</pre>'
        f'<div class="actions">{copy_button(written, texts.COPY, label)}</div></dd></div>'
    )


def _collected(item: NoteItem, number: int, total: int) -> str:
    remark = f'<p class="meta">{text(item.remark)}</p>' if item.remark else ""
    moves = [("remove", texts.BASKET_REMOVE)]
    moves += [("down", texts.BASKET_DOWN)] if number < total - 1 else []
    moves += [("up", texts.BASKET_UP)] if number else []
    buttons = "".join(
        f'<button type="button" data-do="{name}" data-number="{number}" '
        f'aria-label="{label}: {text(item.quote[:60])}">{label}</button>'
        for name, label in reversed(moves)
    )
    return (
        f"<li><blockquote>{text(item.quote)}</blockquote>{remark}"
        f'<p class="reference">{text(reference(item.source, item.section, item.page))}</p>'
        f'<div class="actions">{buttons}</div></li>'
    )


def _finding(finding: Finding, letters: dict[str, Letter]) -> str:
    letter = letters.get(finding.letter_id)
    where = ""
    if letter is not None:
        cited = text(finding_reference(finding, letter))
        to = text(permalink(finding.letter_id, finding.passage))
        where = f'<p class="reference"><a href="{to}" target="_blank">{cited}</a></p>'
    differing = "".join(
        f"<li>{texts.CHECK_NOTE_SAYS}: <del>{text(note)}</del> · "
        f"{texts.CHECK_LETTER_SAYS}: <ins>{text(words)}</ins></li>"
        for note, words in finding.differing
    )
    listed = f'<ul class="differing">{differing}</ul>' if differing else ""
    said = ""
    if finding.difference and finding.kind == "citaat" and finding.verdict != "letterlijk":
        said = f"<p><strong>{texts.CHECK_DIFFERENCE}:</strong> {_difference(finding)}</p>"
    elif finding.words and finding.verdict != "letterlijk":
        said = f"<p><strong>{texts.CHECK_LETTER_SAYS}:</strong> “{text(finding.words)}”</p>"
    reason = f"<p>{text(finding.reason)}</p>" if finding.reason else ""
    return (
        f'<li class="finding {finding.verdict}"><p><span class="verdict">'
        f"{text(finding.display.partition(':')[0])}</span> "
        f'<span class="meta">{texts.KINDS[finding.kind]}</span></p>'
        f"<blockquote>{text(finding.text)}</blockquote>{reason}{listed}{said}{where}</li>"
    )


def _difference(finding: Finding) -> str:
    """The word diff: words only in the letter inserted, words only in the note struck out."""
    tags = {
        "same": ("", ""),
        "letter": (f'<ins><span class="hidden">{texts.CHECK_ONLY_LETTER}</span>', "</ins>"),
        "note": (f'<del><span class="hidden">{texts.CHECK_ONLY_NOTE}</span>', "</del>"),
    }
    return " ".join(
        f"{tags[piece.kind][0]}{text(piece.text.strip())}{tags[piece.kind][1]}"
        for piece in finding.difference
    )
