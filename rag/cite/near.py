"""The closest passage to a quotation that is in no letter word for word, with a word diff."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from rag.cite.finding import Finding, Piece
from rag.cite.normalise import fold, negations, words
from rag.cite.places import place_at
from rag.records import Letter

# Share of words in common from which a passage is shown as what the note probably meant.
_ENOUGH = 0.62
# Two whole sentences that both stand somewhere: stitched, and shown as such.
_CANDIDATES = 6

Spot = tuple[Letter, int, int]


def nearest(quote: str, letters: Sequence[Letter]) -> Finding:
    """`bijna` with the difference to the closest words, or `niet-gevonden`."""
    best: tuple[float, Spot] | None = None
    for letter, start, end in _candidates(quote, letters):
        score, spot = _align(quote, letter, start, end)
        if best is None or score > best[0]:
            best = (score, spot)
    if best is None or best[0] < _ENOUGH:
        return Finding("citaat", quote, "niet-gevonden", "Staat in geen van de brieven.")
    letter, start, end = best[1]
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


def _candidates(quote: str, letters: Sequence[Letter]) -> list[Spot]:
    """The most similar passages, each also with the one after it."""
    from rapidfuzz import fuzz

    wanted = fold(quote).text.casefold()
    scored: list[tuple[float, int, Spot]] = []
    for letter in letters:
        for passage, after in zip(letter.passages, (*letter.passages[1:], None), strict=True):
            together = after is not None and after.section == passage.section
            end = (
                after.end
                if after is not None and together and after.kind == "text"
                else passage.end
            )
            text = fold(letter.text[passage.start : end]).text.casefold()
            score = (
                fuzz.partial_ratio(wanted, text)
                if len(text) >= len(wanted)
                else fuzz.ratio(wanted, text)
            )
            scored.append((score, -passage.start, (letter, passage.start, end)))
    scored.sort(key=lambda item: item[:2], reverse=True)
    return [spot for _, _, spot in scored[:_CANDIDATES]]


def _align(quote: str, letter: Letter, start: int, end: int) -> tuple[float, Spot]:
    """Best stretch of words in a passage for the quotation, and the share in common."""
    tokens = words(letter.text[start:end])
    ours = [fold(match[0]).text.casefold() for match in tokens]
    theirs = [fold(match[0]).text.casefold() for match in words(quote)]
    blocks = [
        b
        for b in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
        if b.size
    ]
    best = (0.0, 0, 1)
    for first in range(len(blocks)):
        for last in range(first, len(blocks)):
            a, b = blocks[first].a, blocks[last].a + blocks[last].size
            common = sum(block.size for block in blocks[first : last + 1])
            score = 2 * common / (b - a + len(theirs))
            best = max(best, (score, a, b))
    score, a, b = best
    if not tokens:
        return 0.0, (letter, start, end)
    # A word changed at the very edge of the quotation is part of the stretch to compare with.
    head = next((block.b for block in blocks if block.a >= a), 0)
    tail = len(theirs) - max(
        (block.b + block.size for block in blocks if block.a < b), default=len(theirs)
    )
    a, b = max(0, a - min(head, 3)), min(len(tokens), b + min(tail, 3))
    return score, (letter, start + tokens[a].start(), start + tokens[b - 1].end())
