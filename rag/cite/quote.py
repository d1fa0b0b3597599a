"""Is this quotation in a letter, word for word?

Matching is exact on normalised text; only what quotations may change is allowed: see
`normalise`, plus ellipses, bracketed insertions, the case of a first letter, punctuation at the
ends. An omission may not hide a negation in a sentence that is quoted, nor join halves of two
sentences. Similarity is used only to show the closest passage, never for `letterlijk`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rag.cite.finding import Finding
from rag.cite.kamerstuk import Kamerstuk
from rag.cite.near import nearest, word_difference
from rag.cite.normalise import Folded, fold, fold_letter, negations, words
from rag.cite.places import is_letter, place_at, sentence_at
from rag.letters.sentences import split_sentences
from rag.records import Letter

_ELLIPSIS = re.compile(r"\[\s*(?:\.{2,}|…)\s*\]|\(\s*(?:\.{2,}|…)\s*\)|…|\.{3,}|\.(?: \.){2,}")
_INSERTION = re.compile(r"\s*\[(?!\w\]\w)([^\[\]]{1,120})\]")
_ONE_LETTER = re.compile(r"\[(\w)\](?=\w)")
_EDGE = " .,;:!?'"
# A bracketed insertion may replace this many words of the letter (a pronoun, a name).
_REPLACED = 3
_MAX_MATCHES = 50
_MAX_CHAINS = 500
_MAX_PARTS = 8
_STITCHED = "Samengevoegd uit zinnen die niet bij elkaar staan."
_REORDERED = "De delen staan in een andere volgorde in de brief."
_CUT_FIGURE = re.compile(
    r"%| (?:miljoen|miljard|duizend|mln|mld|procent|tot (?:en met )?€?\d|[aà] \d)"
    r"| (?:jan|febr|maart|april|mei\b|jun|jul|aug|sept|okt|nov|dec)"
)


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the quotation between ellipses."""

    pattern: re.Pattern[str]
    insertions: tuple[str, ...]
    capital: bool
    closed: bool


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    replaced: tuple[str, ...]


def check_quote(
    quote: str, letters: Sequence[Letter], cited: Sequence[Kamerstuk] = (), context: str = ""
) -> Finding:
    """Find a quotation in the letters.

    `cited` are the references the note gives for it: found in a letter that is none of these,
    the verdict is `andere-brief`. `context` is the note's own sentence around the quotation.
    """
    if _too_short(quote):
        return Finding("citaat", quote, "niet-gevonden", "Te kort om te controleren.")
    named = [letter for letter in letters if is_letter(cited, letter)]
    ordered = [*named, *(letter for letter in letters if letter not in named)]
    obstacle: Finding | None = None
    for letter in ordered:
        for join_lines in (False, True):
            finding = _exact(quote, letter, join_lines, context)
            if finding and finding.verdict == "letterlijk":
                numbered = any(reference.number for reference in cited)
                return finding if letter in named or not numbered else _elsewhere(finding)
            obstacle = obstacle or finding
    return obstacle or nearest(quote, ordered)


def _elsewhere(finding: Finding) -> Finding:
    reason = "De woorden staan niet in de brief die de notitie noemt, maar in deze brief."
    return Finding(
        finding.kind, finding.text, "andere-brief", reason, finding.letter_id, finding.passage,
        finding.section, finding.start, finding.end, finding.words,
    )  # fmt: skip


def _too_short(quote: str) -> bool:
    plain = _INSERTION.sub(" ", _ELLIPSIS.sub(" ", quote))
    found = [match[0] for match in words(plain)]
    return len(found) < 3 and not (len(found) == 2 and any(c.isdigit() for w in found for c in w))


def _exact(quote: str, letter: Letter, join_lines: bool, context: str) -> Finding | None:
    """`letterlijk`, or `bijna` with the obstacle when all words are there; None otherwise."""
    stretches = _ELLIPSIS.split(quote)
    chain, obstacle = _best_chain(stretches, letter, join_lines, context)
    if not chain:
        # Whole sentences set one after the other, as if they stood so in the letter.
        sentences = [part for s in stretches for part in _sentences(s)]
        if len(sentences) > len(stretches):
            chain, _ = _best_chain(sentences, letter, join_lines, context)
            obstacle = _STITCHED
    if not chain:
        return None
    where = place_at(letter, chain[0].start)
    # Parts that do not belong together: show where the first one stands.
    last = chain[0] if obstacle in (_STITCHED, _REORDERED) else chain[-1]
    start, end = chain[0].start, last.end
    found = letter.text[start:end]
    return Finding(
        "citaat", quote, "bijna" if obstacle else "letterlijk", obstacle, letter.source.letter_id,
        where.passage, where.section, start, end, found,
        word_difference(found, quote) if obstacle else (),
    )  # fmt: skip


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def _best_chain(
    stretches: Sequence[str], letter: Letter, join_lines: bool, context: str
) -> tuple[list[_Match], str]:
    """Places of the stretches in the letter, and what stands in the way of `letterlijk`."""
    # More than any honest quotation has; matching them would take for ever.
    if len(stretches) > _MAX_PARTS or any(s.count("[") > _MAX_PARTS for s in stretches):
        return [], ""
    parts = list(_parts(stretches, join_lines))
    folded = fold_letter(letter.text)
    matches = [list(_find(part, folded, letter)) for part in parts]
    if not matches or not all(matches):
        return [], ""
    first: tuple[list[_Match], str] | None = None
    for chain in islice(_chains(matches), _MAX_CHAINS):
        obstacle = _joins(chain, parts, letter) or _edges(chain, letter, context)
        if not obstacle:
            return chain, ""
        first = first or (chain, obstacle)
    return first or ([found[0] for found in matches], _REORDERED)


def _parts(stretches: Sequence[str], join_lines: bool) -> Iterator[_Part]:
    for number, raw in enumerate(stretches):
        stretch = re.sub(r"\[\^[^\]]*\]", "", raw)
        insertions: list[str] = []
        pieces: list[str] = []
        position = 0
        for found in _INSERTION.finditer(stretch):
            pieces.append(stretch[position : found.start()])
            insertions.append(found[1])
            position = found.end()
        pieces.append(stretch[position:])
        # An insertion at the edge of a stretch stands for nothing that was quoted.
        while len(pieces) > 1 and not pieces[0].strip(_EDGE):
            pieces, insertions = pieces[1:], insertions[1:]
        while len(pieces) > 1 and not pieces[-1].strip(_EDGE):
            pieces, insertions = pieces[:-1], insertions[:-1]
        pattern = _pattern(pieces, join_lines)
        if pattern is None:
            continue
        opening = _ONE_LETTER.sub(r"\1", stretch).lstrip(_EDGE + '"“‘«„\n')
        following = stretches[number + 1] if number + 1 < len(stretches) else ""
        closed = bool(re.search(r"[.!?]['\"”’]?\s*$", stretch)) or following.startswith(".")
        yield _Part(
            pattern, tuple(insertions), opening[:1].isupper() or opening[:1].isdigit(), closed
        )


def _pattern(pieces: Sequence[str], join_lines: bool) -> re.Pattern[str] | None:
    built: list[str] = []
    for number, piece in enumerate(pieces):
        free = {
            match.start() - 2 * count for count, match in enumerate(_ONE_LETTER.finditer(piece))
        }
        plain = _ONE_LETTER.sub(r"\1", piece)
        folded = fold(plain, join_lines)
        first, last = 0, len(folded.text)
        if number == 0:
            first = last - len(folded.text.lstrip(_EDGE))
        if number == len(pieces) - 1:
            last = len(folded.text.rstrip(_EDGE))
        letters = [
            _either(char)
            if folded.starts[i] in free or (i == first and not number)
            else re.escape(char)
            for i, char in enumerate(folded.text)
            if first <= i < last
        ]
        if not letters:
            return None
        if number:
            gap = rf"((?: [^ ]+){{0,{_REPLACED}}}?)"
            built.append(gap + (" " if folded.text[0].isalnum() else ""))
        built.extend(letters)
    return re.compile("".join(built))


def _either(char: str) -> str:
    forms = {char, char.lower(), char.upper()}
    return "(?:" + "|".join(re.escape(form) for form in sorted(forms) if len(form) == 1) + ")"


def _find(part: _Part, folded: Folded, letter: Letter) -> Iterator[_Match]:
    for count, match in enumerate(part.pattern.finditer(folded.text)):
        if count == _MAX_MATCHES:
            return
        if match.end() > match.start() and _whole(folded.text, match.start(), match.end()):
            gaps = tuple(gap or "" for gap in match.groups())
            if all(_may_replace(g, i, letter) for g, i in zip(gaps, part.insertions, strict=True)):
                yield _Match(*folded.span(match.start(), match.end()), gaps)


def _may_replace(gap: str, insertion: str, letter: Letter) -> bool:
    """An insertion may explain, not change: no negation, and no figure but the letter's year."""
    if negations(gap) or negations(insertion) or any(char.isdigit() for char in gap):
        return False
    figures = re.findall(r"\d+", insertion)
    return all(letter.source.date and figure == str(letter.source.date.year) for figure in figures)


def _whole(text: str, start: int, end: int) -> bool:
    """Whole words and whole figures: not `fiscale` of `niet-fiscale`, not `325` of `1.325`."""
    before, after = text[max(0, start - 2) : start], text[end : end + 24]
    first, last = text[start], text[end - 1]
    if first.isalnum() and before:
        if before[-1].isalnum() or (before[-1] in "'-" and before[:-1].isalnum()):
            return False
        if first.isdigit() and (before[-1] == "-" or re.fullmatch(r"\d[.,]", before)):
            return False
    if last.isalnum() and after:
        if after[0].isalnum() or (after[0] in "-" and after[1:2] != " ") or re.match(r"'\w", after):
            return False
        if re.match(r"-(?! -)", after):
            return False
        if last.isdigit() and (re.match(r"[.,]\d", after) or _CUT_FIGURE.match(after)):
            return False
    return True


def _chains(matches: Sequence[Sequence[_Match]]) -> Iterator[list[_Match]]:
    """Every way to take one match of each part, in the order of the letter."""
    if not matches:
        yield []
        return
    for first in matches[0]:
        rest = [[match for match in later if match.start >= first.end] for later in matches[1:]]
        if all(rest):
            for tail in _chains(rest):
                yield [first, *tail]


def _joins(chain: Sequence[_Match], parts: Sequence[_Part], letter: Letter) -> str:
    """Why these parts may not be joined by an ellipsis; empty when they may."""
    for left, right, a, b in zip(chain, chain[1:], parts, parts[1:], strict=False):
        one, two = sentence_at(letter, left.end - 1), sentence_at(letter, right.start)
        if one is None or two is None:
            return "De delen staan niet bij elkaar in de lopende tekst."
        if one.order == two.order:
            gap = re.sub(r"\([^()]*\)", " ", letter.text[left.end : right.start])
            if negations(gap):
                return f"De weglating laat {negations(gap)[0]!r} weg."
            continue
        if one.section != two.section or not (
            one.passage == two.passage or two.order - one.order == 1
        ):
            return _STITCHED
        tail, head = letter.text[left.end : one.end], letter.text[two.start : right.start]
        whole_right = not words(head) and b.capital
        whole_left = not words(tail) and a.closed
        if not (whole_left or whole_right):
            return "Samengevoegd uit delen van twee zinnen."
        if hidden := negations(tail) or negations(head):
            return f"De weglating laat {hidden[0]!r} weg."
    return ""


def _edges(chain: Sequence[_Match], letter: Letter, context: str) -> str:
    """A negation just outside the quotation turns its meaning, unless the note says it itself."""
    if negations(context):
        return ""
    first, last = sentence_at(letter, chain[0].start), sentence_at(letter, chain[-1].end - 1)
    before = words(letter.text[first.start : chain[0].start])[-1:] if first else []
    after = words(letter.text[chain[-1].end : last.end])[:1] if last else []
    for match in [*before, *after]:
        if hidden := negations(match[0]):
            return f"Direct naast het citaat staat {hidden[0]!r}."
    return ""
