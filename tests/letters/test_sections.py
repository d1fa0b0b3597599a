"""The section tree: of the real letter, of two small ones, and of single rules."""

import re

import pytest

from rag.letters.clean import clean
from rag.letters.sections import make_sections
from rag.records import Letter

# Indent = depth under the top section, in brackets the label, then the length of the body.
TREES = {
    "kst-31934-87": """
Inleiding [Inleiding] 261
A. Bestrijding van ondermijnende criminaliteit [A] 2903
  Internationale samenwerking [A] 0
    Douaneliaisons en -attachés [A] 1076
    Samenwerking Brazilië en Suriname [A] 898
    Douaneverdragen [A] 561
    Ports alliance [A] 917
  Nationale samenwerking en interventies [A] 0
    Programma Weerbare Haventerminal [A] 1704
    Detectie onderwatersmokkel [A] 723
    HARP [A] 433
    Drones [A] 254
    Programma ‘Zicht op cameratoezicht’ [A] 600
    Wetsvoorstel ‘Gegevensverstrekking Douane voor politie- of toezichtstaken’ [A] 201
B. Accijnsfraude [B] 3320
C. Handhaving van de sanctiemaatregelen [C] 2723
D. Douane Wetboek van de Unie [D] 0
  DWU implementatietrajecten [D] 668
    Douaneaangiften Management Systeem (DMS) [D] 742
    Douane vervoersaangifte (DVA) [D] 1693
    CERTEX en Centralised Clearance [D] 2692
  Herziening van de Douane Unie – e-commerce [D] 1948
  Hoeveelheids- en waardeoverschrijdingen/menselijke maat [D] 2890
E. Niet-fiscale taken [E] 2201
F. Informatievoorziening [F] 0
  Verstoringen in douanesystemen [F] 1408
  AI en algoritmen [F] 726
  Wet politiegegevens [F] 1086
G. Digitalisering uitvoervalidatie in het kader van btw-teruggave voor aankopen in Nederland \
door niet-EU reizigers die via Nederland de Unie verlaten [G] 3218
H. Invorderingsstrategie Belastingdienst [H] 1953
I. Personeel en arbeidsmarkt [I] 1136
J. Integriteit [J] 1407
K. Onvolkomenheden inkoopbeheer en grote geldstroom [K] 491
  Inkoopbeheer [K] 808
  Grote geldstroom [K] 770
Tot slot [Tot slot] 726
Ondertekening [Ondertekening] 55
""",
    "zonder-reeks": """
Inleiding [Inleiding] 130
Tarieven voor pakketten [Tarieven voor pakketten] 216
Gevolgen voor bedrijven [Gevolgen voor bedrijven] 39
Grenskantoren [Grenskantoren] 0
  Zuid [Grenskantoren] 139
  Noord [Grenskantoren] 103
Afsluiting [Afsluiting] 60
Ondertekening [Ondertekening] 62
""",
    "genummerd": """
1. Inleiding [1] 145
2. Scans en honden [2] 0
  2.1 Scans [2] 83
  2.2 Een heel lange kop over de inzet van speurhonden bij de controle van bagage van reizigers \
die van buiten de Europese Unie op Schiphol aankomen in 2024 [2] 28
3. Personeel [3] 85
4. Tot slot [4] 19
Ondertekening [Ondertekening] 38
""",
}

BODY = (
    "De Douane heeft met partners gewerkt aan een groot aantal onderwerpen, en dat blijft in 2025."
)


def tree(raw: str, title: str = "") -> list[str]:
    """Headings, indented by depth, of a letter in which `=` stands for a line of body text."""
    cleaned = clean("\n".join(BODY if line == "=" else line for line in raw.split("\n")))
    _, sections = make_sections(cleaned, title)
    return ["  " * (len(section.path) - 1) + section.path[-1] for section in sections]


@pytest.mark.parametrize("name", TREES)
def test_section_tree(name: str, letters: dict[str, Letter]) -> None:
    letter = letters[name]
    found = [
        f"{'  ' * (len(s.path) - 1)}{s.path[-1]} [{s.label}] {s.end - s.body}"
        for s in letter.sections
    ]
    assert found == TREES[name].strip("\n").split("\n")


def test_the_real_letter_has_the_37_sections_of_the_outline(real: Letter) -> None:
    assert len(real.sections) == 37
    paths = [section.path for section in real.sections]
    assert (
        "A. Bestrijding van ondermijnende criminaliteit",
        "Internationale samenwerking",
        "Ports alliance",
    ) in paths
    assert ("K. Onvolkomenheden inkoopbeheer en grote geldstroom", "Grote geldstroom") in paths
    assert len(set(paths)) == len(paths)


@pytest.mark.parametrize(
    ("raw", "headings"),
    [
        ("=", ["Brief"]),
        ("=\nA. Een\n=\nB. Twee\n=", ["Inleiding", "A. Een", "B. Twee"]),
        ("A. Een\n=\nC. Drie\n=", ["A. Een", "C. Drie"]),
        ("A. Een;\nB. Twee.\n=", ["Brief"]),
        ("=\nA. Bakker\n=", ["Inleiding", "A. Bakker"]),
        ("I. Een\n=\nII. Twee\n=", ["I. Een", "II. Twee"]),
        ("A. Een\n1. Een\n=\n2. Twee\n=\nB. Twee\n1. Een\n=\n2. Twee\n=",
         ["A. Een", "  1. Een", "  2. Twee", "B. Twee", "  1. Een", "  2. Twee"]),
        ("Kop\n=\n1. eerst dit\n2. dan dat\n=", ["Kop"]),
        ("Kop\n=\n\nSlot\n=", ["Kop", "Slot"]),
        ("A. Een\nKop\n=\nB. Twee\nKop\n=\nTot slot\n=",
         ["A. Een", "  Kop", "B. Twee", "  Kop", "Tot slot"]),
        ("A. Een\n=\nTot slot\n=\nB. Twee\n=", ["A. Een", "  Tot slot", "B. Twee"]),
        ("Groep\n\nEen\n=\nTwee\n=\n\nAndere groep\n\nDrie\n=",
         ["Groep", "  Een", "  Twee", "Andere groep", "  Drie"]),
        ("A. Een\nPlan schepen\n=\nHieronder volgt de stand.\nLoods\nDe schepen varen.\nHaven\n=\n"
         "B. Twee\n=", ["A. Een", "  Plan schepen", "    Loods", "  Haven", "B. Twee"]),
        ("=\n· Inkoop\n=\n· Geld\n=", ["Inleiding", "Inkoop", "Geld"]),
        ("=\n· Inkoop\n=", ["Brief"]),
        ("Deze zijn:\n· Inkoop\n=\nDeze zijn:\n· Geld\n=", ["Brief"]),
        ("Inleiding\n=\nKop\n=", ["Inleiding", "Kop"]),
        ("Geachte voorzitter,\nInleiding\n=", ["Aanhef", "Inleiding"]),
        ("Aan de Voorzitter\nPostbus 1\nDen Haag, 3 maart 2025\n=\nKop\n=", ["Inleiding", "Kop"]),
        ("Jaar\n2023\nAantal\nTotaal\n=", ["Brief"]),
        ("=\nDit is geen kop maar een zin zonder punt\n=", ["Brief"]),
        ("=\nEerste zin. En de tweede zin\n=", ["Brief"]),
        ("Kop\n=\nLaatste regel zonder punt", ["Kop"]),
        ("Kop\n=\nHoogachtend,\nJ. Smit", ["Kop", "Ondertekening"]),
        ("Kop\n=\nDe minister van Financiën\nE. Bakker", ["Kop", "Ondertekening"]),
        ("Kop\n=\nJ.A. de Vries\nDirecteur Douane", ["Kop", "Ondertekening"]),
        ("Kop\n=\nDe minister,\n\nA. X\n\nDe staatssecretaris,\n\nB. Y", ["Kop", "Ondertekening"]),
    ],
)  # fmt: skip
def test_rules(raw: str, headings: list[str]) -> None:
    assert tree(raw) == headings


def test_the_title_of_the_letter_is_no_heading() -> None:
    assert tree("Brief – Douane 2024\n\n=\nKop\n=", "Brief - Douane 2024") == ["Inleiding", "Kop"]


def test_blocks_of_the_real_letter(real: Letter) -> None:
    kinds = [block.kind for block in real.blocks]
    assert [kinds.count(kind) for kind in ("heading", "item", "signature", "footnote")] == [
        35,
        7,
        2,
        6,
    ]
    items = [real.text[b.start : b.end] for b in real.blocks if b.kind == "item"]
    assert items[0] == "een persoonsgerichte benadering;" and items[-1] == "Betaalpauze."
    headings = [real.text[b.start : b.end] for b in real.blocks if b.kind == "heading"]
    assert headings == [s.path[-1] for s in real.sections if s.body > s.start]


def test_blocks_hold_all_words_in_order(letter: Letter) -> None:
    spans = [(block.start, block.end) for block in letter.blocks]
    assert spans == sorted(spans)
    words = " ".join(letter.text[start:end] for start, end in spans)
    assert words.split() == re.sub(r"(?m)^([·-]|\d\.(?= scans| honden))", "", letter.text).split()


def test_sections_follow_each_other(letter: Letter) -> None:
    ends = [0, *(section.end for section in letter.sections)]
    for section, end in zip(letter.sections, ends, strict=False):
        assert end <= section.start <= section.body <= section.end
        assert not letter.text[end : section.start].strip()
        heading = letter.text[section.start : section.body].strip().removeprefix("· ")
        assert heading in ("", section.path[-1])
