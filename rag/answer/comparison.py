"""Questions that lay letters beside each other: `Is het gestegen sinds de vorige brief?`."""

import re

_COMPARES = re.compile(
    r"\b(?:vergelijk(?:en|t)?|vergeleken|in vergelijking|verschil\w*|verschoven|verschuiv\w*"
    r"|in de loop van|door de (?:tijd|jaren)|de ene brief|beide brieven|elke brief|iedere brief"
    r"|per brief(?! (?:ver|ge))|ontwikkel(?:de|ing)"
    r"|tegenstrijdig\w*)\b",
    re.I,
)
_CHANGED = re.compile(
    r"\b(?:gestegen|gedaald|toegenomen|afgenomen|gegroeid|gekrompen|veranderd|veranderde|gewijzigd"
    r"|bijgesteld|bijgekomen|(?:hoger|lager|meer|minder|groter|kleiner) (?:geworden|dan)|nieuw)\b",
    re.I,
)
_LETTERS = re.compile(r"\bbrieven\b|\b(?:vorige|eerdere|voorgaande) brief\b", re.I)
AMONG = re.compile(
    r"\btussen de (?P<number>twee|drie|2|3) brieven\b|\bsinds de vorige brief\b", re.I
)
# Words about the letters, in the way when one letter is asked at a time.
_BESIDE = re.compile(
    r"[:,;]? ?(?:wat (?:zei|zegt|zeggen|meldt|meldde|staat er in) )?"
    r"(?:de ene brief en (?:wat )?(?:zegt )?de andere(?: brief)?"
    r"|(?:in |tussen )?(?:beide|elke|iedere|de (?:twee|drie)|de verschillende) brie(?:f|ven)"
    r"|sinds de vorige brief|in de loop van de brieven)\b",
    re.I,
)


def compares(question: str) -> bool:
    """Tell whether a question asks what letters say beside each other."""
    if _COMPARES.search(question) or AMONG.search(question):
        return True
    return bool(_CHANGED.search(question) and _LETTERS.search(question))


def without_letters(question: str) -> str:
    """Return a question that compares letters as it is asked of one of them."""
    return " ".join(_BESIDE.sub(" ", question).split())
