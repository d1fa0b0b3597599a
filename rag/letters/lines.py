"""Lines of the clean text, and what can be seen from one line by itself."""

import re
from dataclasses import dataclass

MAX_SHORT = 90

_BULLET = re.compile(
    r"(?:[·•▪◦‣*–—\uf0b7-]|o(?= [a-z])|\d{1,2}[.)]|[a-z][.)]|\(?[ivx]{1,4}\)|\([a-z0-9]\)) +(?=\S)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the clean text, `text`, from `start` to `end`; `gap`: an empty line before it."""

    start: int
    end: int
    text: str
    gap: bool

    @property
    def bullet(self) -> int:
        """Length of the bullet or item number with its space, 0 if there is none."""
        match = _BULLET.match(self.text)
        return match.end() if match else 0

    @property
    def words(self) -> str:
        """The line without its bullet."""
        return self.text[self.bullet :]

    @property
    def is_short(self) -> bool:
        """Whether the line is short enough for a heading without letter or number."""
        return len(self.text) <= MAX_SHORT

    @property
    def is_closed(self) -> bool:
        """Whether the line ends with punctuation that a heading does not have."""
        return self.text.endswith((".", ",", ";", ":", "?", "!"))


def make_lines(text: str) -> tuple[Line, ...]:
    """The lines that are not empty."""
    return tuple(
        Line(m.start(), m.end(), m[0], gap=text[max(0, m.start() - 2) : m.start()] == "\n\n")
        for m in re.finditer(r"[^\n]+", text)
    )
