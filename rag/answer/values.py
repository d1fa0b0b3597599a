"""Values that answer a typed question: dates, amounts, percentages, counts, names, places."""

import re
from functools import lru_cache

MONTH = (
    r"(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)"
)
_QUARTER = (
    r"(?:(?:het |de )?(?:eerste|tweede|derde|vierde)(?: of (?:eerste|tweede|derde|vierde))? "
    r"(?:kwartaal|helft)(?: van)?(?: het jaar)?(?: \d{4})?)"
)
DATE = re.compile(
    rf"\b(?:(?:begin|eind|medio|voorjaar|najaar|zomer) )?"
    rf"(?:\d{{1,2}} {MONTH}(?: \d{{4}}| jl\.)?|{MONTH}(?: \d{{4}}| jl\.)?|{_QUARTER}"
    rf"|(?:begin|eind|medio|sinds|in|vanaf|voor|tot|gedurende|na|per) \d{{4}}"
    rf"|(?:(?:begin|eind|in de loop van|eerder) )?(?:dit|vorig|volgend) (?:jaar|voorjaar|najaar)"
    rf"|\d{{4}})\b",
    re.I,
)
_NUMBER_WORD = (
    r"(?:één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|vijftien"
    r"|zestien|zeventien|achttien|negentien|twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig"
    r"|negentig|honderd|tweehonderd|duizend|tientallen|honderden|duizenden)"
)
_FIGURE = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
AMOUNT = re.compile(
    rf"(?:€ ?(?:{_FIGURE})(?: (?:tot|en|à) (?:{_FIGURE}))?(?: (?:miljoen|miljard))?"
    rf"|(?:{_FIGURE}|{_NUMBER_WORD}) (?:miljoen |miljard )?euro|miljoenen euro[’']?s?)",
    re.I,
)
PERCENTAGE = re.compile(rf"(?:{_FIGURE}) ?(?:%|procent)", re.I)
COUNT = re.compile(
    rf"(?:(?:ruim|bijna|circa|ongeveer|meer dan|minder dan|zo[’']n|slechts|maximaal|minimaal) )?"
    rf"\b(?:(?:{_FIGURE})(?: tot (?:{_FIGURE}))?(?: (?:miljoen|miljard))?|{_NUMBER_WORD})\b"
    rf"(?!\.\d| {MONTH})",
    re.I,
)
DURATION = re.compile(
    rf"(?:{_FIGURE}|{_NUMBER_WORD}) "
    r"(?:minuten|uur|uren|dag|dagen|week|weken|maand|maanden|jaar|jaren)\b",
    re.I,
)
FREQUENCY = re.compile(
    r"\b(?:(?:ieder|elk|per) (?:dag|week|maand|kwartaal|jaar|halfjaar)|dagelijks|wekelijks"
    r"|maandelijks|jaarlijks|halfjaarlijks|periodiek|\w+ (?:keer|maal)|vaker)\b",
    re.I,
)
ORDINAL = re.compile(
    r"\b(?:eerste|tweede|derde|vierde|vijfde|zesde|zevende|achtste|negende|\w*tiende|elfde|twaalfde"
    r"|\w*tigste)\b"
)
NAME = re.compile(
    r"\b[A-Z][\w’'&-]*(?:(?: (?:van|de|der|den|het|en|te|ter|voor|in|of|the))* [A-Z][\w’'&-]*)*"
)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")

PATTERNS: dict[str, re.Pattern[str]] = {
    "date": DATE,
    "amount": AMOUNT,
    "percentage": PERCENTAGE,
    "count": COUNT,
    "duration": DURATION,
    "frequency": FREQUENCY,
    "ordinal": ORDINAL,
}


@lru_cache(maxsize=50_000)
def has_value(kind: str, text: str) -> bool:
    """Tell whether a text holds a value of the kind that a question asks for."""
    pattern = PATTERNS.get(kind)
    if pattern is None:
        return kind not in ("person", "name", "place") or bool(NAME.search(text[1:]))
    if kind == "count":
        return any(not YEAR.fullmatch(match.group()) for match in COUNT.finditer(text))
    return bool(pattern.search(text))
