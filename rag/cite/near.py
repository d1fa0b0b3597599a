"""The closest passage to a quotation that is in no letter word for word, with a word diff."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from rag.cite.finding import Finding, Piece
from rag.cite.normalise import fold, negations, words
from rag.cite.places import place_at
from rag.records import Letter

# Share of words in common from which a passage is shown as what the note probably meant.
_ENOUGH = 0.62
_CANDIDATES = 8
# The stretch to compare with may be this many times as long as the quotation.
_ROOM = 2


@dataclass(frozen=True, slots=True)
class _Window:
    letter: Letter
    keys: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    known: frozenset[str]


def nearest(quote: str, letters: Sequence[Letter]) -> Finding:
    """`bijna` with the difference to the closest words, or `niet-gevonden`."""
    theirs = [_key(match[0]) for match in words(quote)]
    best: tuple[float, int, int] = (0.0, 0, 0)
    letter: Letter | None = None
    for window in _candidates(theirs, letters):
        aligned = _align(theirs, window)
        if aligned[0] > best[0]:
            best, letter = aligned, window.letter
    score, start, end = best
    if letter is None or score < _ENOUGH:
        return Finding("citaat", quote, "niet-gevonden", "Staat in geen van de brieven.")
    found = letter.text[start:end]
    difference = word_difference(found, quote)
    pairs = _differing(difference)
    where = place_at(letter, start)
    return Finding(
        "citaat", quote, "bijna", _reason(pairs, found, quote), letter.source.letter_id,
        where.passage, where.section, start, end, found, difference, pairs,
    )  # fmt: skip


def word_difference(letter: str, note: str) -> tuple[Piece, ...]:
    """Word diff of the letter's words and the note's; case, quotes and dashes do not count."""
    ours, theirs = letter.split(), note.split()
    matcher = SequenceMatcher(None, _keys(ours), _keys(theirs), autojunk=False)
    pieces: list[Piece] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", " ".join(ours[a:b])))
            continue
        if a < b:
            pieces.append(Piece("letter", " ".join(ours[a:b])))
        if c < d:
            pieces.append(Piece("note", " ".join(theirs[c:d])))
    return tuple(pieces)


def _keys(tokens: Sequence[str]) -> list[str]:
    return [fold(token).text.casefold().strip(".,;:!?'()") or token for token in tokens]


def _differing(pieces: Sequence[Piece]) -> tuple[tuple[str, str], ...]:
    pairs: list[tuple[str, str]] = []
    for before, piece in zip((None, *pieces), pieces, strict=False):
        if piece.kind == "note":
            pairs.append((piece.text, before.text if before and before.kind == "letter" else ""))
        elif piece.kind == "letter":
            pairs.append(("", piece.text))
    # A replacement was seen twice: once as the letter's words alone, once as the pair.
    replaced = {theirs for ours, theirs in pairs if ours}
    return tuple(pair for pair in pairs if pair[0] or pair[1] not in replaced)


def _reason(pairs: Sequence[tuple[str, str]], letter: str, note: str) -> str:
    for theirs, ours in pairs:
        if any(char.isdigit() for char in theirs) and any(char.isdigit() for char in ours):
            return f"De notitie zegt {theirs!r}, de brief {ours!r}."
    if len(negations(letter)) != len(negations(note)):
        return "Een ontkenning is weggelaten of toegevoegd."
    return "De woorden wijken af van de brief."


@lru_cache(maxsize=256)
def _windows(letter: Letter) -> tuple[_Window, ...]:
    """Each passage with the next one of its section, so that a quotation may span both."""
    windows: list[_Window] = []
    for passage, after in zip(letter.passages, (*letter.passages[1:], None), strict=True):
        end = passage.end
        if after is not None and after.section == passage.section and after.kind == "text":
            end = after.end
        tokens = words(letter.text[passage.start : end])
        keys = tuple(_key(match[0]) for match in tokens)
        spans = tuple((passage.start + m.start(), passage.start + m.end()) for m in tokens)
        windows.append(_Window(letter, keys, spans, frozenset(keys)))
    return tuple(windows)


def _candidates(theirs: Sequence[str], letters: Sequence[Letter]) -> list[_Window]:
    """The windows that share most of the quotation's rare words."""
    windows = [window for letter in letters for window in _windows(letter)]
    shared = Counter(word for window in windows for word in window.known.intersection(theirs))
    # A word that few passages have says more about the place.
    weights = {word: math.log(1 + len(windows) / count) for word, count in shared.items()}
    scored = [
        (sum(weights[word] for word in window.known.intersection(theirs)), window)
        for window in windows
    ]
    scored.sort(key=lambda item: item[0], reverse=True)
    return [window for score, window in scored[:_CANDIDATES] if score]


def _align(theirs: Sequence[str], window: _Window) -> tuple[float, int, int]:
    """Share in common with the best stretch of a window, and the place of that stretch."""
    offset = _densest(theirs, window.keys)
    keys = window.keys[offset : offset + _ROOM * len(theirs)]
    matcher = SequenceMatcher(None, keys, theirs, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    quoted = _weight(theirs)
    best = (0.0, 0, 1)
    for first in range(len(blocks)):
        common = 0.0
        for block in blocks[first:]:
            common += _weight(keys[block.a : block.a + block.size])
            a, b = blocks[first].a, block.a + block.size
            best = max(best, (2 * common / (_weight(keys[a:b]) + quoted), a, b))
    score, a, b = best
    # A word changed at the very edge of the quotation is part of the stretch to compare with.
    head = next((block.b for block in blocks if block.a >= a), 0)
    covered = max((k.b + k.size for k in blocks if k.a < b), default=len(theirs))
    tail = len(theirs) - covered
    a, b = max(0, a - min(head, 3)), min(len(keys), b + min(tail, 3))
    return score, window.spans[offset + a][0], window.spans[offset + b - 1][1]


def _densest(theirs: Sequence[str], keys: Sequence[str]) -> int:
    """Where the stretch begins that has most of the quotation's words, by weight."""
    size = _ROOM * len(theirs)
    wanted = frozenset(theirs)

    def shared(start: int) -> float:
        # Each word once: a stretch full of "de" is not about the quotation.
        return _weight(wanted.intersection(keys[start : start + size]))

    return max(range(max(1, len(keys) - size + 1)), key=shared)


def _weight(tokens: Iterable[str]) -> float:
    # Short words are mostly function words, which any two sentences share.
    return sum(1.0 if len(token) > 3 or token[:1].isdigit() else 0.4 for token in tokens)


def _key(word: str) -> str:
    return fold(word).text.casefold()
