"""What cleaning takes away, and what it leaves as the letter has it."""

import pytest

from rag.letters.clean import clean

NOTE = "[1:  Kamerstuk 1.]"


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        (" Hierbij ontvangt u. ", "Hierbij ontvangt u."),
        ("tot 2025.  De Douane", "tot 2025. De Douane"),
        ("een\r\n\r\n\r\n\r\ntwee\r\n", "een\n\ntwee"),
        ("\ufeffA\u00a0b\tc\u00ad", "A b c"),
        ("[bookmark: _Hlk1][bookmark: _Hlk2]De Douane", "De Douane"),
        (f"25 september jl.[footnoteRef:1]. {NOTE} ", "25 september jl."),
        (f"in 2024[footnoteRef:1] reeds. {NOTE}", "in 2024 reeds."),
        (f"een IIAA[footnoteRef:1]-vergunning {NOTE}", "een IIAA-vergunning"),
        (f"een brief [footnoteRef:1]. {NOTE}", "een brief."),
        (f"een brief [footnoteRef:1] over {NOTE}", "een brief over"),
        (f"zijn: {NOTE}\n\n· een; \nDienst[footnoteRef:1].", "zijn:\n\n· een;\nDienst."),
        ("zonder noot[footnoteRef:9].", "zonder noot."),
        ("geen noot [1:  blijft staan]", "geen noot [1:  blijft staan]".replace("  ", " ")),
        ("en zo...[footnoteRef:9] verder...", "en zo... verder..."),
        ("De douaneliaisons en \n-attachés vervullen", "De douaneliaisons en -attachés vervullen"),
        ("op werkdagen, waarbij de \nkosten stijgen", "op werkdagen, waarbij de kosten stijgen"),
        ("samen met de\nDouane", "samen met de Douane"),
        ("De minister van Financiën,\nmede namens", "De minister van Financiën,\nmede namens"),
        ("geen punt\nDe Douane", "geen punt\nDe Douane"),
        ("lijst\n· een\n· twee\n- drie\na) vier", "lijst\n· een\n· twee\n- drie\na) vier"),
        ("geïn-formeerd en geïnformeerd", "geïnformeerd en geïnformeerd"),
        ("wordt uw Kamer geïn-formeerd", "wordt uw Kamer geïnformeerd"),
        ("in de contro-\nles en de controles", "in de controles en de controles"),
        ("zee-\nen luchthavens", "zee- en luchthavens"),
    ],
)
def test_clean_body(raw: str, body: str) -> None:
    cleaned = clean(raw)
    assert cleaned.text[: cleaned.body_end] == body


@pytest.mark.parametrize(
    "words",
    [
        "niet-fiscale taken",
        "niet-fiscale en nietfiscale en niet",
        "e-commerce en ecommerce",
        "in- en uitvoer",
        "zee- en luchthavens",
        "opbouw- en afbouwfase",
        "een douane-liaison en de douaneliaison van de douane",
        "de VOG-P",
        "Stand-van-zakenbrief",
        "een Commissie-voorstel en het Commissievoorstel",
        "risico-georiënteerd",
        "gender-gerelateerd",
        "gezins-gerelateerde",
        "AEO-gecertificeerd",
        "IT- systemen",
        "risico’s, risico's en “dubbel scannen”",
    ],
)
def test_the_letters_own_spelling_stays(words: str) -> None:
    assert clean(words).text == words


def test_footnotes_follow_the_text_and_remember_their_place() -> None:
    raw = "Een[footnoteRef:1] en twee[footnoteRef:2]. [2:  Zie [bijlage]\nB.] [1:  Nr. 1.]\nEinde."
    cleaned = clean(raw)
    assert cleaned.text == "Een en twee.\nEinde.\n\nNr. 1.\nZie [bijlage] B."
    found = [
        (n.number, cleaned.text[: n.anchor], cleaned.text[n.start : n.end])
        for n in cleaned.footnotes
    ]
    assert found == [(1, "Een", "Nr. 1."), (2, "Een en twee", "Zie [bijlage] B.")]


def test_an_empty_letter_is_empty_text() -> None:
    assert clean("\n \r\n").text == ""
