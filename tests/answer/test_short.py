"""The short answer: the exact words of a sentence, or nothing."""

import pytest

from rag.answer.question import analyse
from rag.answer.short import short_answer

ZENDINGEN = (
    "Vanaf de start van de oorlog op 25 februari 2022 tot en met 1 november 2024 zijn er binnen de "
    "Douane 727 zendingen voorgelegd bij de Centrale Dienst In- en Uitvoer (CDIU) vanwege "
    "mogelijke overtreding van de sanctiemaatregelen."
)
VLIEGTUIGEN = (
    "Daarnaast stonden er op 1 november 2024 zes vliegtuigen onder douanetoezicht, omdat ze door "
    "de sancties tegen Rusland en Belarus worden geraakt, waarvan er vijf zijn bevroren."
)
TOEZICHT = (
    "Op 1 november 2024 stonden er in totaal zeven luxe vaartuigen onder douanetoezicht, omdat ze "
    "vallen onder de sanctiemaatregelen tegen Rusland en Belarus."
)
RESTWAARDE = (
    "De restwaarde van het vliegtuig van de niet geliste entiteit (onderdelen) wordt geschat op "
    "ongeveer €1 miljoen."
)
ECUADOR = (
    "In oktober 2023 is een douaneverdrag getekend tussen Nederland en Ecuador, die de "
    "samenwerking tussen beide landen intensiveert in de strijd tegen drugs."
)
VERGUNNING = (
    "Omdat de EU-regelgeving op zich laat wachten, heeft Nederland in 2023 als eerste land in de "
    "EU zelfstandig die vergunningplicht ingevoerd."
)
ZWIJGRECHT = (
    "Een voorbeeld hiervan is het project Zwijgrecht, dat op initiatief van de gemeenten Rotterdam "
    "en Amsterdam dit voorjaar is gelanceerd."
)
ATTACHE = (
    "Met Australië en Nieuw Zeeland zijn de gesprekken over plaatsing van een douane-attaché "
    "afgerond en in januari 2025 wordt in Australië een attaché geplaatst."
)


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        (
            "Hoeveel strafrechtelijke onderzoeken zijn ingesteld?",
            "Tot 30 september jl. zijn er 84 strafrechtelijke onderzoeken ingesteld.",
            "84 strafrechtelijke onderzoeken",
        ),
        ("Hoeveel luxe vaartuigen stonden onder toezicht?", TOEZICHT, "zeven luxe vaartuigen"),
        (
            "Hoeveel e-commerce aangiftes worden verwacht?",
            "Er wordt gerekend op zo’n 1,4 miljard aangiftes in 2024.",
            "zo’n 1,4 miljard aangiftes",
        ),
        (
            "Hoeveel posities zijn ingevuld?",
            "Vanaf 1 januari tot en met begin november zijn er 1.325 posities ingevuld.",
            "1.325 posities",
        ),
        (
            "Hoeveel posities is de wervingsbehoefte?",
            "Voor 2024 is de wervingsbehoefte ingeschat op 800 tot 1.000 posities.",
            "800 tot 1.000 posities",
        ),
        (
            "Hoeveel fte bedroeg de uitstroom?",
            "De totale uitstroom tot en met oktober is 433 fte’s.",
            "433 fte’s",
        ),
        (
            "Hoeveel sigarettenfabrieken zijn opgerold?",
            "In 2024 is in Nederland tot nu slechts één sigarettenfabriek opgerold.",
            "slechts één sigarettenfabriek",
        ),
        (
            "Wat is de totale waarde van de vaartuigen?",
            "De totale waarde van de zeven vaartuigen schat de Douane op €480 miljoen.",
            "€480 miljoen",
        ),
        (
            "Hoeveel euro is een vliegtuig waard?",
            "De waarde van de vliegtuigen wordt op ongeveer €70 tot 80 miljoen per stuk geschat.",
            "€70 tot 80 miljoen",
        ),
        ("Wat is de restwaarde van het vliegtuig?", RESTWAARDE, "€1 miljoen"),
        (
            "Welk percentage van de sigaretten valt buiten de heffing?",
            "Uit eigen onderzoek blijkt dat 25% van de sigaretten niet in de heffing zit.",
            "25%",
        ),
        (
            "Welk percentage van de formatie is bezet?",
            "Het bezettingspercentage ten opzichte van de formatie (6.498 fte’s) bedraagt 94,1%.",
            "94,1%",
        ),
        ("Wanneer is het douaneverdrag met Ecuador getekend?", ECUADOR, "oktober 2023"),
        (
            "Wanneer geldt de digitale uitvoervalidatie?",
            "Vanaf 1 januari 2026 geldt verplicht een digitale uitvoervalidatie.",
            "1 januari 2026",
        ),
        (
            "Wanneer komt de volgende brief?",
            "De volgende stand van zakenbrief zal uw Kamer in juni 2025 ontvangen.",
            "juni 2025",
        ),
        (
            "Wie ondertekende de brief?",
            "De staatssecretaris van Financiën,\nT. van Oostenbruggen",
            "T. van Oostenbruggen",
        ),
        ("In welk land wordt een attaché geplaatst?", ATTACHE, "Australië"),
    ],
)  # fmt: skip
def test_short_answer(question: str, sentence: str, expected: str) -> None:
    assert short_answer(analyse(question), sentence) == expected
    assert expected in sentence


@pytest.mark.parametrize(
    ("question", "sentence", "digits"),
    [
        ("Hoeveel zendingen zijn voorgelegd bij de CDIU?", ZENDINGEN, "727 zendingen"),
        ("Hoeveel vliegtuigen stonden onder toezicht?", VLIEGTUIGEN, "zes vliegtuigen"),
        ("In welk jaar is de vergunningplicht ingevoerd?", VERGUNNING, "2023"),
    ],
)
def test_short_answer_begins_or_ends_with(question: str, sentence: str, digits: str) -> None:
    found = short_answer(analyse(question), sentence)
    assert found and found in sentence
    assert found.startswith(digits) or found.endswith(digits)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Waarom is het douanetoezicht?", TOEZICHT),
        ("Wat doet de Douane?", "De Douane heeft 31 speurhonden."),
        ("Hoe werkt de app?", "De app werkt sinds 2024 op 25% van de telefoons."),
        ("Is de film verplicht?", "De film is sinds 2024 verplicht."),
        ("Wanneer is het?", "Er staat geen dag in deze zin."),
        ("Hoeveel zijn het er?", "Er staat geen getal in deze zin."),
        ("Hoeveel zijn het er?", "Op 1 november 2024 was dat €3 miljoen, of 25%."),
        ("Welk percentage is het?", "Het zijn er 25."),
        ("Wat is de waarde?", "Het zijn er 25."),
        ("Wie is het?", "er staat geen naam in deze zin."),
        ("Wie doet het?", "Daarom doet iedereen het."),
        ("Hoeveel?", ""),
    ],
)
def test_no_single_value(question: str, sentence: str) -> None:
    assert short_answer(analyse(question), sentence) is None
