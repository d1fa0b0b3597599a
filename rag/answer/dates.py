"""Dates and periods in a Dutch question: `juni 2024`, `eind 2023`, `tussen maart en mei 2024`."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

MONTHS = (
    "januari februari maart april mei juni juli augustus september oktober november december"
).split()
MONTH = "|".join(MONTHS)
# First and last month. A season lasts as long as people call it so: a letter of 26 June is of the
# spring of that year, and of its summer too.
_PARTS = {
    "begin": (1, 4), "medio": (5, 8), "halverwege": (5, 8), "eind": (9, 12), "einde": (9, 12),
    "voorjaar": (3, 6), "lente": (3, 6), "zomer": (6, 8), "najaar": (9, 12), "herfst": (9, 12),
    "winter": (1, 3), "eerste helft": (1, 6), "tweede helft": (7, 12), "eerste kwartaal": (1, 3),
    "tweede kwartaal": (4, 6), "derde kwartaal": (7, 9), "vierde kwartaal": (10, 12),
}  # fmt: skip
_TIME = re.compile(
    rf"\b(?:(?:de |het )?(?P<part>{'|'.join(_PARTS)})(?: van)?(?: het jaar)? "
    rf"(?P<part_year>(?:19|20)\d\d)"
    rf"|(?:(?P<day>\d{{1,2}}) |(?:begin|medio|eind) )?(?P<month>{MONTH})"
    rf"(?:(?: van)? (?P<year>(?:19|20)\d\d))?"
    rf"|(?P<only_year>(?:19|20)\d\d))\b(?![-/]\d|,\d|\.\d)",
    re.I,
)
_BEFORE = re.compile(
    r"\b(?:(?P<since>sinds|vanaf)|(?P<after>na|ná|later dan)|(?P<until>tot en met|t/m)"
    r"|(?P<before>vóór|voor|tot|eerder dan)|(?P<between>tussen)|(?P<within>van|uit|in|over|op))"
    r"(?: de| het)?\s*$",
    re.I,
)
_JOINS = re.compile(
    r"^(?:,? (?:en|of)|,|(?P<to> tot en met| t/m| tot))(?: de| het)?(?: in| van| uit)? $", re.I
)
_BACK = re.compile(
    r"\b(?:de |het )?(?:afgelopen|voorbije|laatste) "
    r"(?:(?P<number>\d{1,2}|twee|drie|vier|vijf|zes|tien|twaalf) )?"
    r"(?P<unit>maand|maanden|half jaar|halfjaar|jaar|jaren)\b",
    re.I,
)
_NUMBERS = {"twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "tien": 10, "twaalf": 12}
_UNITS = {"maand": 1, "maanden": 1, "half jaar": 6, "halfjaar": 6, "jaar": 12, "jaren": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """Days that words of a question name: `question[start:end]`, with the preposition before them.

    `ranges` are first and last days, both included. `month` is set when only a month is named,
    without a year; `day` when it is one day; `word` is the preposition (`sinds`), or empty.
    """

    start: int
    end: int
    word: str
    ranges: tuple[tuple[date, date], ...]
    month: int = 0
    day: bool = False

    def holds(self, day: date) -> bool:
        """Tell whether a day is in the period."""
        if self.month:
            return day.month == self.month
        return any(first <= day <= last for first, last in self.ranges)


def in_dutch(day: date) -> str:
    """Return `20 juni 2024`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def periods(question: str, newest: date | None = None) -> list[Period]:
    """Return the periods in a question, in order; `afgelopen jaar` counts back from `newest`."""
    groups: list[list[re.Match[str]]] = []
    for match in _TIME.finditer(question):
        if groups and _JOINS.match(question[groups[-1][-1].end() : match.start()]):
            groups[-1].append(match)
        else:
            groups.append([match])
    found = [period for group in groups if (period := _period(question, group))]
    found += _counted_back(question, newest) if newest else []
    return sorted(found, key=lambda period: period.start)


def _period(question: str, group: list[re.Match[str]]) -> Period | None:
    year = next((y for match in reversed(group) if (y := _year(match))), None)
    before = _BEFORE.search(question[: group[0].start()])
    kind = before.lastgroup if before else None
    start, end = before.start() if before else group[0].start(), group[-1].end()
    word = before.group(1 + list(_BEFORE.groupindex).index(str(kind))).lower() if before else ""
    if year is None:
        month = MONTHS.index(group[0]["month"].lower()) + 1
        alone = len(group) == 1 and kind == "within" and not group[0]["day"]
        return Period(start, end, word, (), month) if alone else None
    try:
        days = [_days(match, _year(match) or year) for match in group]
    except ValueError:  # 31 juni
        return None
    joins = [_JOINS.match(question[one.end() : other.start()]) for one, other in pairwise(group)]
    run = kind == "between" or any(join and join["to"] for join in joins)
    first, last = min(days)[0], max(day[1] for day in days)
    ranges = {
        "since": ((first, date.max),),
        "after": ((last + timedelta(days=1), date.max),),
        "before": ((date.min, first - timedelta(days=1)),),
        "until": ((date.min, last),),
    }.get(kind or "", ((first, last),) if run else tuple(days))
    if run and len(group) > 1:
        ranges = ((first, last),)
    return Period(start, end, word, ranges, day=len(group) == 1 and bool(group[0]["day"]))


def _year(match: re.Match[str]) -> int | None:
    said = match["part_year"] or match["year"] or match["only_year"]
    return int(said) if said else None


def _days(match: re.Match[str], year: int) -> tuple[date, date]:
    if match["day"]:
        day = date(year, MONTHS.index(match["month"].lower()) + 1, int(match["day"]))
        return day, day
    first, last = 1, 12
    if match["month"]:
        first = last = MONTHS.index(match["month"].lower()) + 1
    elif match["part"]:
        first, last = _PARTS[match["part"].lower()]
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _counted_back(question: str, newest: date) -> Iterator[Period]:
    for match in _BACK.finditer(question):
        said = (match["number"] or "1").lower()
        months = _UNITS[match["unit"].lower()] * (_NUMBERS.get(said) or int(said))
        year, month = divmod(newest.year * 12 + newest.month - 1 - months, 12)
        last_day = calendar.monthrange(year, month + 1)[1]
        first = date(year, month + 1, min(newest.day, last_day)) + timedelta(days=1)
        before = _BEFORE.search(question[: match.start()])
        start = before.start() if before else match.start()
        yield Period(start, match.end(), "afgelopen", ((first, date.max),))
