"""Where an offset lies in a letter: its passage, section and sentence."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.cite.finding import Finding
from rag.cite.kamerstuk import Kamerstuk
from rag.cite.reference import reference
from rag.records import Letter


@dataclass(frozen=True, slots=True)
class Place:
    """The passage (id; empty in a heading) and section of an offset."""

    passage: str
    section: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentencePlace:
    """A sentence with its place; `order` counts the sentences of the letter."""

    order: int
    passage: str
    section: tuple[str, ...]
    start: int
    end: int


def place_at(letter: Letter, offset: int) -> Place:
    """Passage and section of an offset; empty ones outside all."""
    for passage in letter.passages:
        if passage.start <= offset < passage.end:
            return Place(passage.id, passage.section)
    for section in letter.sections:
        if section.start <= offset < section.end:
            return Place("", section.path)
    return Place("", ())


def page_at(letter: Letter, offset: int) -> int:
    """Page of an offset, of its mark for a footnote; 0 when the letter has no pages."""
    for note in letter.footnotes:
        if note.start <= offset < note.end:
            offset = note.anchor
    before = bisect_right(letter.pages, offset, key=lambda page: page[0])
    return letter.pages[max(0, before - 1)][1] if letter.pages else 0


def finding_reference(finding: Finding, letter: Letter) -> str:
    """Formal reference of what was found: with its page when it lies in a passage."""
    page = page_at(letter, finding.start) if finding.passage else 0
    return reference(letter.source, finding.section, page)


def sentence_at(letter: Letter, offset: int) -> SentencePlace | None:
    """Sentence of an offset; None in a heading."""
    for sentence in sentences_of(letter):
        if sentence.start <= offset < sentence.end:
            return sentence
    return None


@lru_cache(maxsize=256)
def sentences_of(letter: Letter) -> tuple[SentencePlace, ...]:
    """All sentences of the passages of a letter, in order."""
    spans = [
        (passage.id, passage.section, sentence.start, sentence.end)
        for passage in letter.passages
        for sentence in passage.sentences
    ]
    return tuple(
        SentencePlace(order, passage, section, start, end)
        for order, (passage, section, start, end) in enumerate(sorted(spans, key=lambda s: s[2:]))
    )


def is_letter(references: Sequence[Kamerstuk], letter: Letter) -> bool:
    """Whether one of the references names this letter; its year and chamber are not compared."""
    return any(
        reference.number and reference.number == letter.source.number.upper()
        and reference.dossier + reference.suffix == dossier_key(letter)
        for reference in references
    )  # fmt: skip


def dossier_key(letter: Letter) -> str:
    """Dossier with its suffix and no separators: `36600VII`."""
    return "".join(char for char in letter.source.dossier.upper() if char.isalnum())
