"""Passages: the pieces of a letter that are searched and quoted, with their sentences."""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from rag.letters.sections import SIGNATURE
from rag.letters.sentences import split_sentences
from rag.records import Block, Footnote, Passage, PassageKind, Section, Sentence

MAX_CHARACTERS = 1200
# How many characters from the ideal place a cut may move to keep `Hiervan zijn drie ...` with the
# sentence it leans on.
LEAN_COST = 150

_ANNOUNCES = re.compile(r":$|\b(volgende|onderstaande|hieronder|hierna|te weten)\b", re.IGNORECASE)
_LEANS = re.compile(r"(?:Hier|Daar|Deze|Dit|Dat|Die|Zij|Ze|Hij)\w*")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Sentences that make one passage."""

    section: Section
    kind: PassageKind
    start: int
    end: int
    sentences: tuple[Sentence, ...]
    number: int = 0  # of the footnote


def make_passages(
    letter_id: str,
    text: str,
    blocks: Sequence[Block],
    sections: Sequence[Section],
    footnotes: Sequence[Footnote],
) -> tuple[Passage, ...]:
    """All passages in the order of the letter, the footnotes at the end of each top section."""
    passages: list[Passage] = []
    used: Counter[str] = Counter()
    for members in _by_top(sections):
        token = _token(members[0], used)
        pieces = [p for section in members for p in _section_pieces(text, section, blocks)]
        names = [f"{i:02}" for i in range(1, len(pieces) + 1)]
        notes = [n for section in members for n in _note_pieces(section, footnotes)]
        pieces += notes
        names += _unique([f"n{note.number}" for note in notes])
        passages += (
            Passage(
                id=f"{letter_id}#{token}-{name}",
                letter_id=letter_id,
                section=piece.section.path,
                kind=piece.kind,
                start=piece.start,
                end=piece.end,
                text=text[piece.start : piece.end],
                sentences=piece.sentences,
            )
            for name, piece in zip(names, pieces, strict=True)
        )
    return tuple(passages)


def _by_top(sections: Sequence[Section]) -> list[list[Section]]:
    """Sections grouped by the top section they belong to."""
    groups: list[list[Section]] = []
    for section in sections:
        if len(section.path) == 1 or not groups:
            groups.append([])
        groups[-1].append(section)
    return groups


def _token(top: Section, used: Counter[str]) -> str:
    """Short name of a top section in ids: its letter or number, or its heading in ASCII."""
    ascii_label = unicodedata.normalize("NFKD", top.label).encode("ascii", "ignore").decode()
    slug = token = re.sub(r"[^a-z0-9]+", "-", ascii_label.lower()).strip("-") or "deel"
    while token in used:
        used[slug] += 1
        token = f"{slug}-{used[slug]}"
    used[token] += 1
    return token


def _unique(names: Iterable[str]) -> list[str]:
    seen: list[str] = []
    for name in names:
        seen.append(name if name not in seen else f"{name}-{seen.count(name) + 1}")
    return seen


def _note_pieces(section: Section, footnotes: Sequence[Footnote]) -> Iterator[_Piece]:
    for note in footnotes:
        if section.start <= note.anchor <= section.end:
            sentence = Sentence(note.start, note.end)
            yield _Piece(section, "footnote", note.start, note.end, (sentence,), note.number)


def _section_pieces(text: str, section: Section, blocks: Sequence[Block]) -> Iterator[_Piece]:
    """The body of a section in passages: paragraphs, and lists with their lead-ins."""
    first = bisect_left(blocks, section.body, key=lambda block: block.start)
    after = bisect_left(blocks, section.end, key=lambda block: block.start)
    body = [block for block in blocks[first:after] if block.kind != "heading"]
    if section.path == SIGNATURE:
        sentence = Sentence(section.body, section.end)
        yield _Piece(section, "signature", section.body, section.end, (sentence,))
        return
    paragraph: list[Sentence] = []
    i = 0
    while i < len(body):
        if body[i].kind == "item":
            stop = i
            while stop < len(body) and body[stop].kind == "item":
                stop += 1
            yield from _list_pieces(text, section, paragraph, body[i:stop])
            paragraph, i = [], stop
            continue
        yield from _prose_pieces(text, section, paragraph)
        paragraph = _sentences(text, body[i])
        i += 1
    yield from _prose_pieces(text, section, paragraph)


def _sentences(text: str, block: Block, lead_in: tuple[int, int] | None = None) -> list[Sentence]:
    spans = split_sentences(text[block.start : block.end])
    return [Sentence(block.start + start, block.start + end, lead_in) for start, end in spans]


def _prose_pieces(text: str, section: Section, sentences: list[Sentence]) -> Iterator[_Piece]:
    """Sentences in as few passages as fit, of about the same length."""
    for part in _balanced(text, sentences):
        yield _Piece(section, "text", part[0].start, part[-1].end, tuple(part))


def _list_pieces(
    text: str, section: Section, before: list[Sentence], items: Sequence[Block]
) -> Iterator[_Piece]:
    """A list with the paragraph that introduces it, or with the last sentence if that is long."""
    lead = before[-1] if before else None
    if lead and not _ANNOUNCES.search(text[lead.start : lead.end]):
        lead = None
    lead_in = (lead.start, lead.end) if lead else None
    listed = [s for item in items for s in _sentences(text, item, lead_in)]
    if lead and listed[-1].end - before[0].start <= MAX_CHARACTERS:
        together, before = before + listed, []
    elif lead:
        together, before = [lead, *listed], before[:-1]
    else:
        together = listed
    yield from _prose_pieces(text, section, before)
    yield from _prose_pieces(text, section, together)


def _balanced(text: str, sentences: list[Sentence]) -> list[list[Sentence]]:
    """The sentences in few parts that are short enough, cut about evenly.

    A sentence that is too long by itself is a part of its own.
    """
    if not sentences:
        return []
    least = -(-(sentences[-1].end - sentences[0].start) // MAX_CHARACTERS)
    for count in range(least, min(least + 3, len(sentences) + 1)):
        parts = _cut(text, sentences, count)
        if all(_fits(part) for part in parts):
            return parts
    return _filled(sentences)


def _fits(part: list[Sentence]) -> bool:
    return len(part) == 1 or part[-1].end - part[0].start <= MAX_CHARACTERS


def _filled(sentences: list[Sentence]) -> list[list[Sentence]]:
    """The sentences in parts as full as can be: for lengths that no even cut suits."""
    parts: list[list[Sentence]] = []
    for sentence in sentences:
        if parts and _fits([parts[-1][0], sentence]):
            parts[-1].append(sentence)
        else:
            parts.append([sentence])
    return parts


def _cut(text: str, sentences: list[Sentence], count: int) -> list[list[Sentence]]:
    """The sentences in `count` parts at most, cut near to where equal parts would end."""
    start, end = sentences[0].start, sentences[-1].end

    def cost(ideal: float, i: int) -> float:
        first = sentences[i].start
        return abs(first - ideal) + (LEAN_COST if _LEANS.match(text, first) else 0)

    starts = [sentence.start for sentence in sentences]
    cuts = set()
    for k in range(1, count):
        ideal = start + (end - start) * k / count
        nearest = bisect_left(starts, ideal)
        near = range(max(1, nearest - 3), min(len(sentences), nearest + 4))
        cuts.add(min(near, key=partial(cost, ideal)))
    edges = [0, *sorted(cuts), len(sentences)]
    return [sentences[a:b] for a, b in pairwise(edges)]
