"""What a question asks for."""

import pytest

from rag.answer.question import analyse, asks_itself


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Hoeveel zendingen zijn voorgelegd?", "count"),
        ("Hoe lang is de aanzegtermijn?", "duration"),
        ("Hoe groot is de bezetting?", "count"),
        ("Hoe vaak controleert de Douane?", "frequency"),
        ("Tegen hoeveel landen bestaan sancties?", "count"),
        ("How many ships are frozen?", "count"),
        ("Wat is de waarde van de vaartuigen?", "amount"),
        ("Hoeveel euro is een vliegtuig waard?", "amount"),
        ("Hoeveel geld gaat er om in de accijns?", "amount"),
        ("Welk bedrag is geschat?", "amount"),
        ("Wat kost een scanner?", "amount"),
        ("Welk percentage van de sigaretten is illegaal?", "percentage"),
        ("Hoeveel procent van de formatie is bezet?", "percentage"),
        ("Welk deel van de sigaretten komt van buiten?", "percentage"),
        ("Wanneer is het verdrag getekend?", "date"),
        ("In welk jaar is de vergunningplicht ingevoerd?", "date"),
        ("Per welke datum geldt de digitale validatie?", "date"),
        ("In welk kwartaal komt de pilot?", "date"),
        ("When was the treaty signed?", "date"),
        ("Wie ondertekende de brief?", "person"),
        ("Met wie werkt de Douane samen?", "person"),
        ("Who signed the letter?", "person"),
        ("Hoe heet het filmproject?", "name"),
        ("Wat is de naam van het combiteam?", "name"),
        ("Hoe wordt het combiteam genoemd?", "name"),
        ("Waar worden drones voorbereid?", "place"),
        ("In welke landen zijn attachés geplaatst?", "place"),
        ("Waarheen gaat de attaché?", "place"),
        ("Where are the drones?", "place"),
        ("Waarom zijn de vliegtuigen onder toezicht?", "reason"),
        ("Waardoor ontstond de storing?", "reason"),
        ("Wat is de reden van de wijziging?", "reason"),
        ("Why are the planes held?", "reason"),
        ("Hoe wordt uitvoer gevalideerd?", "manner"),
        ("Op welke manier werkt de app?", "manner"),
        ("Is de pilot afgerond?", "yesno"),
        ("Heeft de Douane drones?", "yesno"),
        ("Mag een bevroren schip varen?", "yesno"),
        ("Wat doet de Douane tegen smokkel?", "what"),
        ("Welke landen hebben een attaché?", "what"),
        ("Wat betekent dit voor het bedrijfsleven?", "what"),
        ("Noem de lesprogramma's.", "what"),
        ("Douane", "what"),
    ],
)
def test_kind(question: str, kind: str) -> None:
    assert analyse(question).kind == kind
    assert analyse(question).abbreviation is None


@pytest.mark.parametrize(
    ("question", "abbreviation"),
    [
        ("Waar staat DMS voor?", "DMS"),
        ("Waar staat de afkorting OM voor?", "OM"),
        ("Wat betekent CDIU?", "CDIU"),
        ("Waarvoor staat de afkorting AEO?", "AEO"),
        ("Wat is het HARC?", "HARC"),
        ("Wat is DMS?", "DMS"),
        ("Wat is een VOG-P?", "VOG-P"),
        ("What does DMS stand for?", "DMS"),
        ("DMS voluit?", "DMS"),
        ("Wat is de stand van zaken van DMS?", None),
        ("Is DMS afgerond?", None),
        ("Wat doet de FIOD?", None),
        ("Wat betekent dit?", None),
        ("Waar staat de nieuwe scanner?", None),
    ],
)
def test_abbreviation_asked_for(question: str, abbreviation: str | None) -> None:
    found = analyse(question)
    assert found.abbreviation == abbreviation
    assert (found.kind == "abbreviation") == (abbreviation is not None)


@pytest.mark.parametrize(
    ("question", "years", "numbers", "names", "negated"),
    [
        ("Hoeveel schepen in 2024 en 2025?", {"2024", "2025"}, set(), set(), False),
        ("Wat staat in nr. 87 van 31 934?", set(), {"87", "31934"}, set(), False),
        ("Wat is er in 1850?", set(), {"1850"}, set(), False),
        ("Wat doet Ecuador?", set(), set(), {"ecuador"}, False),
        ("Ecuador tekende wat?", set(), set(), set(), False),  # a capital any sentence has
        ("DMS is wat precies gaan doen?", set(), set(), {"dms"}, False),
        ("Wat doet De Douane in Curaçao?", set(), set(), {"douane", "curacao"}, False),
        ("Welke regels gelden niet?", set(), set(), set(), True),
        ("Wat gebeurt er zonder vergunning?", set(), set(), set(), True),
        ("", set(), set(), set(), False),
    ],
)
def test_parts(
    question: str, years: set[str], numbers: set[str], names: set[str], negated: bool
) -> None:
    found = analyse(question)
    assert (set(found.years), set(found.numbers), set(found.names), found.negated) == (
        years,
        numbers,
        names,
        negated,
    )


def test_subject_is_terms_of_content_words_once() -> None:
    subject = analyse("Hoeveel havens, havens en sanctiemaatregelen zijn er?").subject
    assert len(subject) == 2
    assert subject[0][0] == "haven" and "sanctie" in subject[1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hoeveel zijn er?", True),
        ("Wat dan?", True),
        ("Is dat zo?", True),
        ("En vliegtuigen?", False),
        ("De vaartuigen", False),
        ("", False),
    ],
)
def test_asks_itself(text: str, expected: bool) -> None:
    assert asks_itself(text) is expected
