"""Words that turn a sentence around: a claim may use one only where its source uses one like it."""

import re
from collections.abc import Collection


def _side(*stems: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(stems)})", re.IGNORECASE)


# Each row is two sides of one distinction, as beginnings of words.
PAIRS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (_side(*one.split()), _side(*other.split()))
    for one, other in (
        (
            "stijg gestegen steeg stegen toenam toegenomen toenem toename groei "
            "neemt\\s+\\w+\\s+toe gegroeid hoger hoogste meer\\b vermeerder "
            "verhog verhoogd uitbreid uitgebreid versterk vergro verdubbel vaker",
            "daal daling gedaald afnam afgenomen afnem afname krimp lager laagste minder "
            "vermindering verlaag verlag inkrimp verzwak verklein "
            "halveer gehalveerd zelden",
        ),
        ("minimaal minstens ten\\s+minste tenminste", "maximaal hooguit hoogstens ten\\s+hoogste"),
        ("binnen\\b", "buiten\\b"),
        ("invoer import ingevoerd", "uitvoer export uitgevoerd"),
        ("toegestaan toegelaten legaal legale\\b", "verboden verbod illegaal illegale"),
        ("verplicht", "vrijwillig optioneel"),
        ("begin\\b", "eind\\b einde\\b medio\\b halverwege"),
        ("voorjaar lente", "najaar herfst winter zomer"),
        ("succes gelukt geslaagd", "mislukt gefaald faal onsuccesvol"),
        ("goedgekeurd akkoord ingestemd ingewilligd", "afgekeurd afgewezen geweigerd verworpen"),
        ("positief positieve", "negatief negatieve"),
        ("publiek publieke", "privaat private"),
        ("geopend opening", "gesloten sluiting"),
        ("gestart begonnen starten start\\b", "gestopt beëindigd gestaakt stopgezet stopt\\b"),
        ("afgerond voltooid gereed", "vertraagd vertraging uitgesteld"),
        ("voordel voordeel", "nadel nadeel"),
        ("eenvoudig simpel", "complex ingewikkeld"),
        ("sneller snel\\b", "langzamer langzaam trager"),
        ("verlengd verlengen verlenging", "verkort verkorten verkorting"),
        ("toevoeg toegevoegd", "verwijder verwijderd geschrapt"),
        ("legt\\b oplegg opgelegd", "trekt\\b intrekk ingetrokken"),
        ("eerder vroeger", "later\\b"),
        ("nationaal nationale", "internationaal internationale"),
        ("tijdelijk", "permanent blijvend definitief"),
    )
)
# Claims about all or about certainty; each stands alone.
STRONG: tuple[re.Pattern[str], ...] = tuple(
    _side(*line.split())
    for line in (
        "alle\\b allemaal elke?\\b iedere?\\b iedereen volledig geheel altijd",
        "uitsluitend alleen\\b slechts enkel\\b",
        "bijna\\b nagenoeg vrijwel",
        "ruim\\b",
        "uiterlijk\\b",
        "gemiddeld per\\s+jaar jaarlijks maandelijks wekelijks dagelijks",
        "helft\\b halve\\b",
        "kwart\\b driekwart",
        "dubbel tweemaal verdubbel",
        "tientallen", "honderden", "duizenden", "miljoenen", "miljarden",
        "gisteren", "vandaag", "morgen", "vorige?\\b", "volgende?\\b", "komende?\\b",
        "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
    )
)  # fmt: skip
_AFTER = re.compile(r"\b(?:na|vanaf|sinds)\s+(?:\w+\s+)?$", re.IGNORECASE)
_BEFORE = re.compile(r"\b(?:voor|vóór|tot|uiterlijk|tot en met|t/m)\s+(?:\w+\s+)?$", re.IGNORECASE)


def turned_word(claim: str, source: str) -> str | None:
    """Return a word of the claim whose sense its source does not have, or None."""
    for pair in PAIRS:
        for ours in pair:
            match = ours.search(claim)
            if match and not ours.search(source):
                return match[0]
    for strong in STRONG:
        match = strong.search(claim)
        if match and not strong.search(source):
            return match[0]
    return None


def contrary(word: str, have: Collection[str]) -> bool:
    """Tell whether words have the contrary of a folded word: `voldoende` and `onvoldoende`."""
    for prefix in ("on", "il", "niet-", "non-", "anti-"):
        rest = word.removeprefix(prefix)
        if prefix + word in have or (rest != word and len(rest) > 3 and rest in have):
            return True
    return False


def is_turning(word: str) -> bool:
    """Tell whether a word is one of those that turn a sentence around."""
    return any(side.match(word) for pair in PAIRS for side in pair) or any(
        strong.match(word) for strong in STRONG
    )


def date_side(text: str, start: int) -> str:
    """Whether the words before a date say `voor` it, `na` it, or neither ("")."""
    before = text[max(0, start - 20) : start]
    if _BEFORE.search(before):
        return "voor"
    return "na" if _AFTER.search(before) else ""
