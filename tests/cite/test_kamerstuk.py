import pytest

from rag.cite.kamerstuk import find_kamerstukken

# text, (chamber, year, dossier, suffix, number, page) for each reference
FOUND = [
    ("Kamerstukken II 2024/25, 31934, nr. 87", [("II", "2024/25", "31934", "", "87", "")]),
    ("Kamerstukken II 2024/25, 31 934, nr. 87.", [("II", "2024/25", "31934", "", "87", "")]),
    ("Kamerstukken II 2009/10, 27858, nr. 88, p. 3", [("II", "2009/10", "27858", "", "88", "3")]),
    ("Kamerstukken I 2008/09, 31700 VI, D, p. 4", [("I", "2008/09", "31700", "VI", "D", "4")]),
    ("Kamerstukken II, 2024-2025, 31 934, nr. 87", [("II", "2024/25", "31934", "", "87", "")]),
    ("Kamerstukken II 2024–2025, 31 934, nr. 87", [("II", "2024/25", "31934", "", "87", "")]),
    ("Kamerstukken II 2024/2025, 31934, nr. 87", [("II", "2024/25", "31934", "", "87", "")]),
    ("Kamerstukken II 1999/2000, 26800 XIV, nr. 2", [("II", "1999/2000", "26800", "XIV", "2", "")]),
    ("Kamerstukken II 1999-2000, 26 855, nr. 3", [("II", "1999/2000", "26855", "", "3", "")]),
    ("(Kamerstuk 31 066, nr. 1161)", [("", "", "31066", "", "1161", "")]),
    ("kamerstuk 31934, nr. 87", [("", "", "31934", "", "87", "")]),
    ("Kamerstuk 31934 nr 87", [("", "", "31934", "", "87", "")]),
    ("Kamerstuk 31934 nr.87", [("", "", "31934", "", "87", "")]),
    ("Kamerstuk 31934-87", [("", "", "31934", "", "87", "")]),
    ("Kamerstuk 31 934-87", [("", "", "31934", "", "87", "")]),
    ("Kamerstuk 31.934, nr. 87", [("", "", "31934", "", "87", "")]),
    ("Kamerstuk 31\u00a0934, nr.\u00a087", [("", "", "31934", "", "87", "")]),
    ("Kamerstukken II 31 934, nr. 87", [("II", "", "31934", "", "87", "")]),
    ("Kamerstukken II 31 934, nr. 87 (2024/25)", [("II", "2024/25", "31934", "", "87", "")]),
    (
        "Kamerstukken II 31934-87 (vergaderjaar 2024-2025)",
        [("II", "2024/25", "31934", "", "87", "")],
    ),
    ("Kamerstukken 2024/25, 31934, nr. 87", [("", "2024/25", "31934", "", "87", "")]),
    ("TK 2024-2025, 31 934, nr. 87", [("II", "2024/25", "31934", "", "87", "")]),
    ("TK 31934, nr. 87", [("II", "", "31934", "", "87", "")]),
    ("EK 2023-2024, 36 418, E", [("I", "2023/24", "36418", "", "E", "")]),
    ("T.K. 2024/25, 31 934, nr. 87", [("II", "2024/25", "31934", "", "87", "")]),
    ("Kamerstukken TK 2024/25, 31934, nr. 87", [("II", "2024/25", "31934", "", "87", "")]),
    (
        "Tweede Kamer, vergaderjaar 2024–2025, 31 934, nr. 87",
        [("II", "2024/25", "31934", "", "87", "")],
    ),
    (
        "Eerste Kamer, vergaderjaar 2023-2024, 36 410 IX, B",
        [("I", "2023/24", "36410", "IX", "B", "")],
    ),
    ("Kst. 31934, nr. 87", [("", "", "31934", "", "87", "")]),
    ("Kst 31 934, nr. 87", [("", "", "31934", "", "87", "")]),
    ("zie kst-31934-87", [("", "", "31934", "", "87", "")]),
    ("KST-31934-87", [("", "", "31934", "", "87", "")]),
    ("kst-36600-VII-12", [("", "", "36600", "VII", "12", "")]),
    ("kst-21501-32-1740", [("", "", "21501", "32", "1740", "")]),
    ("kst-36418-E", [("", "", "36418", "", "E", "")]),
    (
        "https://zoek.officielebekendmakingen.nl/kst-31934-87.html",
        [("", "", "31934", "", "87", "")],
    ),
    ("zoals gemeld (21501-32-1740)", [("", "", "21501", "32", "1740", "")]),
    ("36600-VII-12", [("", "", "36600", "VII", "12", "")]),
    ("motie-Inge van Dijk (31 934, nr. 88)", [("", "", "31934", "", "88", "")]),
    ("31 934, nr. 87", [("", "", "31934", "", "87", "")]),
    ("31934 nr. 87", [("", "", "31934", "", "87", "")]),
    ("2024/25, 31 934, nr. 87", [("", "2024/25", "31934", "", "87", "")]),
    ("Kamerstukken II 2023/24, 36 410 IX, nr. 5", [("II", "2023/24", "36410", "IX", "5", "")]),
    ("Kamerstukken II 2023/24, 36410-IX, nr. 5", [("II", "2023/24", "36410", "IX", "5", "")]),
    (
        "Kamerstukken II 2023/24, 36 410 hoofdstuk IX, nr. 5",
        [("II", "2023/24", "36410", "IX", "5", "")],
    ),
    ("Kamerstukken II 2021/22, 35925 IXB, nr. 2", [("II", "2021/22", "35925", "IXB", "2", "")]),
    ("Kamerstukken II 2024/25, 36600 XXIII, nr. 2", [("II", "2024/25", "36600", "XXIII", "2", "")]),
    (
        "Kamerstukken II 2022/23, 21 501-20, nr. 1920",
        [("II", "2022/23", "21501", "20", "1920", "")],
    ),
    (
        "Kamerstukken II 2009/10, 32 450 (R1930), nr. 3",
        [("II", "2009/10", "32450", "R1930", "3", "")],
    ),
    (
        "Kamerstukken II 2024/25, 31934, nr. 87, p. 3-4",
        [("II", "2024/25", "31934", "", "87", "3-4")],
    ),
    (
        "Kamerstukken II 2024/25, 31934, nr. 87, blz. 12",
        [("II", "2024/25", "31934", "", "87", "12")],
    ),
    (
        "Kamerstukken II 2024/25, 31934, nr. 87, pp. 3 – 5",
        [("II", "2024/25", "31934", "", "87", "3-5")],
    ),
    ("Kamerstukken II 2024/25, 31934, nr. 87, onder C", [("II", "2024/25", "31934", "", "87", "")]),
    (
        "Bijlage bij Kamerstukken II 2015/16, 34389, nr. 9.",
        [("II", "2015/16", "34389", "", "9", "")],
    ),
    ("een wetsvoorstel (Kamerstukken 31945)", [("", "", "31945", "", "", "")]),
    ("Kamerstukdossier 31 934", [("", "", "31934", "", "", "")]),
    ("Kamerstuknummer 31 934, nummer 87", [("", "", "31934", "", "87", "")]),
    ("dossier 31 934, nr. 87", [("", "", "31934", "", "87", "")]),
    (
        "Kamerstukken II 2024/25, 31934, nrs. 84 en 85",
        [("II", "2024/25", "31934", "", "84", ""), ("II", "2024/25", "31934", "", "85", "")],
    ),
    (
        "Kamerstuk 31 934, nr. 82 en Kamerstuk 31 066, nr. 1352",
        [("", "", "31934", "", "82", ""), ("", "", "31066", "", "1352", "")],
    ),
    (
        "Kamerstukken II 2024/25,\n31 934, nr. 87",
        [("II", "2024/25", "31934", "", "87", "")],
    ),
    ("de 'Kamerstukken II 2024/25, 31934, nr. 87'", [("II", "2024/25", "31934", "", "87", "")]),
]

NOT_FOUND = [
    "Bel 070-342 80 00 voor vragen",
    "tel. 31 934, nr. 87",
    "06-31934087",
    "artikel 31934 van de Algemene douanewet",
    "Handelingen II 2010/11, nr. 108, item 5, p. 25-36",
    "Aanhangsel Handelingen I 2014/15, nr. 12",
    "ECLI:NL:HR:2019:1278",
    "ECLI:NL:RBNHO:2024:31934",
    "Stb. 2024, 87",
    "Stcrt. 2024, 31934, nr. 1",
    "Staatscourant 31934, nr. 87",
    "Trb. 2023, 31",
    "€ 31 934",
    "een bedrag van €31.934",
    "31 934 zendingen",
    "31.934 aangiften",
    "de stand is 31934",
    "nr. 87",
    "zie nr. 31 934",
    "2024D49614",
    "zaak 2024Z21056",
    "BWBR0031934",
    "Verordening (EU) nr. 952/2013",
    "Richtlijn 2008/118/EG",
    "2511 CW Den Haag",
    "NL91 ABNA 0417 1643 00",
    "KvK 31934870",
    "op 24 juni 2024 nr. 5",
    "tussen 2024 en 2025",
    "dossier 31934",
    "de Tweede Kamer in 2024",
    "Kamerstuk van 24 juni",
    "12345-67",
    "1.325 posities nr. 3",
    "PbEU 2013, L 269",
    "131934, nr. 87",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_a_reference_is_read_whatever_its_spelling(text: str, expected: list[tuple[str, ...]]):
    found = [
        (k.chamber, k.year, k.dossier, k.suffix, k.number, k.page) for k in find_kamerstukken(text)
    ]
    assert found == expected


@pytest.mark.parametrize("text", NOT_FOUND)
def test_other_numbers_are_not_kamerstukken(text: str):
    assert find_kamerstukken(text) == ()


def test_offsets_point_at_the_reference():
    text = "Zie Kamerstukken II 2024/25, 31 934, nr. 87, onder C, en verder."
    (found,) = find_kamerstukken(text)
    assert text[found.start : found.end] == "Kamerstukken II 2024/25, 31 934, nr. 87"


def test_a_long_hostile_text_is_read_in_linear_time():
    assert find_kamerstukken("Kamerstuk 31 " * 20_000) == ()
