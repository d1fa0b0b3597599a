from dataclasses import replace
from datetime import date

import pytest

from evals.note_check import HONEST, judge, read_cases
from rag.cite.check import check_note, check_quote
from rag.cite.figures import figures
from rag.cite.kamerstuk import find_kamerstukken
from rag.cite.normalise import fold
from rag.cite.scan import find_quotations
from rag.records import Letter, Source

# The note says 'jachten' where the letter says 'vaartuigen': the subject is not recognised.
KNOWN_WRONG = {"held-04"}


def test_the_eval_set_is_met(letter: Letter):
    outcomes = [judge(case, (letter,)) for case in read_cases()]
    fooled = [
        o.case.id
        for o in outcomes
        if o.case.kind == "quote" and o.verdict == "letterlijk" and o.case.type not in HONEST
    ]
    assert fooled == []
    assert {o.case.id for o in outcomes if o.verdict != o.case.verdict} <= KNOWN_WRONG


def test_a_literal_finding_points_at_the_letter(letter: Letter):
    found = check_quote("“Er wordt gerekend op zo'n 1,4 miljard […] in 2024”", (letter,))
    assert found.verdict == "letterlijk" and found.display == "Letterlijk gevonden"
    assert letter.text[found.start : found.end] == found.words
    assert found.words == "Er wordt gerekend op zo’n 1,4 miljard aangiftes in 2024"
    assert (found.letter_id, found.passage[:15]) == ("kst-31934-87", "kst-31934-87#d-")


def test_every_sentence_is_literal_and_its_changed_figures_are_not(letter: Letter):
    for passage in letter.passages[::3]:
        for sentence in passage.sentences:
            quote = letter.text[sentence.start : sentence.end]
            if passage.kind == "text" and len(quote.split()) > 3:
                assert check_quote(quote, (letter,)).verdict == "letterlijk", quote
                for at, char in enumerate(quote):
                    if char.isdigit():
                        changed = quote[:at] + str((int(char) + 1) % 10) + quote[at + 1 :]
                        assert check_quote(changed, (letter,)).verdict != "letterlijk", changed


def test_the_difference_is_shown(letter: Letter):
    found = check_quote("zijn er binnen de Douane 737 zendingen voorgelegd", (letter,))
    assert found.differing == (("737", "727"),)
    assert [(p.kind, p.text) for p in found.difference][1:3] == [("letter", "727"), ("note", "737")]
    assert found.reason == "De notitie zegt '737', de brief '727'."


def test_the_letter_that_the_note_names_goes_first(letter: Letter):
    other = replace(letter, source=Source("ander", dossier="31934", number="82"))
    cited = find_kamerstukken("Kamerstuk 31 934, nr. 82")
    assert (
        check_quote("Alle aangevers zijn gemigreerd.", (letter, other), cited).letter_id == "ander"
    )
    found = check_quote("Alle aangevers zijn gemigreerd.", (letter,), cited)
    assert (found.verdict, found.letter_id) == ("andere-brief", "kst-31934-87")


NOTE = """# 1. Notitie

In de brief van 12 december 2024 staat dat er “727 zendingen” zijn
(Kamerstukken II 2024/25, 31 934, nr. 87).
De Douane heeft 737 zendingen voorgelegd bij de CDIU vanwege de sanctiemaatregelen.

> Alle aangevers zijn gemigreerd.
> — Kamerstukken II 2023/24, 31934, nr. 82

Het programma 'Coco' is bekend. Zie ook Kamerstukken II 2023/24, 31934, nr. 87 en kst-36600-IX-5.
De regeling is niet "van toepassing zijn op douaneschulden".[^1]

[^1]: Kamerstukken II 2024/25, 31 934, nr. 87.
"""

NOTE_FINDINGS = [
    ("cijfer", "12 december 2024", "letterlijk"),
    ("citaat", "727 zendingen", "letterlijk"),
    ("verwijzing", "Kamerstukken II 2024/25, 31 934, nr. 87", "letterlijk"),
    ("cijfer", "737 zendingen voorgelegd", "bijna"),
    ("citaat", "Alle aangevers zijn gemigreerd.", "andere-brief"),
    ("verwijzing", "Kamerstukken II 2023/24, 31934, nr. 82", "andere-brief"),
    ("verwijzing", "Kamerstukken II 2023/24, 31934, nr. 87", "bijna"),
    ("verwijzing", "kst-36600-IX-5", "niet-gevonden"),
    ("citaat", "van toepassing zijn op douaneschulden", "letterlijk"),
    ("verwijzing", "Kamerstukken II 2024/25, 31 934, nr. 87", "letterlijk"),
]


def test_a_whole_note(letter: Letter):
    found = check_note(NOTE, (letter,))
    assert [(f.kind, f.text, f.verdict) for f in found] == NOTE_FINDINGS
    assert all(f.text in NOTE[f.note_start : f.note_end] for f in found)


QUOTATIONS = [
    ("Hij zei “dit is zo” en „dat ook” en «meer».", ["dit is zo", "dat ook", "meer"]),
    (
        "de risico's van 's nachts werken, z'n 'eigen woorden hier' en foto's",
        ["eigen woorden hier"],
    ),
    ("\"buiten 'binnen' verder\"", ["buiten 'binnen' verder"]),
    ("‘een citaat met risico’s erin’ klaar", ["een citaat met risico’s erin"]),
    ("> regel een\n> regel twee\n\ntekst", ["regel een\nregel twee"]),
    ('open " zonder sluiten', []),
    ("", []),
]


@pytest.mark.parametrize(("note", "quotations"), QUOTATIONS)
def test_quotations_are_found_in_any_marks(note: str, quotations: list[str]):
    assert [quotation.text for quotation in find_quotations(note)] == quotations


FIGURES = [
    ("727 zendingen en 84 onderzoeken", ["727 zendingen", "84 onderzoeken"]),
    ("op 1 november 2024 of 1-11-2024", ["1 november 2024", "1-11-2024"]),
    ("25% en 94,1 procent", ["25%", "94,1 procent"]),
    ("€480 miljoen en 5 miljoen euro", ["€480 miljoen", "5 miljoen euro"]),
    ("in 2023 en 2024", []),
    ("Kamerstukken II 2024/25, 31 934, nr. 87", []),
    ("1. Eerste punt\n2. Tweede punt", []),
    ("artikel 5 lid 2 en nr. 12", []),
    ("zeven vaartuigen", ["zeven vaartuigen"]),
    ("bel 070-3428000 of https://a.nl/123", []),
    ("CERTEX 5.1 gedurende 2025", []),
    ("het tweede kwartaal van 2025", ["tweede kwartaal van 2025"]),
]


@pytest.mark.parametrize(("text", "expected"), FIGURES)
def test_figures_are_told_from_other_numbers(text: str, expected: list[str]):
    assert [text[f.start : f.end] for f in figures(text, date(2024, 12, 12))] == expected


def test_fold_keeps_the_way_back():
    text = "De\u00ad  “Doua\u0308ne” –\nzegt"
    folded = fold(text)
    assert folded.text == "De 'Douäne' - zegt"
    start = folded.text.index("D", 3)
    assert text[slice(*folded.span(start, start + 6))] == "Doua\u0308ne"


def test_a_hostile_note_takes_no_time(letter: Letter):
    note = "“" + "[x] de " * 500 + "” " + "“a […] de " * 20 + "”" + '"' * 2000
    assert all(finding.verdict != "letterlijk" for finding in check_note(note, (letter,)))
