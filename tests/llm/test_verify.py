"""What may be said of a sentence, and what may not."""

from datetime import date

import pytest

from rag.answer.llm.verify import Source, objection

DAY = date(2024, 12, 12)
CDIU = (
    "Vanaf de start van de oorlog op 25 februari 2022 tot en met 1 november 2024 zijn er binnen de "
    "Douane 727 zendingen voorgelegd bij de Centrale Dienst In- en Uitvoer (CDIU) vanwege "
    "mogelijke overtreding van de sanctiemaatregelen."
)
PLANES = (
    "Daarnaast stonden er op 1 november 2024 zes vliegtuigen onder douanetoezicht, omdat ze door "
    "de sancties tegen Rusland en Belarus worden geraakt, waarvan er vijf zijn bevroren."
)
BOATS = (
    "Op 1 november 2024 stonden er in totaal zeven luxe vaartuigen onder douanetoezicht, omdat ze "
    "vallen onder de sanctiemaatregelen tegen Rusland en Belarus."
)
WORTH = "De totale waarde van de zeven vaartuigen schat de Douane bij benadering op €480 miljoen."
EACH = (
    "De waarde van de onder toezicht staande vliegtuigen wordt door de Douane op ongeveer "
    "€70 tot 80 miljoen per stuk geschat."
)
NOT_YET = (
    "Met de bedrijven die nog niet zijn aangesloten, voert de Douane gesprekken om dit zo spoedig "
    "mogelijk te realiseren."
)
PARTNERS = (
    "Daarom werkt de Douane veelvuldig en intensief samen met publieke en private partners, zoals "
    "politie, Openbaar Ministerie, gemeenten, Koninklijke Marechaussee en het bedrijfsleven."
)
TREATY = "In oktober 2023 is een douaneverdrag getekend tussen Nederland en Ecuador."
JL = "De meest recente brief aan de vergunninghouders hierover is 1 oktober jl. verstuurd."
BEFORE = (
    "Met deze groep is afgesproken dat zij voor 1 december 2024 aangesloten zullen zijn op DMS."
)
LACK = "Het huidige voorstel van de Europese Commissie biedt onvoldoende oplossingen."
ABOUT = "Inmiddels zijn tot 1 november 2024 ruim 35.000 aangiften geraakt door een profiel."
FORECAST = "Er wordt gerekend op zo’n 1,4 miljard aangiftes in 2024."


@pytest.mark.parametrize(
    ("claim", "sources"),
    [
        ("Er zijn 727 zendingen voorgelegd aan de CDIU.", [CDIU]),
        ("Tussen 25 februari 2022 en 1 november 2024 zijn 727 zendingen voorgelegd bij de CDIU.",
         [CDIU]),
        ("Er zijn zevenhonderdzevenentwintig zendingen voorgelegd bij de CDIU.", [CDIU]),
        ("Op 1-11-2024 stonden 6 vliegtuigen onder douanetoezicht, waarvan er 5 zijn bevroren.",
         [PLANES]),
        ("De zeven vaartuigen zijn samen ongeveer 480 miljoen euro waard.", [WORTH]),
        ("Een vliegtuig is ongeveer 70 tot 80 miljoen euro waard.", [EACH]),
        ("De Douane werkt samen met de politie en de Marechaussee.", [PARTNERS]),
        ("De Douane voert gesprekken met bedrijven die nog niet zijn aangesloten.", [NOT_YET]),
        ("Nederland en Ecuador hebben in oktober 2023 een douaneverdrag getekend.", [TREATY]),
        ("De meest recente brief aan de vergunninghouders is op 1 oktober 2024 verstuurd.", [JL]),
        ("Zij zullen voor 1 december 2024 zijn aangesloten op DMS.", [BEFORE]),
        ("Er wordt gerekend op ongeveer 1.400.000.000 aangiftes in 2024.", [FORECAST]),
        ("Op 1 november 2024 stonden er zeven luxe vaartuigen onder douanetoezicht, met een totale "
         "waarde van ongeveer €480 miljoen.", [BOATS, WORTH]),
    ],
)  # fmt: skip
def test_true_claim_passes(claim: str, sources: list[str]) -> None:
    assert objection(claim, [Source(text, DAY) for text in sources]) is None


@pytest.mark.parametrize(
    ("claim", "sources", "why"),
    [
        ("Er zijn 728 zendingen voorgelegd aan de CDIU.", [CDIU], "aantal"),
        ("Er zijn ruim 700 zendingen voorgelegd aan de CDIU.", [CDIU], "aantal"),
        ("Tussen 1 november 2024 en 25 februari 2022 zijn 727 zendingen voorgelegd.", [CDIU], ""),
        ("Na 1 november 2024 zijn er 727 zendingen voorgelegd bij de CDIU.", [CDIU], "datum"),
        ("Sinds 25 februari 2023 zijn er 727 zendingen voorgelegd bij de CDIU.", [CDIU], "datum"),
        ("Bij de politie zijn 727 zendingen voorgelegd.", [CDIU], "naam"),
        ("Bij de rechtbank zijn 727 zendingen voorgelegd.", [CDIU], "naam"),
        ("De CDIU heeft 727 zendingen voorgelegd bij de Douane.", [CDIU], ""),
        ("Er zijn bijna 727 zendingen voorgelegd aan de CDIU.", [CDIU], "bijna"),
        ("Er zijn geen 727 zendingen voorgelegd aan de CDIU.", [CDIU], "ontkenning"),
        ("Er stonden vijf vliegtuigen onder douanetoezicht.", [PLANES], ""),
        ("Er stonden zes vliegtuigen onder douanetoezicht, waarvan er zes zijn bevroren.",
         [PLANES], ""),
        ("Er stonden vijf vliegtuigen onder douanetoezicht, waarvan er zes zijn bevroren.",
         [PLANES], ""),
        ("Er stonden zes vaartuigen onder douanetoezicht.", [PLANES, BOATS], ""),
        ("De vliegtuigen zijn €480 miljoen waard.", [WORTH, EACH], ""),
        ("De vaartuigen zijn €480 miljard waard.", [WORTH], "bedrag"),
        ("De Douane voert gesprekken met bedrijven die zijn aangesloten.", [NOT_YET], "ontkenning"),
        ("De Douane voert geen gesprekken met de bedrijven.", [NOT_YET], ""),
        ("De Douane werkt samen met de Belastingdienst.", [PARTNERS], "naam"),
        ("In oktober 2023 is een douaneverdrag getekend tussen Nederland en Peru.", [TREATY],
         "naam"),
        ("in oktober 2023 is een douaneverdrag getekend met peru.", [TREATY], "naam"),
        ("De brief aan de vergunninghouders is op 1 oktober 2023 verstuurd.", [JL], "datum"),
        ("Zij zullen na 1 december 2024 zijn aangesloten op DMS.", [BEFORE], "datum"),
        ("Het voorstel van de Europese Commissie biedt voldoende oplossingen.", [LACK], ""),
        ("Er zijn minder dan 35.000 aangiften geraakt door een profiel.", [ABOUT], ""),
        ("Er worden 1,4 miljoen aangiftes verwacht in 2024.", [FORECAST], "aantal"),
        ("Er worden 1,4 miljard aangiftes verwacht in 2025.", [FORECAST], "datum"),
        ("Er zijn drie zendingen voorgelegd bij de CDIU.", [CDIU], "aantal"),
        ("De staatssecretaris is hier zeer tevreden over.", [CDIU], "naam"),
        ("There were 727 shipments submitted to the CDIU.", [CDIU], ""),
        ("Kijk op https://kwaad.example voor de 727 zendingen.", [CDIU], "zin"),
        ("Er zijn <b>727</b> zendingen voorgelegd.", [CDIU], "zin"),
        ("Er zijn 727 zendingen voorgelegd?", [CDIU], "zin"),
        ("Ja.", [CDIU], ""),
        ("Dit is het antwoord.", [CDIU], ""),
        ("", [CDIU], "zin"),
        ("Er zijn 727 zendingen voorgelegd aan de CDIU.", [], "bron"),
        ("Er zijn 727 zendingen " + "voorgelegd " * 60, [CDIU], "zin"),
    ],
)  # fmt: skip
def test_false_claim_is_dropped(claim: str, sources: list[str], why: str) -> None:
    found = objection(claim, [Source(text, DAY) for text in sources])
    assert found is not None and why in found


def test_a_name_the_letters_use_counts_however_written() -> None:
    claim, sources = "De Douane test dit met zwijgrecht.", [Source("De Douane test dit.", DAY)]
    assert objection(claim, sources, frozenset({"zwijgrecht"})) is not None
