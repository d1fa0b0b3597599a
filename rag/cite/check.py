"""Checking a note against the letters: every quotation, figure and Kamerstuk reference in it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.cite.claim import check_figure
from rag.cite.figures import figures
from rag.cite.finding import Finding
from rag.cite.kamerstuk import Kamerstuk, find_kamerstukken
from rag.cite.normalise import fold, fold_letter, words
from rag.cite.places import dossier_key, is_letter, place_at
from rag.cite.quote import check_quote
from rag.cite.reference import parliamentary_year
from rag.cite.scan import Quotation, cited_for, find_quotations
from rag.letters.sentences import split_sentences
from rag.records import Letter

__all__ = ["check_note", "check_quote", "check_reference"]

_SCANNED = "De brief is met OCR gelezen: vergelijk met de scan."


def check_note(text: str, letters: Sequence[Letter]) -> tuple[Finding, ...]:
    """Findings on a note, in its order; a term in quote marks that the letters use is none."""
    quotations = find_quotations(text)
    references = find_kamerstukken(text)
    found = [
        *_quotes(text, quotations, letters),
        *(check_reference(reference, text, letters) for reference in references),
        *_figures(text, quotations, references, letters),
    ]
    scanned = {letter.source.letter_id for letter in letters if letter.source.scanned}
    found = [
        replace(finding, reason=f"{finding.reason} {_SCANNED}".strip())
        if finding.letter_id in scanned
        else finding
        for finding in found
    ]
    return tuple(sorted(found, key=lambda finding: (finding.note_start, finding.note_end)))


def check_reference(reference: Kamerstuk, text: str, letters: Sequence[Letter]) -> Finding:
    """Judge a reference: one of the letters, that with a wrong year or chamber, another paper.

    `andere-brief` is a paper that is not among the letters but that one of them mentions.
    """
    stated = text[reference.start : reference.end]

    plain = Finding(
        "verwijzing", stated, "niet-gevonden", "Dit stuk is er niet en geen brief noemt het.",
        note_start=reference.start, note_end=reference.end,
    )  # fmt: skip
    for letter in letters:
        source = letter.source
        here = replace(plain, letter_id=source.letter_id)
        if is_letter((reference,), letter):
            computed = parliamentary_year(source.date) if source.date else ""
            year = source.parliamentary_year or computed
            for theirs, ours in ((reference.year, year), (reference.chamber, source.chamber)):
                if theirs and ours and theirs != ours:
                    reason = f"De notitie zegt {theirs!r}, het moet {ours!r} zijn."
                    return replace(
                        here, verdict="bijna", reason=reason, differing=((theirs, ours),)
                    )
            return replace(here, verdict="letterlijk", reason="Deze brief is er.")
        if not reference.number and reference.dossier + reference.suffix == dossier_key(letter):
            return replace(here, verdict="letterlijk", reason="Brieven uit dit dossier zijn er.")
    wanted = (reference.dossier, reference.suffix, reference.number)
    for letter in letters:
        for mention in find_kamerstukken(letter.text):
            if (mention.dossier, mention.suffix, mention.number) == wanted:
                where = place_at(letter, mention.start)
                return replace(
                    plain, verdict="andere-brief", reason="Een ander stuk, dat deze brief noemt.",
                    letter_id=letter.source.letter_id, passage=where.passage,
                    section=where.section, start=mention.start, end=mention.end,
                    words=letter.text[mention.start : mention.end],
                )  # fmt: skip
    return plain


def _quotes(
    text: str, quotations: Sequence[Quotation], letters: Sequence[Letter]
) -> Iterator[Finding]:
    sentences = split_sentences(text)
    for quotation in quotations:
        if _is_term(quotation.text, letters):
            continue
        around = next(
            (text[a : quotation.start] + " " + text[quotation.end : b]
             for a, b in sentences if a <= quotation.start and quotation.end <= b), "",
        )  # fmt: skip
        finding = check_quote(
            quotation.text, letters, cited_for(quotation, text, quotations), around
        )
        yield replace(finding, note_start=quotation.start, note_end=quotation.end)


def _is_term(quoted: str, letters: Sequence[Letter]) -> bool:
    """A word or two in quote marks that the letters use as well is a name, not a quotation."""
    terms = [match[0].casefold() for match in words(fold(quoted).text)]
    if len(terms) >= 3 or any(char.isdigit() for char in quoted):
        return False
    wanted = f" {' '.join(terms)} "
    return any(
        wanted in f" {' '.join(m[0].casefold() for m in words(fold_letter(letter.text).text))} "
        for letter in letters
    )


def _figures(
    text: str,
    quotations: Sequence[Quotation],
    references: Sequence[Kamerstuk],
    letters: Sequence[Letter],
) -> Iterator[Finding]:
    taken = [(item.start, item.end) for item in quotations]
    taken += [(item.start, item.end) for item in references]
    for start, end in split_sentences(text):
        sentence = text[start:end]
        for figure in figures(sentence):
            inside = start + figure.start, start + figure.end
            if not any(inside[0] < b and a < inside[1] for a, b in taken):
                yield check_figure(figure, sentence, start, letters)
