"""Facts that a letter states about itself: label blocks, the Kamerstuk header, the signature.

Only what stands there in so many words; a field without such words stays unknown.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from rag.letters.document import Fact

MONTHS = {
    name: number
    for number, name in enumerate(
        "januari februari maart april mei juni juli augustus september oktober november december"
        .split(), 1)
}  # fmt: skip
LABELS = {
    "datum": "date",
    "betreft": "title",
    "onderwerp": "title",
    "ons kenmerk": "kenmerk",
    "kenmerk": "kenmerk",
    "onze referentie": "kenmerk",
}
# Others of the sender's block: what follows them is theirs.
OTHER_LABELS = frozenset(
    (
        "contactpersoon", "retouradres", "projectnaam", "uw kenmerk", "uw brief", "bijlage",
        "bijlagen", "kopie aan", "uw referentie", "bezoekadres", "postadres", "uw brief van",
    )
)  # fmt: skip
FRAME = re.compile(
    r"(> )?retouradres\b|postbus \d+|contactpersoon\b|ons kenmerk\b|onze referentie\b|"
    r"pagina \d+ van \d+|bij beantwoording de datum",
    re.IGNORECASE,
)
_DATE = re.compile(r"(\d{1,2}) ([a-z]+) ((?:19|20)\d\d)", re.IGNORECASE)
_KENMERK = re.compile(r"(?=\S*\d)[\w./-]{3,60}")
_YEAR = re.compile(r"vergaderjaar (\d{4})[–-](\d{4})$", re.IGNORECASE)
_DOSSIER = re.compile(r"(\d{2}) ?(\d{3})(?:[ -]([IVXLC]+[A-Z]?))?(?: (\D.*))?$")
_NUMBER = re.compile(r"Nr\. ?(\d+)\b", re.IGNORECASE)
_CHAMBER = re.compile(r"(Tweede|Eerste) Kamer der Staten-Generaal$", re.IGNORECASE)
_OFFICE = re.compile(r"(?:de |het )?(?:minister|staatssecretaris)\b[^.;:?!]*$", re.IGNORECASE)
_NAME = re.compile(
    r"(?:(?:mr|dr|drs|ir|ing|prof)\. ?)*(?:[A-Z][a-z]?\.[ -]?)+ ?(?:[a-z'’]+ )*[A-Z][\w’'-]+"
    r"(?:[ -][A-Za-z][\w’'-]+)*$"
)
_LONGEST_OFFICE = 120


def iso_date(text: str) -> str:
    """`24 maart 2024` as `2024-03-24`; empty when it is no date."""
    match = _DATE.search(text)
    month = MONTHS.get(match[2].lower()) if match else None
    try:
        return date(int(match[3]), month, int(match[1])).isoformat() if match and month else ""
    except ValueError:  # 31 juni
        return ""


def label_facts(lines: Sequence[str], origin: str) -> Iterator[Fact]:
    """Facts of a block of lines in which a label stands before its value.

    An empty line after a label means that the value was left open.
    """
    for i, line in enumerate(lines):
        words, _, rest = line.strip().partition(":")
        label = words.strip().lower()
        if label not in LABELS:
            # `Datum 12 december 2024` on one line.
            label, rest = _label_before(line)
        if label not in LABELS:
            continue
        field = LABELS[label]
        value = rest.strip() or (lines[i + 1].strip() if i + 1 < len(lines) else "")
        if value.lower().rstrip(":") in LABELS or value.lower().rstrip(":") in OTHER_LABELS:
            continue
        if field == "date":
            value = iso_date(value)
        elif field == "kenmerk" and not _KENMERK.fullmatch(value):
            continue
        if value:
            yield Fact(field, value, f"{origin}, “{label}”")


def _label_before(line: str) -> tuple[str, str]:
    for label in LABELS:
        match = re.match(rf"{label}\s+(?=\S)", line.strip(), re.IGNORECASE)
        if match:
            rest = line.strip()[match.end() :]
            fits = iso_date(rest) if label == "datum" else _KENMERK.fullmatch(rest)
            if fits:
                return label, rest
    return "", ""


def header_facts(lines: Sequence[str], origin: str) -> tuple[list[Fact], int]:
    """Facts of the header of a printed Kamerstuk, and how many lines it takes (0 = no header).

    Form: Tweede Kamer der Staten-Generaal; Vergaderjaar 2024-2025; 31 934 Douane; Nr. 87 BRIEF VAN
    DE MINISTER ...; Aan de Voorzitter ...; Den Haag, 12 december 2024.
    """
    facts: list[Fact] = []
    end = 0
    dossier = number = chapter = ""
    for i, line in enumerate(lines[:20]):
        text = " ".join(line.split())
        if match := _CHAMBER.match(text):
            facts.append(Fact("chamber", "II" if match[1].lower() == "tweede" else "I", origin))
        elif match := _YEAR.search(text):
            facts.append(Fact("parliamentary_year", f"{match[1]}/{match[2][2:]}", origin))
        elif not dossier and facts and (match := _DOSSIER.match(text)):
            dossier, chapter = match[1] + match[2], match[3] or ""
            facts.append(Fact("dossier", f"{dossier} {chapter}".strip(), origin))
            facts.append(Fact("dossier_title", match[4] or "", origin))
        elif dossier and not number and (match := _NUMBER.match(text)):
            number = match[1]
            facts.append(Fact("number", number, origin))
        elif number and re.match(r"(BRIEF VAN|Aan de Voorzitter)", text, re.IGNORECASE):
            pass
        elif number and (match := re.match(r"Den Haag, (.*)$", text)) and iso_date(match[1]):
            facts.append(Fact("date", iso_date(match[1]), origin))
            end = i + 1
            break
        elif number:
            break
        else:
            continue
        end = i + 1
    if not number:
        return [], 0
    return [*facts, *number_facts(dossier, chapter, number, origin)], end


def number_facts(dossier: str, chapter: str, number: str, origin: str) -> list[Fact]:
    """Id and address that follow from a Kamerstuk number, by officielebekendmakingen.nl."""
    identifier = "-".join(part for part in ("kst", dossier, chapter, number) if part)
    return [
        Fact("letter_id", identifier, origin),
        Fact("url", f"https://zoek.officielebekendmakingen.nl/{identifier}.html", origin),
    ]


def signature_facts(lines: Sequence[str], origin: str) -> list[Fact]:
    """Office and name of the first signature: a line `De minister van ...`, then a name."""
    filled = [" ".join(line.split()) for line in lines if line.strip()]
    for line, following in pairwise(filled):
        if signs(line, following):
            office = line.rstrip(" ,")
            return [
                Fact("sender_office", office[0].upper() + office[1:], origin),
                Fact("sender", following, origin),
            ]
    return []


def signs(office: str, name: str) -> bool:
    """Whether two lines are the office and the name of a signature."""
    return len(office) <= _LONGEST_OFFICE and bool(_OFFICE.match(office) and _NAME.match(name))
