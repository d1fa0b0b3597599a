"""One small letter, written for the tests, in a form that every writer here can write."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """kind: paragraph, heading, bullets, numbers, table, signature; `{1}` marks note 1."""

    kind: str
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


FACTS = {
    "letter_id": "kst-99001-7",
    "title": "Stand van zaken Douane Voorbeeldhaven",
    "date": "2024-06-24",
    "kenmerk": "2024-0000123456",
    "sender": "A.B. Voorbeeld",
    "sender_office": "De staatssecretaris van Financiën",
    "chamber": "II",
    "parliamentary_year": "2023/24",
    "dossier": "99001",
    "dossier_title": "Voorbeelddossier",
    "number": "7",
    "url": "https://zoek.officielebekendmakingen.nl/kst-99001-7.html",
}
NOTES = {
    1: "Kamerstukken II 2022/23, 99 001, nr. 5.",
    2: "Een scan duurt gemiddeld vier minuten.",
}
LETTER = (
    Piece("paragraph", "Geachte voorzitter,"),
    Piece(
        "paragraph",
        "Met deze brief informeer ik uw Kamer over de stand van zaken bij de Douane in "
        "Voorbeeldhaven.{1} De cijfers in deze brief zijn voorlopig.",
    ),
    Piece("heading", "A. Toezicht in de haven", 1),
    Piece(
        "paragraph",
        "De Douane controleerde in 2023 in totaal 1.250 containers in Voorbeeldhaven. Daarvan "
        "waren er 48 niet in orde. Bij 7 containers is een proces-verbaal opgemaakt, omdat "
        "accijnsgoederen niet waren aangegeven. De controles zijn risicogericht en vinden plaats "
        "op de kade en in het douanekantoor.",
    ),
    Piece(
        "paragraph",
        "In de tweede helft van het jaar is de samenwerking met de Zeehavenpolitie versterkt.",
    ),
    Piece("heading", "Scanapparatuur", 2),
    Piece(
        "paragraph",
        "Sinds maart 2024 staat er een tweede containerscan.{2} De verwachting is dat daarmee 30 "
        "procent meer containers gescand kan worden.",
    ),
    Piece("paragraph", "De Douane neemt daarnaast de volgende maatregelen:"),
    Piece(
        "bullets",
        rows=(
            ("meer speurhonden op de kade;",),
            ("camera’s bij alle uitgangen;",),
            ("een meldpunt voor medewerkers.",),
        ),
    ),
    Piece("heading", "B. Cijfers per haven", 1),
    Piece("paragraph", "De tabel toont het aantal controles per haven."),
    Piece(
        "table",
        rows=(
            ("Haven", "2022", "2023"),
            ("Voorbeeldhaven", "1.100", "1.250"),
            ("Testdam", "640", "702"),
        ),
    ),
    Piece("paragraph", "De vervolgstappen zijn:"),
    Piece(
        "numbers",
        rows=(
            ("de evaluatie van de tweede scan wordt afgerond;",),
            ("de resultaten worden met uw Kamer gedeeld.",),
        ),
    ),
    Piece("heading", "Tot slot", 1),
    Piece("paragraph", "Ik zal uw Kamer in december 2024 opnieuw informeren."),
    Piece("signature", "De staatssecretaris van Financiën,"),
    Piece("signature", "A.B. Voorbeeld"),
)
