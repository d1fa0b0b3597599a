"""Raw text of a letter -> clean text, the text that every offset in the product points into.

Only what the conversion from .docx left behind goes: bookmarks, footnote marks, superfluous
white space, line breaks and hyphens inside a sentence. Spelling, quotes and typos of the letter
stay. Footnotes move to the end of the text, one a line.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.records import Footnote

# Stand where the mark of a note (or of no note) stood until the text has its final form. Safe,
# because control characters of the raw text are dropped first.
ANCHOR = "\0"
NO_ANCHOR = "\1"
# Stands for a hyphen at the end of a line, until the word is made whole or keeps its hyphen.
LINE_HYPHEN = "\2"

_SPACES = dict.fromkeys(map(ord, "\t\u00a0\u2007\u2009\u202f\u3000"), " ")
_INVISIBLE = re.compile("[\0-\x09\x0b-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]*\]")
_MARK = re.compile(r"\[footnoteRef:(\d+)\]")
_DEFINITION = re.compile(r"\[(\d+):\s")

_WORD = re.compile(r"[^\W\d_]+")
_HYPHENED = re.compile(r"(?<![\w-])([^\W\d_]{2,})([-\2])([^\W\d_]{2,})(?![\w-])")
# A participle of a verb in -eren: its ge- must stand in the part before the hyphen.
_PARTICIPLE_START = re.compile(r"ge\w{2,}")
_PARTICIPLE_END = re.compile(r"(?!ge|be|ver|ont|her)\w{2,}eerde?")

# No sentence, heading or item ends with one of these.
_LOOSE_END = re.compile(r"\b(de|een|en|het|met|naar|of|te|tussen|van)$")
# A shorter line that ends with a comma is a salutation or a signature.
_SHORTEST_BROKEN_AT_COMMA = 60


@dataclass(frozen=True, slots=True)
class CleanText:
    """Clean text: the letter is `text[:body_end]`, its footnotes follow, one a line."""

    text: str
    body_end: int
    footnotes: tuple[Footnote, ...]


def clean(raw: str) -> CleanText:
    """Clean text and footnotes of a letter; never raises, an empty letter gives empty text."""
    text, notes = _take_definitions(_plain("\n".join(raw.splitlines())))
    text, numbers = _take_marks(text, notes)
    return _finish(_join_lines(text), numbers, notes)


def clean_lines(lines: Sequence[tuple[str, bool]], notes: Mapping[int, str]) -> CleanText:
    """Clean text of lines that a format knows to be whole, each with: an empty line before it?

    Every line that `is_visible` stays one line.
    """
    text = ""
    for line, gap in lines:
        text += ("\n\n" if gap else "\n") * bool(text) + " ".join(_plain(line).split())
    definitions = {number: " ".join(_plain(note).split()) for number, note in notes.items()}
    text, numbers = _take_marks(text, definitions)
    return _finish(text, numbers, definitions)


def is_visible(line: str) -> bool:
    """Whether anything but white space, bookmarks and footnote marks is in a line."""
    return bool(_MARK.sub("", _plain(line)).strip())


def _plain(text: str) -> str:
    """Text without characters and bookmarks that nobody sees."""
    text = unicodedata.normalize("NFC", text).translate(_SPACES)
    return _BOOKMARK.sub("", _INVISIBLE.sub("", text))


def _finish(text: str, numbers: list[int], notes: Mapping[int, str]) -> CleanText:
    body, anchors = _take_anchors(_heal_hyphens(text))
    return _append_notes(body, [(n, a, notes[n]) for n, a in zip(numbers, anchors, strict=True)])


def _take_definitions(text: str) -> tuple[str, dict[int, str]]:
    """Text without its `[N:  ...]` definitions, and those by number; needs a mark with that N."""
    marked = {int(number) for number in _MARK.findall(text)}
    notes: dict[int, str] = {}
    kept, position = [], 0
    for match in _DEFINITION.finditer(text):
        number = int(match[1])
        if match.start() < position or number not in marked or number in notes:
            continue
        end = _closing_bracket(text, match.start())
        notes[number] = " ".join(_MARK.sub("", text[match.end() : end]).split())
        kept.append(text[position : match.start()])
        position = end + 1
    return "".join(kept) + text[position:], notes


def _closing_bracket(text: str, start: int) -> int:
    """Offset of the bracket that closes the one at `start`; else the end of that paragraph."""
    depth = 0
    paragraph_end = text.find("\n\n", start)
    stop = len(text) if paragraph_end < 0 else paragraph_end
    for position in range(start, stop):
        depth += {"[": 1, "]": -1}.get(text[position], 0)
        if depth == 0:
            return position
    line_end = text.find("\n", start)
    return stop if line_end < 0 else line_end - 1


def _take_marks(text: str, notes: Mapping[int, str]) -> tuple[str, list[int]]:
    """Text with an anchor where a note's first mark stood, and the numbers of those anchors."""
    numbers: list[int] = []

    def anchor(match: re.Match[str]) -> str:
        number = int(match[1])
        if not notes.get(number) or number in numbers:
            return NO_ANCHOR
        numbers.append(number)
        return ANCHOR

    text = _MARK.sub(anchor, text)
    # A mark between two full stops (`jl.[1].`) or after a space (`brief [1].`) leaves a scar.
    text = re.sub(r"\.([\0\1]+)\.(?!\.)", r".\1", text)
    text = re.sub(r"(?<! ) +([\0\1]+)(?=[.,;:) \n]|$)", r"\1", text)
    text = re.sub(r"^([\0\1]+) +", r"\1", text, flags=re.MULTILINE)
    return text.replace(NO_ANCHOR, ""), numbers


def _join_lines(text: str) -> str:
    """Text with single spaces, no more than one empty line, and no sentence broken over lines."""
    lines: list[str] = []
    for line in text.split("\n"):
        line = re.sub(r" {2,}", " ", line.strip())
        if lines and line and lines[-1] and _is_broken(lines[-1], line):
            lines[-1] = _join(lines[-1], line)
        elif line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip("\n")


def _is_broken(line: str, following: str) -> bool:
    """Whether a sentence runs on from this line into the one that follows it directly."""
    line = line.replace(ANCHOR, "")
    if not line or line[-1] in ".;:?!" or following[:2] == "- ":
        return False
    if line[-1] == "," and len(line) < _SHORTEST_BROKEN_AT_COMMA:
        return False
    if following.removeprefix("-")[0].islower():
        return not re.match(r"o |[a-z]{1,4}[.)] ", following)
    return bool(_LOOSE_END.search(line)) and following[0].isalnum()


def _join(line: str, following: str) -> str:
    """One line of two that a sentence is broken over."""
    broken_word = re.search(r"[^\W\d_]-$", line) and not re.match(r"(en|of|tot) ", following)
    return f"{line[:-1]}{LINE_HYPHEN}{following}" if broken_word else f"{line} {following}"


def _heal_hyphens(text: str) -> str:
    """Text without hyphens that an old line break left inside a word (`geïn-formeerd`).

    A wrong hyphen left is better than a right one lost, so it must be plain that the parts are
    no words: neither stands by itself in the letter, and the whole is a participle in -eerd of
    which the hyphen splits off the ge-. In a real compound the second part would bring its own
    (`risico-georiënteerd`). At the end of a line it is enough that the whole word is in the letter.
    """
    words = {word.lower() for word in _WORD.findall(_HYPHENED.sub(" ", text))}

    def heal(match: re.Match[str]) -> str:
        left, right = match[1].lower(), match[3].lower()
        is_known = match[2] == LINE_HYPHEN and left + right in words
        is_participle = _PARTICIPLE_START.fullmatch(left) and _PARTICIPLE_END.fullmatch(right)
        if {left, right} & words or not (is_known or is_participle):
            return match[0]
        return match[1] + match[3]

    return _HYPHENED.sub(heal, text).replace(LINE_HYPHEN, "-")


def _take_anchors(text: str) -> tuple[str, list[int]]:
    """Text without anchors, and the offsets in it where they stood."""
    anchors = [match.start() - i for i, match in enumerate(re.finditer(ANCHOR, text))]
    return text.replace(ANCHOR, ""), anchors


def _append_notes(body: str, notes: list[tuple[int, int, str]]) -> CleanText:
    text, footnotes = body, []
    for i, (number, anchor, words) in enumerate(notes):
        start = len(text) + (2 if i == 0 else 1)
        text += ("\n\n" if i == 0 else "\n") + words
        footnotes.append(Footnote(number, anchor, start, len(text)))
    return CleanText(text, len(body), tuple(footnotes))
