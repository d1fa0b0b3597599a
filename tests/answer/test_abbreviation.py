"""Abbreviations: the words a letter spells them out with, or nothing."""

import pytest

from rag.answer.abbreviation import expansions
from rag.records import Letter


def spelled(text: str, abbreviation: str) -> list[str]:
    return [text[start:end] for start, end in expansions(text, abbreviation)]


@pytest.mark.parametrize(
    ("abbreviation", "expected"),
    [
        ("DMS", ["Douaneaangiften Management Systeem"]),  # a heading
        ("IIAA", ["Inschrijving in de administratie van de aangever"]),  # a footnote
        ("HARC", ["Hit and Run Cargo"]),  # inside the brackets
        ("CDIU", ["Centrale Dienst In- en Uitvoer"]),
        ("AEO", ["Authorised Economic Operator"]),
        ("OM", ["Openbaar Ministerie"]),
        ("HARP", ["Hit and Run Post team"]),
        ("DVA", ["Douane vervoersaangifte", "Douane Vervoersapplicatie"]),
        ("NTC", ["National Targeting Centre"]),
        ("MMA", ["Meld Misdaad Anoniem"]),
        ("ICS2", ["Import Control System"]),
        ("ATA", ["Actual Time of Arrival"]),
        ("SASP", ["Single Authorisation for Simplified Procedures"]),
        ("EU", ["Europese Unie"]),
        ("DWU", ["Douane Wetboek van de Unie"]),
        ("TEM", ["Traditionele Eigen Middelen"]),
        ("AR", ["Algemene Rekenkamer"]),
        ("ADR", ["Auditdienst Rijk"]),
        ("Wpg", ["Wet politiegegevens"]),
        ("CBAM", ["Carbon Border Adjustment Mechanism"]),
        ("DTV", ["Douane Tariefvoorziening"]),
        *((name, []) for name in "FIOD NCTS CERTEX TNO ILT NVWA VOG-P KLM XYZ".split()),
    ],
)
def test_real_letter(letter: Letter, abbreviation: str, expected: list[str]) -> None:
    assert spelled(letter.text, abbreviation) == expected


@pytest.mark.parametrize(
    ("text", "abbreviation", "expected"),
    [
        ("Het Openbaar Ministerie (OM) heeft", "OM", ["Openbaar Ministerie"]),
        ("Het OM (Openbaar Ministerie) heeft", "OM", ["Openbaar Ministerie"]),
        ("De Koninklijke Marechaussee (KMar)", "KMar", ["Koninklijke Marechaussee"]),
        (
            "Het Centraal Bureau voor de Statistiek (CBS)",
            "CBS",
            ["Centraal Bureau voor de Statistiek"],
        ),
        ("EU (Europese Unie, opgericht in 1993)", "EU", ["Europese Unie"]),
        ("De (zogenaamde) Algemene Rekenkamer (AR)", "AR", ["Algemene Rekenkamer"]),
        ("(Openbaar Ministerie (OM))", "OM", ["Openbaar Ministerie"]),
        ("Openbaar Ministerie (OM) en Europese Unie (EU)", "EU", ["Europese Unie"]),
        ("Het Team Één (TE)", "TE", ["Team Één"]),
        ("Team Zee (TZ), later Team Zand (TZ)", "TZ", ["Team Zee", "Team Zand"]),
        # Brackets that spell nothing out.
        ("In de zaak (OM) is", "OM", []),
        ("Het OM (zie boven) zegt", "OM", []),
        ("drie keer (XYZ)", "XYZ", []),
        ("Openbaar\nMinisterie (OM)", "OM", []),
        ("het OM-besluit (Openbaar Ministerie)", "OM", []),
        ("het EOM (Openbaar Ministerie)", "OM", []),
        ("(OM)", "OM", []),
        ("OM ()", "OM", []),
        ("", "OM", []),
        ("het Openbaar Ministerie", "OM", []),
        ("Openbaar Ministerie (om)", "OM", []),
    ],
)  # fmt: skip
def test_texts(text: str, abbreviation: str, expected: list[str]) -> None:
    assert spelled(text, abbreviation) == expected


@pytest.mark.parametrize("abbreviation", ["", "-", "31934", "(", ".*", "O.M."])
def test_odd_abbreviations_find_nothing(letter: Letter, abbreviation: str) -> None:
    assert spelled(letter.text, abbreviation) == []
