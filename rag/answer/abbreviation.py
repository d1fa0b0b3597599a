"""What an abbreviation stands for, where a letter spells it out: `Openbaar Ministerie (OM)`,
`HARC (Hit and Run Cargo)`.
"""

import re
from collections.abc import Iterator

from rag.dutch import fold

_WORD = re.compile(r"[^\s(),;:]+")
# Words of a name may be small; an expansion has at most this many words per letter, and two more.
_WORDS_PER_LETTER = 2


def expansions(text: str, abbreviation: str) -> Iterator[tuple[int, int]]:
    """Yield the span of each place in a text that spells the abbreviation out, in order."""
    letters = re.sub(r"[^a-z]", "", fold(abbreviation))
    quoted = re.escape(abbreviation)
    pattern = re.compile(rf"\((?P<behind>{quoted})\)|(?<![\w-]){quoted} \((?P<inside>[^()]+)\)")
    for match in pattern.finditer(text):
        if match.group("behind"):
            span = _before(text, match.start(), letters)
        else:
            span = _inside(text, *match.span("inside"), letters)
        if span:
            yield span


def _before(text: str, end: int, letters: str) -> tuple[int, int] | None:
    line = text.rfind("\n", 0, end) + 1
    found = list(re.finditer(r"[^\s]+", text[line:end]))
    limit = _WORDS_PER_LETTER * len(letters) + 2
    for spelled in (_by_initials, _by_letters):
        for count in range(1, min(limit, len(found)) + 1):
            start = line + found[-count].start()
            # An expansion may stand in brackets or quotes itself.
            start += len(text[start:end]) - len(text[start:end].lstrip("(‘'\"“"))
            phrase = text[start:end].rstrip(" ’'\"”")
            if spelled(phrase, letters):
                return start, start + len(phrase)
    return None


def _inside(text: str, start: int, end: int, letters: str) -> tuple[int, int] | None:
    for stop in (text.find(",", start, end), end):
        if stop > start and _by_initials(text[start:stop], letters):
            return start, stop
    phrase = text[start:end]
    return (start, end) if _by_letters(phrase, letters) else None


def _by_initials(phrase: str, letters: str) -> bool:
    """Tell whether the first letters of the words spell the abbreviation, small words skipped."""
    initials = "".join(
        fold(part)[0]
        for word in _WORD.findall(phrase)
        for part in word.split("-")
        if part and part[0].isalpha()
    )
    return _starts_and_follows(initials, letters)


def _by_letters(phrase: str, letters: str) -> bool:
    """Tell whether the letters stand in the phrase in order (`Douane vervoersaangifte`: DVA)."""
    words = _WORD.findall(phrase)
    return len(words) <= len(letters) and _starts_and_follows(fold("".join(words)), letters)


def _starts_and_follows(text: str, letters: str) -> bool:
    if not letters or not text.startswith(letters[0]):
        return False
    rest = iter(text)
    return all(letter in rest for letter in letters)
