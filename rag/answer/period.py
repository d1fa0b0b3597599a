"""Which letters a question means: `in de brief van juni 2024`, `sinds 2023`, `in nr. 87`.

A period says which letters are meant only where it goes with a word for letters or for writing
them. In `Hoeveel kilo is er in 2023 onderschept?` it belongs to the fact, which a letter of 2024
may state. Only `sinds` limits letters by itself: what happened since a day is in no older letter.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.answer.comparison import AMONG, compares
from rag.answer.dates import MONTH, MONTHS, Period, in_dutch, periods
from rag.cite.kamerstuk import find_kamerstukken
from rag.dutch import content_words
from rag.records import Letter

_LETTER = (
    r"\b(?:(?:twee |drie )?(?:kamer|voortgangs|verzamel|vervolg|stand[- ]van[- ]zaken[- ]?"
    rf"|(?P<month>{MONTH})[- ]?)?brie(?:f|ven)(?: douane)?|(?<=\bin )die|(?<=\bvolgens )die)\b"
)
_WORD = re.compile(_LETTER, re.I)
# Between the word for a letter and its period: `de brief die u in juni 2024 stuurde`.
_BETWEEN = re.compile(r" (?:[\w’'-]+ ){0,3}")
_SENT = re.compile(
    r" (?:(?:in|uit) (?:de|het|uw) )?(?:(?:verzonden|verstuurde|verschenen|gestuurde) )?", re.I
)
# A letter to someone else, or one still to come, is what a letter tells about.
_OTHER = re.compile(
    r"(?: (?:van|uit) (?:[\w ]{1,13} )?\d{4})?(?: over (?:[\w’'-]+ ){0,2}[\w’'-]+)? (?:aan|naar) "
    r"(?!(?:de |uw )?(?:tweede )?kamer\b)",
    re.I,
)
_TO_COME = re.compile(r"\bwanneer (?:komt|verschijnt|volgt|ontvangt|krijgt|wordt)\b.*brief\b", re.I)
_PEOPLE = r"(?:staatssecretaris|minister|kabinet|bewindspersoon|kamer)"
_SAID = (
    r"(?:schreef|schreven|geschreven|meldde|gemeld|berichtte|bericht|zei|gezegd|liet weten"
    r"|informeerde|geïnformeerd|rapporteerde|gerapporteerd)"
)
_WRITES = re.compile(
    rf"\b{_PEOPLE}\b.*\b{_SAID}\b|\b{_SAID}\b.*\b{_PEOPLE}\b"
    rf"|\b{_SAID} over\b|\bover\b.*\b{_SAID}\b",
    re.I,
)
_NEWEST = r"nieuwste|laatste|meest recente|recentste|jongste"
_ORDER = re.compile(
    rf"\b(?:(?P<newest>{_NEWEST})|(?P<previous>vorige|voorgaande|voorlaatste)"
    rf"|(?P<oldest>eerste|oudste)|(?P<second>tweede))"
    rf"(?: (?P<number>twee|drie|2|3))? (?P<letter>{_LETTER})",
    re.I,
)
_LAST_FEW = re.compile(rf"\b(?P<number>twee|drie|2|3) (?:{_NEWEST}) brieven\b", re.I)
_NUMBER = re.compile(
    r"\b(?:(?:in|volgens|uit|van|brief|kamerstuk|stuk)\s+)(?:de brief )?"
    r"(?:(?:met )?(?:nr\.?|nummer|no\.?)\s*)(?P<number>\d{1,4})\b(?![.,]\d)",
    re.I,
)
_KENMERK = re.compile(
    r"(?:\b(?:in|volgens|uit|van) )?(?:de brief )?(?:met )?(?:het )?kenmerk (\S+?)(?=[\s,?.]|$)",
    re.I,
)
# Words that lead up to a letter and go with it when it is taken out of the question.
_LEADS = re.compile(
    r"(?:\b(?:in|volgens|uit|blijkens|van|per|sinds)\s+)?(?:(?:de|het|uw|een)\s+)?"
    r"(?:(?:kamer)?brie(?:f|ven)\s+)?$",
    re.I,
)
# The newest figure is meant, whichever letter has it.
NEWEST = re.compile(
    r"\b(?:nieuwste|meest recente?|recentste|laatste (?:stand|cijfers?|raming|peiling|telling)"
    r"|op dit moment|momenteel|tegenwoordig|inmiddels|huidige?|nu|recente?|recentelijk|onlangs"
    r"|(?:het )?afgelopen (?:half)?jaar|de laatste tijd)\b",
    re.I,
)
_COUNTS = {"twee": 2, "2": 2, "drie": 3, "3": 3}
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Meant:
    """The letters that a question names, by id, and its words that do so.

    `rest` is the question without these words, where that leaves something to look for.
    """

    letters: list[str]
    words: str
    rest: str


def letters_there_are(letters: Mapping[str, Letter]) -> str:
    """Return a Dutch sentence that says of which days there are letters."""
    days = sorted(letter.source.date for letter in letters.values() if letter.source.date)
    if not days:
        return "Van geen brief is de datum bekend."
    if len(days) == 1:
        return f"Er is een brief van {in_dutch(days[0])}."
    if len(days) <= SHOWN:
        return f"Er zijn brieven van {', '.join(map(in_dutch, days[:-1]))} en {in_dutch(days[-1])}."
    return f"De {len(days)} brieven lopen van {in_dutch(days[0])} tot en met {in_dutch(days[-1])}."


def letters_meant(question: str, letters: Mapping[str, Letter]) -> Meant | None:
    """Return the letters that a question limits itself to, or None when it does not.

    An empty list means that it names a letter or a period from which there is no letter.
    """
    if _TO_COME.search(question):
        return None
    dated = sorted(
        (letter.source.date, name) for name, letter in letters.items() if letter.source.date
    )
    return (
        _by_number(question, letters)
        or _by_period(question, letters, dated)
        or _by_order(question, [name for _, name in dated])
        or _by_fact(question, dated)
    )


def letters_still_meant(
    question: str, earlier: Sequence[str], letters: Mapping[str, Letter]
) -> Meant | None:
    """Return the letters that a follow-up or else a question that it leans on limits itself to."""
    meant = letters_meant(question, letters)
    if meant or periods(question):
        return meant
    for other in earlier:
        before = letters_meant(other, letters)
        if before or periods(other):
            return replace(before, rest=question) if before else None
    return None


def _meant(question: str, names: Sequence[str], start: int, end: int) -> Meant:
    lead = _LEADS.search(question[:start])
    start = lead.start() if lead else start
    rest = " ".join(f"{question[:start]} {question[end:]}".split())
    said = question[start:end].strip(" ,?.")
    return Meant(list(dict.fromkeys(names)), said, rest if content_words(rest) else question)


def _by_number(question: str, letters: Mapping[str, Letter]) -> Meant | None:
    """Letters named by kenmerk, by Kamerstuk, or by their number alone."""
    sources = [letter.source for letter in letters.values()]
    match = _KENMERK.search(question)
    if match:
        said = match[1].lower()
        names = [
            source.letter_id
            for source in sources
            if said in (source.kenmerk.lower(), source.document_number.lower(),
                        source.case_number.lower())
        ]  # fmt: skip
        return _named(question, letters, names, match.start(), match.end(), match[1])
    for found in find_kamerstukken(question):
        if found.number:
            names = [
                source.letter_id
                for source in sources
                if (source.dossier, source.number) == (found.dossier, found.number)
            ]
            said = question[found.start : found.end]
            return _named(question, letters, names, found.start, found.end, said)
    match = _NUMBER.search(question)
    if match:
        names = [source.letter_id for source in sources if source.number == match["number"]]
        said = f"nr. {match['number']}"
        return _named(question, letters, names, match.start(), match.end(), said)
    return None


def _named(
    question: str,
    letters: Mapping[str, Letter],
    names: Sequence[str],
    start: int,
    end: int,
    said: str,
) -> Meant | None:
    """The letters with a name, or None when it is one that the letters only mention."""
    if not names and any(said.lower() in letter.text.lower() for letter in letters.values()):
        return None
    return _meant(question, names, start, end)


def _by_period(
    question: str, letters: Mapping[str, Letter], dated: Sequence[tuple[date, str]]
) -> Meant | None:
    found = periods(question, dated[-1][0] if dated else None)
    named: list[str] = []
    start, end = len(question), 0
    for word in _WORD.finditer(question):
        if _OTHER.match(question, word.end()):
            continue
        period = next((p for p in found if _goes_with(question, word, p)), None)
        month = MONTHS.index(word["month"].lower()) + 1 if word["month"] else 0
        if month and not period:
            period = Period(word.start(), word.end(), "in", (), month)
        if period is None:
            continue
        names: Sequence[str] = [
            name for day, name in dated if period.holds(day) and month in (0, day.month)
        ]
        if period.month:
            names = names[-1:]
        if not names and period.month:
            continue
        if not names and period.day:
            return _named(question, letters, (), word.start(), period.end,
                          question[period.start : period.end].partition(" ")[2])  # fmt: skip
        order = next((o for o in _ORDER.finditer(question) if o.end() == word.end()), None)
        if order and names:
            names = _picked(order, names) or names
            start = min(start, order.start())
        named += names
        start, end = min(start, word.start(), period.start), max(end, word.end(), period.end)
    if end:
        return _meant(question, named, start, end)
    return _by_writing(question, dated, found)


def _by_writing(
    question: str, dated: Sequence[tuple[date, str]], found: Sequence[Period]
) -> Meant | None:
    """The letters of the period in which someone wrote or told something."""
    if not _WRITES.search(question):
        return None
    about = question.find(" over ") + 1 or len(question)
    for period in found:
        # `gemeld over de vangst in 2023`: that year is of the catch.
        within = period.word in ("in", "van", "uit", "op")
        if not period.word or period.month or (within and period.start > about):
            continue
        names = [name for day, name in dated if period.holds(day)]
        if names or not within:
            return _meant(question, names, period.start, period.end)
    return None


def _goes_with(question: str, word: re.Match[str], period: Period) -> bool:
    """Whether a period says which letter a word for a letter means."""
    which = re.search(r"\bwelke (?:\w+ )?$", question[: word.start()], re.I)
    if period.start >= word.end():
        gap = question[word.end() : period.start]
        if _WORD.search(gap):
            return False
        bare = not period.word and gap != " "
        if period.word == "over" and gap != " ":
            return False
        return not bare and (gap == " " if which else bool(_BETWEEN.fullmatch(gap)))
    return period.end <= word.start() and bool(
        _SENT.fullmatch(question[period.end : word.start()]) and not period.month
    )


def _picked(order: re.Match[str], names: Sequence[str]) -> Sequence[str]:
    """The letters that `laatste twee` or `eerste` means among these, oldest first."""
    count = _COUNTS.get((order["number"] or "").lower(), 1)
    if order["newest"]:
        return names[-count:]
    if order["oldest"]:
        return names[:count]
    if order["second"]:
        return names[1:2]
    # Before another one that is named: which, is said by the letters themselves.
    return ()


def _by_order(question: str, names: Sequence[str]) -> Meant | None:
    if len(names) < 2:
        return None
    few = AMONG.search(question) or _LAST_FEW.search(question)
    if few:
        count = _COUNTS.get((few.groupdict().get("number") or "twee").lower(), 2)
        return Meant(list(names[-count:]), few.group(), question)
    for order in _ORDER.finditer(question):
        if _OTHER.match(question, order.end()):
            continue
        picked = names[-2:-1] if order["previous"] else _picked(order, names)
        if order["previous"] and order["letter"].lower().endswith("brieven"):
            picked = names[:-1]
        if picked and not order["second"]:
            return _meant(question, picked, order.start(), order.end())
    return None


def _by_fact(question: str, dated: Sequence[tuple[date, str]]) -> Meant | None:
    """The letters that can tell what happened since a day, or what changed between two."""
    for period in periods(question):
        if period.word == "sinds" or (period.word == "tussen" and compares(question)):
            names = [name for day, name in dated if period.holds(day)]
            return Meant(names, question[period.start : period.end], question) if dated else None
    return None
