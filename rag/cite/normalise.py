"""Text made equal where quotations legitimately differ, with the way back to the original.

Equal become: quote marks, dashes, white space (also around € and %), line breaks, soft hyphens,
hyphens inside a word, list bullets, emphasis marks and composed accents. Figures and case stay.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff*_·•▪◦‣")
_QUOTES = frozenset("'\"‘’‚‛“”„‟«»‹›`´′″")
_DASHES = frozenset("-‐‑‒–—―−")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ĳ": "ij", "Ĳ": "IJ"}
_CLUSTER = re.compile(r".[\u0300-\u036f]*", re.DOTALL)
_LINE_BULLET = re.compile(r"(?m)^[ \t]*[-*][ \t]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """Normalised text; character `i` of it is `original[starts[i]:ends[i]]`."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Place in the original of `text[start:end]`, which may not be empty."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str, join_lines: bool = False) -> Folded:
    """Normalise a text; `join_lines` takes a hyphen at the end of a line as a broken word."""
    out: list[tuple[str, int, int]] = []
    bullets = {m.end() - 1 - len(m[0]) + len(m[0].rstrip()) for m in _LINE_BULLET.finditer(text)}
    for match in _CLUSTER.finditer(text):
        start, end = match.span()
        char = unicodedata.normalize("NFC", match[0])
        if char in _INVISIBLE or start in bullets:
            continue
        if char.isspace():
            char = "\n" if char in "\n\r\u2028\u2029" else " "
        elif char in _QUOTES:
            char = "'"
        elif char in _DASHES:
            char = "-"
        for letter in _LIGATURES.get(char, char):
            out.append((letter, start, end))
    return _joined(out, join_lines)


@lru_cache(maxsize=64)
def fold_letter(text: str) -> Folded:
    """`fold` for the text of a letter, which is asked for with every quotation."""
    return fold(text)


def _joined(chars: list[tuple[str, int, int]], join_lines: bool) -> Folded:
    plain = "".join(char for char, _, _ in chars)
    kept: list[tuple[str, int, int]] = []
    position = 0
    for match in _space_or_hyphen(join_lines).finditer(plain):
        kept.extend(chars[position : match.start()])
        position = match.end()
        if match.lastgroup == "space":
            kept.append((" ", chars[match.start()][1], chars[match.end() - 1][2]))
    kept.extend(chars[position:])
    while kept and kept[0][0] == " ":
        kept.pop(0)
    while kept and kept[-1][0] == " ":
        kept.pop()
    return Folded(
        "".join(char for char, _, _ in kept),
        tuple(start for _, start, _ in kept),
        tuple(end for _, _, end in kept),
    )


def _space_or_hyphen(join_lines: bool) -> re.Pattern[str]:
    broken = r"|(?<=[^\W\d])- *\n\s*(?=[^\W\d_A-Z])" if join_lines else ""
    return re.compile(
        r"(?P<gone>(?<=€)\s+(?=\d)|(?<=\d)\s+(?=%)|"
        rf"(?<=[^\W\d])-(?=[^\W\d]){broken})|(?P<space>\s+)"
    )


def word_list(text: str) -> list[str]:
    """Words of a list that is written as text, which reads better than a column of strings."""
    return text.split()


NEGATIONS = frozenset(
    word_list(
        """
    niet geen nooit niets niemand nergens noch evenmin zonder nauwelijks nimmer
    amper
    """
    )
)
_WORD = re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*%?")


def words(text: str) -> list[re.Match[str]]:
    """Words and figures of a text, each with its place; `niet-fiscale` and `1.325` are one."""
    return list(_WORD.finditer(text))


def negations(text: str) -> tuple[str, ...]:
    """Words in a text that deny something."""
    return tuple(match[0] for match in words(text) if match[0].casefold() in NEGATIONS)
