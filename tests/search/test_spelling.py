"""Typing errors are repaired towards the letters' own words; real words and names are not."""

import pytest

from rag.assistant import Assistant
from rag.search.spelling import repair


@pytest.mark.parametrize(
    ("typed", "repaired"),
    [
        ("vaartuigne", "vaartuigen"),
        ("vliegtuigenn", "vliegtuigen"),
        ("Duoane", "douane"),
        ("accijnsfruade", "accijnsfraude"),
        ("sanctiemaatregeln", "sanctiemaatregelen"),
        ("scanaparatuur", "scanapparatuur"),
        ("uithallers", "uithalers"),
        ("integritiet", "integriteit"),
        ("commisiedebat", "commissiedebat"),
        ("invorderingsstratgie", "invorderingsstrategie"),
        ("cameratoezciht", "cameratoezicht"),
        ("sonarsysteeem", "sonarsysteem"),
        ("waterpijptabk", "waterpijptabak"),
        ("personel", "personeel"),
        ("Rotterdaam", "rotterdam"),
        ("Vlissngen", "vlissingen"),
        ("Ecuadoor", "ecuador"),
    ],
)
def test_typing_error_is_repaired(assistant: Assistant, typed: str, repaired: str) -> None:
    assert repair(typed, assistant.index.lexical) == repaired


@pytest.mark.parametrize(
    "text",
    [
        "Hoeveel vaartuigen staan er onder douanetoezicht?",
        "Brazilie",  # without its accent it is the letter's own word
        "Australie",
        "financiele geinformeerd",
        "koelkast fiets olifant bitcoin chatbot ontvangst",  # Dutch, not in the letter
        "koelkastdeuren fietsenstalling",  # Dutch compounds, not in the letter
        "Feyenoord Amsterdam Heineken Wilders Omtzigt Oostenbruggen",
        "NCTS DMSS FIODD",  # capitals: an abbreviation, asked for as it is
        "smok tabk fre",  # too short to be sure
        "31934 31 934 6.119,1 25% 2024",
        "Noord-Korea noord-korea e-commerce",
        "risico's z'n",
        "",
        "😀 ?!",
    ],
)
def test_left_alone(assistant: Assistant, text: str) -> None:
    assert repair(text, assistant.index.lexical) == text


def test_only_the_wrong_word_changes(assistant: Assistant) -> None:
    assert (
        repair("Hoeveel  luxe vaartuigne, per 1-11-2024 (DMS)?", assistant.index.lexical)
        == "Hoeveel  luxe vaartuigen, per 1-11-2024 (DMS)?"
    )


def test_repair_finds_the_same_passage(assistant: Assistant) -> None:
    right = assistant.ask("Hoeveel luxe vaartuigen staan onder douanetoezicht?")
    wrong = assistant.ask("Hoeveel luxe vaartuigne staan onder duoanetoezicht?")
    assert wrong.hits == right.hits
