"""Sentences of Dutch official prose, as spans.

A full stop ends a sentence only if what comes before it is no abbreviation, initial, or number of
an enumeration, and what comes after it can begin a sentence.
"""

import re
from collections.abc import Iterator

Span = tuple[int, int]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Never the last word of a sentence: a name, number or example follows.
_NEVER_LAST = _words(
    """
    art artt afb alg bijl blz bv bijv ca cf chr dhr dr dra drs excl fig hfst incl ing inkl ir
    jhr jo kst max mevr min mr mrs mw nr nrs no nos par pag plm plv prof resp st stb stcrt tab
    tel trb vgl vs zgn
    """
)
# May end a sentence: then the next one begins with a capital.
_CAN_BE_LAST = _words(
    """
    jl ll dd jan feb febr mrt apr jun jul aug sep sept okt nov dec enz etc evt mln mld ong e.d e.v
    e.a a.s c.s n.v.t z.s.m a.u.b n.t.b p.m p.j d.d
    """
)
# After these a single capital is a name of its own (`bijlage A.`), not an initial.
_NAMED_BY_LETTER = _words(
    """
    bijlage categorie deel fase groep hoofdstuk klasse letter onder onderdeel optie paragraaf punt
    scenario tabel titel variant
    """
)
# A sentence begins with one of these; a company or country (`Bakker B.V. Groningen`) does not.
_FIRST_WORDS = _words(
    """
    Aan Als Bij Daarbij Daarnaast Daarom Dat De Deze Die Dit Door Echter Een Er Het Hiermee Hierbij
    Hierdoor Hiervan Ik In Inmiddels Met Na Naast Om Omdat Onder Ook Op Over Sinds Te Tijdens Tot
    Uit Uw Van Vanaf Verder Volgens Voor Wanneer We Wij Ze Zij Zo Zoals
    """
)

_STOP = re.compile(r"(?<![.!?…])(?P<stop>[.!?…]++)[)\]\"'”’»]*+(?=\s)")
_TOKEN = re.compile(r"[^\s(\[\"“”«/‘]*$")
_SPACE = re.compile(r"\s*")
_BULLET = re.compile(r"[·•▪◦‣]\s+")
_APOSTROPHE_WORD = re.compile(r"['’‘](?:s|t|n|k)[ -][^\W\d_a-z]")
_OPENERS = "\"'‘’“”«([€$–-"
# Characters before and after a full stop that are looked at.
_SEEN_AROUND = 60
# A longer bracket is taken to be one that the letter forgot to close.
_LONGEST_BRACKET = 500


def split_sentences(text: str) -> tuple[Span, ...]:
    """Spans of the sentences, without white space around them; a new line begins a sentence."""
    return tuple(
        span for line in re.finditer(r"[^\n]+", text) for span in _split(text, *line.span())
    )


def _split(text: str, start: int, end: int) -> Iterator[Span]:
    """Spans of the sentences in the line `text[start:end]`."""
    line = text[start:end].rstrip()
    begin = _skip_space(line, 0)
    if bullet := _BULLET.match(line, begin):
        begin = bullet.end()
    for match in _STOP.finditer(line):
        if match.end() > begin and _ends_sentence(line, begin, match):
            yield start + begin, start + match.end()
            begin = _skip_space(line, match.end())
    if begin < len(line):
        yield start + begin, start + len(line)


def _skip_space(line: str, position: int) -> int:
    match = _SPACE.match(line, position)
    return match.end() if match else position


def _ends_sentence(line: str, begin: int, match: re.Match[str]) -> bool:
    next_start = _skip_space(line, match.end())
    following = line[next_start : next_start + _SEEN_AROUND]
    if not following or not _can_begin(following) or _in_bracket(line, begin, match.end()):
        return False
    if match["stop"] != "." or match.end() > match.end("stop"):
        return True
    before = line[max(begin, match.start() - _SEEN_AROUND) : match.start()]
    token = _TOKEN.search(before)
    word = token[0] if token else ""
    return not _is_abbreviation(word, before[: len(before) - len(word)], following)


def _can_begin(following: str) -> bool:
    """Whether a sentence can begin so: a capital or digit, perhaps behind a quote or bracket."""
    if _APOSTROPHE_WORD.match(following):
        return True
    first = following.lstrip(_OPENERS)[:1]
    return first.isupper() or first.isdigit()


def _in_bracket(line: str, begin: int, position: int) -> bool:
    """Whether `position` is inside round brackets that close further on in the line."""
    begin = max(begin, position - _LONGEST_BRACKET)
    if line.count("(", begin, position) <= line.count(")", begin, position):
        return False
    close = line.find(")", position, position + _LONGEST_BRACKET)
    return close >= 0 and line.count("(", position, close) == 0


def _is_abbreviation(word: str, before: str, following: str) -> bool:
    """Whether the full stop after `word` belongs to the word, seen what surrounds it."""
    lower = word.lower()
    if lower in _NEVER_LAST:
        return True
    if lower in _CAN_BE_LAST:
        return not following.lstrip("\"'‘’“”«")[0].isupper()
    if re.fullmatch(r"\d{1,2}|[ivx]{1,4}", word):
        # `1. De Douane`, `stappen: 2. Het`: a number that counts, not one that ends a sentence.
        return not before.strip() or before.rstrip()[-1] in ":;"
    if re.fullmatch(r"[^\W\d_](\.-?[^\W\d_])*", word) and word != "u":
        if (
            len(word) == 1
            and before.split()[-1:]
            and before.split()[-1].lower() in _NAMED_BY_LETTER
        ):
            return False
        # `t.a.v.`, `J.A.`, `B.V.`: capitals with more than one letter can end a sentence.
        can_end = word.isupper() and len(word) > 1
        return not (can_end and re.split(r"\W", following, maxsplit=1)[0] in _FIRST_WORDS)
    return False
