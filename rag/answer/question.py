"""What a question asks for: its type, its subject words, its years, names and negation."""

import re
from dataclasses import dataclass
from typing import Literal

from rag.dutch import STOP_WORDS, content_words, fold, terms, words

Kind = Literal[
    "abbreviation", "amount", "percentage", "count", "duration", "frequency", "ordinal", "date",
    "person", "name", "place", "yesno", "reason", "manner", "what",
]  # fmt: skip

_AMOUNT = re.compile(
    r"\b(hoeveel (geld|euro|miljoen|miljard)|welk(e)? (bedrag|waarde|som|kosten)|wat kost"
    r"|hoe(veel)? (duur|kostbaar)|hoeveel .*\bwaard\b|wat .*\bwaard\b|how much money|worth|value of"
    r"|(wat is|hoe hoog is|hoe groot is) de (geschatte |totale |rest)*(waarde|kosten|opbrengst))",
    re.I,
)
_PERCENTAGE = re.compile(
    r"\b(welk (percentage|deel|aandeel)|hoeveel (procent|%)|percentage|what (share|percentage))",
    re.I,
)
_ORDINAL = re.compile(r"\b(hoeveelste|welk volgnummer)\b", re.I)
_DURATION = re.compile(
    r"\b(hoe lang|hoelang|hoeveel (tijd|uur|uren|dagen|weken|maanden)|how long)\b", re.I
)
_FREQUENCY = re.compile(r"\b(hoe vaak|hoeveel keer|how often)\b", re.I)
_COUNT = re.compile(r"\b(hoeveel|hoe veel|welk aantal|aantal|hoe (groot|hoog)|how many)\b", re.I)
_NAME = re.compile(
    r"\b(hoe heet(te)?n?|welke naam|wat is de naam|hoe wordt .* genoemd|what is .* called)\b", re.I
)
_DATE = re.compile(
    r"\b(wanneer|(op |per )?welke (datum|dag|maand)"
    r"|(in |van |uit )?welk (jaar|kwartaal|moment)|hoe laat|when|what date|which year|datum)\b",
    re.I,
)
_PERSON = re.compile(r"\b(wie|door wie|met wie|aan wie|wiens|who|whom)\b", re.I)
_PLACE = re.compile(
    r"\b(waar|waarheen|waarvandaan|in welke? (land(en)?|plaats|stad|haven|gebied|regio)|where)\b",
    re.I,
)
_REASON = re.compile(
    r"\b(waarom|waardoor|hoezo|waartoe|waarvoor|wat is de (reden|oorzaak|aanleiding)|why)\b", re.I
)
_MANNER = re.compile(r"\b(hoe|op welke manier|op welke wijze|how)\b", re.I)
_WHAT = re.compile(r"\b(wat|welke?|which|what)\b", re.I)
_STANDS_FOR = re.compile(
    r"\b(waar staat|waarvoor staat|wat betekent|wat houdt .* in|betekenis|afkorting|voluit|afgekort"
    r"|stands? for|staat .* voor|wat is|wat zijn|stand for|meaning of)\b",
    re.I,
)
_EXPLICIT_STANDS_FOR = re.compile(
    r"\b(waar(voor)? staat|staat voor|betekenis|afkorting|voluit|afgekort|stands? for|waar staan)\b"
    r"|\bstaat\b.*\bvoor\b",
    re.I,
)
_YESNO = frozenset(
    """
    is zijn was waren heeft hebben had hadden wordt worden werd werden kan kunnen mag mogen
    moet moeten zal zullen gaat gaan komt komen doet doen geldt gelden blijft blijven ligt
    liggen staat staan krijgt krijgen werkt werken klopt bestaat bestaan loopt lopen neemt
    nemen wil willen hoeft hoeven zit zitten helpt houdt maakt gebruikt controleert did does
    do is are was has have will can
    """.split()
)
ABBREVIATION = re.compile(r"\b(?=[A-Z0-9-]*[A-Z]{2})[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*\b")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NEGATION = re.compile(r"\b(niet|geen|nooit|niemand|niets|zonder|uitgezonderd|not|no)\b", re.I)


@dataclass(frozen=True, slots=True)
class Question:
    """A question analysed.

    `subject` holds the search terms of each content word, `carried` the words that a follow-up
    takes from earlier turns and `context` the search terms of those; `names` the folded words
    written with a capital inside the sentence or in capitals, `abbreviation` what an abbreviation
    question asks.
    """

    text: str
    kind: Kind
    subject: tuple[tuple[str, ...], ...]
    years: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]
    abbreviation: str | None
    negated: bool
    carried: str = ""
    context: tuple[tuple[str, ...], ...] = ()


def analyse(text: str, context: str = "", typed: str = "") -> Question:
    """Analyse a question in Dutch (or plain English).

    `context` are words of earlier turns; `typed` an earlier question whose type this one has.
    """
    content = content_words(text)
    abbreviation = _abbreviation(text)
    return Question(
        text=text,
        kind=_kind(typed or text, abbreviation),
        subject=tuple(terms(word) for word in dict.fromkeys(content)),
        years=frozenset(YEAR.findall(text)),
        numbers=frozenset(
            word for word in content if word[0].isdigit() and not YEAR.fullmatch(word)
        ),
        names=_names(text),
        abbreviation=abbreviation,
        negated=bool(_NEGATION.search(text)),
        carried=context,
        context=tuple(terms(word) for word in dict.fromkeys(content_words(context))),
    )


def asks_itself(text: str) -> bool:
    """Tell whether a text says what kind of thing it asks: a question word, or a verb first."""
    return _kind(text, None) != "what" or bool(_WHAT.search(text))


def _abbreviation(text: str) -> str | None:
    """The abbreviation that a question asks the meaning of, if it does."""
    found = ABBREVIATION.findall(text)
    if not found:
        return None
    rest = [word for word in content_words(text) if word not in found]
    rest = [
        word
        for word in rest
        if fold(word)
        not in (
            "betekent",
            "betekenis",
            "afkorting",
            "voluit",
            "letters",
            "stand",
            "mean",
            "meaning",
            "stands",
            "staan",
            "afgekort",
        )
    ]
    alone = words(text) == found
    if alone or _EXPLICIT_STANDS_FOR.search(text) or (_STANDS_FOR.search(text) and not rest):
        return str(found[0])
    return None


def _kind(text: str, abbreviation: str | None) -> Kind:
    if abbreviation:
        return "abbreviation"
    first = next(iter(words(text)), "").lower()
    if first in _YESNO and not _WHAT.match(text):
        return "yesno"
    table: tuple[tuple[re.Pattern[str], Kind], ...] = (
        (_REASON, "reason"),
        (_NAME, "name"),
        (_ORDINAL, "ordinal"),
        (_DURATION, "duration"),
        (_FREQUENCY, "frequency"),
        (_PERCENTAGE, "percentage"),
        (_AMOUNT, "amount"),
        (_COUNT, "count"),
        (_DATE, "date"),
        (_PERSON, "person"),
        (_PLACE, "place"),
        (_MANNER, "manner"),
    )
    return next((kind for pattern, kind in table if pattern.search(text)), "what")


def _names(text: str) -> frozenset[str]:
    found = set()
    for place, word in enumerate(words(text)):
        inner_capital = place > 0 and word[0].isupper()
        if (inner_capital or ABBREVIATION.fullmatch(word)) and word.lower() not in STOP_WORDS:
            found.add(fold(word))
    return frozenset(found)
