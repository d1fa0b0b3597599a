"""Names in Dutch prose: people, places, organisations, systems, abbreviations.

A word is a name when it has a capital where a plain word would have none, or when it is a known
organisation or country however it is written.
"""

import re
from collections.abc import Iterator

from rag.dutch import fold

WORD = re.compile(r"[^\W_]+(?:[-'’.&/][^\W_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;\n“\"«·-])\s*$")
# Words that open a sentence with a capital and name nothing.
_OPENERS = frozenset(
    """
    de het een in op te tot met voor bij om door dan die dat dit deze is zijn was waren wordt
    worden werd werden uit aan als naar per over onder tegen maar ook er en of dus want hoewel omdat
    terwijl toen nu daarom daarmee daarnaast daarbij daardoor daarvan daarvoor daarover hiermee
    hierdoor hierbij hiervan hiervoor hierover hierin daarin volgens sinds vanaf vanuit na naast
    tussen tijdens binnen buiten zonder ondanks dankzij wegens vanwege ten aanzien betreffende
    inmiddels momenteel verder zo zoals hij zij ze wij we u ik men wie wat waar wanneer hoe waarom
    welke hoeveel alle elk elke ieder iedere enkele sommige veel beide geen niet nog wel al zal
    zullen kan kunnen moet moeten mag mogen heeft hebben had hun haar zijn uw ons onze tevens
    bovendien echter uiteindelijk eind begin medio uiterlijk ruim ongeveer circa bijna minstens
    minimaal maximaal meer minder totaal eerste tweede derde vierde vorig vorige volgend volgende
    dit tegelijkertijd vooral bijvoorbeeld namelijk ja nee daar hier eens mede ter evenals
    """.split()
)
# Written small too: a model that swaps one for another must be caught.
ORGANISATIONS = frozenset(
    """
    douane politie belastingdienst toeslagen ministerie ministeries minister ministers
    staatssecretaris staatssecretarissen kabinet regering kamer parlement gemeente gemeenten
    provincie provincies rechtbank rechter rechters gerechtshof justitie marechaussee leger
    defensie marine kustwacht zeehavenpolitie havenbedrijf brandweer rijkswaterstaat inspectie
    rekenkamer ombudsman koning premier commissie lidstaten lidstaat vakbonden vakbond bedrijfsleven
    brancheorganisaties universiteit universiteiten burgemeester burgemeesters europol interpol
    fiod nvwa ilt aivd cdiu harc rivm cjib navo oeso wco
    """.split()
)
COUNTRIES = frozenset(
    """
    nederland belgië duitsland frankrijk spanje portugal italië polen oekraïne rusland belarus
    china india japan brazilië suriname ecuador peru colombia panama mexico chili argentinië
    curaçao aruba bonaire australië canada turkije marokko engeland ierland noorwegen zweden
    denemarken finland zwitserland oostenrijk griekenland roemenië bulgarije hongarije amerika
    rotterdam amsterdam schiphol vlissingen antwerpen eindhoven maastricht washington brussel
    utrecht groningen europa europese nederlandse belgische duitse amerikaanse russische chinese
    braziliaanse
    """.split()
)
_FIXED = frozenset(fold(word) for word in ORGANISATIONS | COUNTRIES)


def plain(word: str) -> str:
    """A name as it is compared: folded, without the ending of a possessive."""
    return re.sub(r"(?:'s|')$", "", fold(word))


def names(text: str, known: frozenset[str] = frozenset()) -> Iterator[tuple[int, int, str]]:
    """Start, end and compared form of each name; `known` are compared forms of more names."""
    for match in WORD.finditer(text):
        word = match[0]
        if word.isdigit() or word in ("EUR", "Q1", "Q2", "Q3", "Q4"):
            continue
        form = plain(word)
        first = bool(_SENTENCE_START.search(text[: match.start()]))
        inner = any(char.isupper() for char in word[1:])
        if (
            form in _FIXED
            or form in known
            or inner
            or (word[0].isupper() and (not first or form not in _OPENERS))
        ):
            yield match.start(), match.end(), form


def known_names(texts: Iterator[str]) -> frozenset[str]:
    """Compared forms of the words that stand with a capital inside a sentence of the texts."""
    return frozenset(
        form
        for text in texts
        for start, _, form in names(text)
        if text[start].isupper()
        and len(form) > 2
        and form not in _OPENERS
        and not _SENTENCE_START.search(text[:start])
    )
