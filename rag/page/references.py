"""References to Kamerstukken in a letter as links: to the letter when it is here, else outside."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from rag.cite.kamerstuk import Kamerstuk, find_kamerstukken
from rag.cite.places import is_letter
from rag.page import texts
from rag.page.markup import Link, permalink, text
from rag.records import Letter

_PUBLISHED = "https://zoek.officielebekendmakingen.nl"
_NUMBERS = re.compile(r"\b(?:nrs?|nos?|nummers?)\b\W*", re.IGNORECASE)


def reference_links(letter: Letter, letters: Mapping[str, Letter]) -> list[Link]:
    """Each reference in a letter's text with the tag that opens its link, in order."""
    blocks = [(block.start, block.end) for block in letter.blocks]
    blocks += [(note.start, note.end) for note in letter.footnotes]
    links = []
    for start, end, reference in _placed(letter.text):
        # A reference that runs on into the next paragraph cannot be one link.
        if not any(a <= start and end <= b for a, b in blocks):
            continue
        here = next((one for one in letters.values() if is_letter((reference,), one)), None)
        if here is not None:
            to, said = permalink(here.source.letter_id), texts.REFERENCE_HERE
        else:
            to, said = published(reference), texts.REFERENCE_OUTSIDE
        tag = (
            f'<a class="kamerstuk" href="{text(to)}" target="_blank" rel="noopener noreferrer" '
            f'title="{said}">'
        )
        links.append((start, end, tag))
    return links


def published(reference: Kamerstuk) -> str:
    """Address of a Kamerstuk, or of its dossier when no number was said."""
    dossier = "-".join(filter(None, (reference.dossier, reference.suffix)))
    if not reference.number:
        return f"{_PUBLISHED}/dossier/{dossier}"
    return f"{_PUBLISHED}/kst-{dossier}-{reference.number}.html"


@lru_cache(maxsize=1024)
def _placed(words: str) -> tuple[tuple[int, int, Kamerstuk], ...]:
    """The references with a span each: `nrs. 84 en 85` are two links."""
    groups: dict[tuple[int, int], list[Kamerstuk]] = {}
    for reference in find_kamerstukken(words):
        groups.setdefault((reference.start, reference.end), []).append(reference)
    return tuple(one for group in groups.values() for one in _split(words, group))


def _split(words: str, group: list[Kamerstuk]) -> Iterator[tuple[int, int, Kamerstuk]]:
    start, end = group[0].start, group[0].end
    named = _NUMBERS.search(words, start, end)
    if len(group) == 1 or named is None:
        yield start, end, group[0]
        return
    number = re.compile(r"\d+")
    at = named.end()
    by_number = {reference.number: reference for reference in group}
    left = start
    while (match := number.search(words, at, end)) and by_number:
        at = match.end()
        if (reference := by_number.pop(match[0], None)) is not None:
            yield left if left == start else match.start(), at, reference
            left = at
