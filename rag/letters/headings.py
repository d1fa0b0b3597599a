"""Which lines of a letter are headings, and how deep; by general rules, for no letter special.

A letter marks little. The evidence used, strongest first:
1. a series (`A.`, `B.` or `1.`, `1.1`), accepted only in sequence;
2. a closing heading (`Tot slot`), which ends the series at its own level;
3. a short line without closing punctuation, with text or another heading below it; or such a
   line with a bullet, if that happens more than once;
4. a heading directly above another heading groups the headings that follow it;
5. a heading whose text announces what comes (`Hieronder treft u ...`) groups the headings that
   follow it for as long as the text below them takes up its words.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.letters.lines import Line
from rag.letters.sentences import split_sentences
from rag.letters.series import Mark, find_series

# More short lines than this in a row are a table or an address, not headings.
MAX_CHAIN = 2
DEEPEST = 3

_CLOSING = frozenset(
    ("tot slot", "slot", "afsluiting", "tot besluit", "slotwoord", "slotopmerkingen", "ten slotte")
)
_SALUTATION = re.compile(r"(geachte|beste|excellentie)\b", re.IGNORECASE)
_DATELINE = re.compile(r"(\S+ ?\S*, )?\d{1,2} \w+ (19|20)\d\d$")
_LETTERHEAD_LINES = 25
# A line with a verb of its own is a sentence without a full stop, not a heading.
_VERB = re.compile(
    r"^(?:De|Het|Een|Er|Dit|Deze)\b.* (?:is|wordt|worden|werd|heeft|hebben|kan|zal|moet)\b"
)
_ANNOUNCES = re.compile(r"\b(hieronder|hierna|onderstaande?|achtereenvolgens)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading at a line (by index): how deep it is, and its letter or number, if it has one."""

    line: int
    level: int
    mark: str = ""


def find_headings(
    lines: Sequence[Line], title: str = "", known: Mapping[int, int] | None = None
) -> tuple[Heading, ...]:
    """The headings among the lines of a letter with this title, without its signature.

    `known` are the lines that the file says are headings, with their level (0 = it does not say).
    """
    if known is not None:
        return _known_headings(lines, known)
    series = find_series(lines)
    first = _letterhead(lines, title)
    plain = {i for i in range(first, len(lines)) if i not in series and _is_plain(lines, i)}
    plain |= _bullet_headings(lines, first) - series.keys()
    plain = _with_text_below(lines, plain, series)
    return tuple(_levels(lines, series, plain))


def _known_headings(lines: Sequence[Line], known: Mapping[int, int]) -> tuple[Heading, ...]:
    """The known headings, with the levels that the file gives or else those of the evidence."""
    # Other lines take no part in a series: an item `1.` of a list is no heading.
    masked = [line if i in known else replace(line, text="…") for i, line in enumerate(lines)]
    series = find_series(masked)
    if not all(known.values()):
        return tuple(_levels(lines, series, set(known) - series.keys()))
    return tuple(
        Heading(i, min(level, DEEPEST), series[i].label if i in series else "")
        for i, level in sorted(known.items())
    )


def _letterhead(lines: Sequence[Line], title: str) -> int:
    """Index of the first line below addressee, date line, title and salutation."""
    top = [
        i
        for i, line in enumerate(lines[:_LETTERHEAD_LINES])
        if line.is_short
        and (_SALUTATION.match(line.text) or _DATELINE.match(line.text) or _is_title(line, title))
    ]
    return top[-1] + 1 if top else 0


def _is_title(line: Line, title: str) -> bool:
    words = re.findall(r"\w+", title.lower())
    return bool(words) and re.findall(r"\w+", line.text.lower())[-len(words) :] == words


def _is_plain(lines: Sequence[Line], i: int) -> bool:
    """Whether a line looks like a heading without mark."""
    line = lines[i]
    introduced = i > 0 and not line.gap and lines[i - 1].text.endswith(":")
    return not line.bullet and not introduced and _looks_like_heading(line)


def _looks_like_heading(line: Line) -> bool:
    words = line.words
    first = words.lstrip("‘’“”'\"(")[:1]
    return (
        line.is_short
        and not line.is_closed
        and (first.isupper() or first.isdigit())
        and any(map(str.isalpha, words))
        and not _VERB.match(words)
        and len(split_sentences(words)) == 1
    )


def _bullet_headings(lines: Sequence[Line], first: int) -> set[int]:
    """Lone items with a long paragraph right below: headings if it happens more than once."""
    found = {
        i
        for i in range(max(first, 1), len(lines) - 1)
        if lines[i].bullet
        and _looks_like_heading(lines[i])
        and not lines[i - 1].bullet
        and not lines[i - 1].text.endswith(":")
        and not lines[i + 1].bullet
        and not lines[i + 1].gap
        and not lines[i + 1].is_short
    }
    return found if len(found) > 1 else set()


def _with_text_below(lines: Sequence[Line], plain: set[int], series: dict[int, Mark]) -> set[int]:
    """The lines that head something: not the end of a section, not a table, not an address."""
    kept: set[int] = set()
    run: list[int] = []
    for i in range(len(lines)):
        if i in plain or _is_cell(lines[i]):
            run.append(i)
            continue
        if len(run) <= MAX_CHAIN and i not in series:
            kept |= plain.intersection(run)
        run = []
    return kept


def _is_cell(line: Line) -> bool:
    """Whether a line without words is a number from a table."""
    return not any(map(str.isalpha, line.text))


def _levels(lines: Sequence[Line], series: dict[int, Mark], plain: set[int]) -> Iterator[Heading]:
    """Every heading with its level."""
    order = sorted([*series, *plain])
    last_of_series = max(series, default=-1)
    base = 0  # level of the series heading we are under
    group = ""  # words of the announcing heading we are under
    grouped = False  # under a heading that groups
    for i, following in pairwise([*order, len(lines)]):
        if i in series:
            base, group, grouped = series[i].level, "", False
            yield Heading(i, min(base, DEEPEST), series[i].label)
            continue
        if i > last_of_series and lines[i].words.lower() in _CLOSING:
            base, group, grouped = 0, "", False
            yield Heading(i, 1)
            continue
        body = " ".join(line.text for line in lines[i + 1 : following])
        is_group = following == i + 1 and following in plain
        if is_group:
            group, grouped = "", True
        elif group and not _takes_up(body, group):
            group, grouped = "", False
        level = base + (1 if is_group or not grouped else 2)
        if not grouped and body and _ANNOUNCES.search(_last_sentence(lines[following - 1].text)):
            group, grouped = lines[i].words, True
        yield Heading(i, min(level, DEEPEST))


def _last_sentence(text: str) -> str:
    start, end = split_sentences(text)[-1]
    return text[start:end]


def _takes_up(body: str, heading: str) -> bool:
    """Whether a text repeats a word of the heading, or a part of a compound in it."""
    named = {w.lower() for w in re.findall(r"\w+", heading) if len(w) > 5 or w.isupper()}
    used = {w.lower() for w in re.findall(r"\w+", body) if len(w) > 5 or w.isupper()}
    return any(
        n == u or (len(u) > 5 and n.startswith(u)) or (len(u) > 5 and n.endswith(u))
        for n in named
        for u in used
    )
