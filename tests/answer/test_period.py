"""Which letters a question means, on the real letter and the two fictional ones."""

import pytest

from evals.cases import FICTIONAL, load_letters
from evals.run import CORPUS
from rag.answer.comparison import compares, without_letters
from rag.answer.period import letters_meant, letters_still_meant, letters_there_are
from rag.records import Letter

JUNE24, DEC24, JUNE25 = "fictief-2024-1", "kst-31934-87", "fictief-2025-1"
ALL = [JUNE24, DEC24, JUNE25]


@pytest.fixture(scope="module")
def three() -> dict[str, Letter]:
    return load_letters(CORPUS, FICTIONAL)


MEANT = [
    # A letter of a month, day, season, half, or of the newest such month.
    ("Hoeveel drones zijn er in de brief van juni 2024?", [JUNE24]),
    ("Wat meldt de Kamerbrief uit december 2024 over drones?", [DEC24]),
    ("Wie tekende de voortgangsbrief uit het voorjaar van 2025?", [JUNE25]),
    ("Hoeveel drones noemt de brief van eind 2024?", [DEC24]),
    ("Hoeveel drones zijn er volgens de brief uit de eerste helft van 2025?", [JUNE25]),
    ("Hoeveel vaartuigen volgens de brief van 12 december 2024?", [DEC24]),
    ("Hoeveel vaartuigen volgens de brief van december?", [DEC24]),
    ("Hoeveel vaartuigen volgens de junibrief?", [JUNE25]),
    ("Hoeveel vaartuigen volgens de junibrief van 2024?", [JUNE24]),
    ("En volgens die van juni 2024?", [JUNE24]),
    ("Wat schrijft de in december 2024 verzonden brief over drones?", [DEC24]),
    # A letter by number, Kamerstuk or kenmerk.
    ("Hoeveel vaartuigen zijn er in nr. 87?", [DEC24]),
    ("Hoeveel vaartuigen zijn er volgens Kamerstuk 31 934, nr. 87?", [DEC24]),
    ("Wat staat er in kst-31934-87 over drones?", [DEC24]),
    ("Hoeveel drones volgens de brief met kenmerk 2025-0000999902?", [JUNE25]),
    # Order, also within a period.
    ("Wat staat er in de laatste brief over drones?", [JUNE25]),
    ("Wat staat er in de meest recente Kamerbrief over drones?", [JUNE25]),
    ("Wat staat er in de eerste brief over drones?", [JUNE24]),
    ("Wat stond er in de vorige brief over drones?", [DEC24]),
    ("Hoeveel vaartuigen staan er in de laatste brief van 2024?", [DEC24]),
    ("Hoeveel vaartuigen zijn er in de eerste Stand-van-zakenbrief 2024?", [JUNE24]),
    ("Hoeveel vaartuigen zijn er in de tweede brief van 2024?", [DEC24]),
    ("Hoeveel vaartuigen noemen de twee laatste brieven?", [DEC24, JUNE25]),
    ("Welke toezegging uit de vorige brief haalt de brief van juni 2024 aan?", [JUNE24]),
    # Periods that go with letters or with writing them.
    ("Wat is er sinds 2023 gemeld over drones?", ALL),
    ("Wat zeggen de brieven sinds december 2024 over drones?", [DEC24, JUNE25]),
    ("Hoeveel vaartuigen noemen de brieven van vóór 2025?", [JUNE24, DEC24]),
    ("Hoeveel vaartuigen noemen de brieven tot en met december 2024?", [JUNE24, DEC24]),
    ("Wat zeggen de brieven van na de zomer van 2024 over drones?", [DEC24, JUNE25]),
    ("Wat stond er na de zomer van 2024 in de brieven over drones?", [DEC24, JUNE25]),
    ("Wat zeggen de brieven uit 2023 en 2024 over drones?", [JUNE24, DEC24]),
    ("Wat zeggen de brieven tussen maart 2023 en juni 2024 over drones?", [JUNE24]),
    ("Wat is er tussen maart en december 2024 aan de Kamer gemeld over drones?", [JUNE24, DEC24]),
    ("Wat zeggen de brieven van het afgelopen jaar over drones?", [DEC24, JUNE25]),
    ("Wat zeggen de brieven van het afgelopen half jaar over drones?", [JUNE25]),
    ("Wat zei de staatssecretaris in juni 2025 over drones?", [JUNE25]),
    # What happened since a day stands in no older letter.
    ("Hoeveel uithalers zijn er sinds begin 2025 aangetroffen?", [JUNE25]),
    # Letters beside each other.
    ("Is het aantal drones gestegen tussen de twee brieven?", [DEC24, JUNE25]),
    ("Wat is er veranderd sinds de vorige brief over drones?", [DEC24, JUNE25]),
    ("Hoe verschilt het aantal tussen december 2024 en juni 2025?", [DEC24, JUNE25]),
    ("Vergelijk de brieven van juni en december 2024 over drones.", [JUNE24, DEC24]),
    # A letter or period that there is not.
    ("Hoeveel drones zijn er in de brief van mei 2019?", []),
    ("Hoeveel drones zijn er in nr. 99?", []),
    ("Hoeveel drones volgens de brief van 13 december 2024?", []),
    ("Wat schreef de staatssecretaris vóór 2024 over drones?", []),
    ("Hoeveel uithalers zijn er sinds 2026 aangetroffen?", []),
]
# A year of the fact, a letter that the letters only tell about, a letter to come.
NOT_MEANT = [
    "Hoeveel kilo cocaïne is er in 2023 onderschept?",
    "Hoeveel kilo cocaïne is er in 2023 en 2024 onderschept?",
    "Hoeveel vliegtuigen stonden er op 1 januari 2023 onder toezicht?",
    "Hoeveel onderzoeken waren er tussen maart 2023 en juni 2024?",
    "Hoeveel incidenten zijn er in 2023 gemeld?",
    "Wat is er aan de Kamer gemeld over de vangst in 2023?",
    "Wat is de raming voor 2025?",
    "Wat verandert er vanaf 1 juli 2025?",
    "Welke brief noemt cijfers over 2023?",
    "In welke brief staat iets over het zeventiende sanctiepakket van 2025?",
    "Wat is toegezegd in Kamerstukken II 2024/25, 31 934, nr. 85?",
    "Wat stond er in de Stand-van-zakenbrief van 14 december 2023?",
    "Wat stond in de brief van 15 januari 2024 aan de vergunninghouders?",
    "Wanneer is de laatste brief over overschrijdingen aan de bedrijven verstuurd?",
    "Wanneer komt de tweede Stand-van-zakenbrief van 2025?",
    "Hoeveel bedrijven kregen in januari 2024 een brief?",
    "Hoeveel brievenbuspakketten zijn er in 2023 onderzocht?",
    "Op 31 juni 2024 wat?",
    "",
]


@pytest.mark.parametrize(("question", "letters"), MEANT)
def test_letters_meant(three: dict[str, Letter], question: str, letters: list[str]) -> None:
    meant = letters_meant(question, three)
    assert meant is not None and meant.letters == letters
    assert meant.words and meant.words in question


@pytest.mark.parametrize("question", NOT_MEANT)
def test_no_letter_meant(three: dict[str, Letter], question: str) -> None:
    assert letters_meant(question, three) is None


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("Hoeveel drones zijn er in de brief van juni 2024?", "Hoeveel drones zijn er ?"),
        ("Hoeveel vaartuigen volgens Kamerstuk 31 934, nr. 87?", "Hoeveel vaartuigen ?"),
        ("Wat is er sinds 2025 gedaan aan vapes?", "Wat is er sinds 2025 gedaan aan vapes?"),
        # Nothing would be left to look for.
        ("Wat staat er in de brief van juni 2024?", "Wat staat er in de brief van juni 2024?"),
    ],
)
def test_what_is_left_to_look_for(three: dict[str, Letter], question: str, rest: str) -> None:
    meant = letters_meant(question, three)
    assert meant is not None and meant.rest == rest


@pytest.mark.parametrize(
    ("question", "earlier", "letters"),
    [
        ("En hoeveel drones?", ["Wat staat er in de brief van juni 2024?"], [JUNE24]),
        ("En hoeveel drones?", ["En de honden?", "Wat staat er in nr. 87?"], [DEC24]),
        ("En in de laatste brief?", ["Wat staat er in de brief van juni 2024?"], [JUNE25]),
        ("En in 2023?", ["Wat staat er in de brief van juni 2024?"], None),
        ("En hoeveel drones?", ["En in 2023?", "Wat staat er in nr. 87?"], None),
        ("En hoeveel drones?", ["Hoeveel honden zijn er?"], None),
    ],
)
def test_a_follow_up_keeps_the_letter(
    three: dict[str, Letter], question: str, earlier: list[str], letters: list[str] | None
) -> None:
    meant = letters_still_meant(question, earlier, three)
    assert (meant.letters if meant else None) == letters


def test_letters_there_are(three: dict[str, Letter]) -> None:
    assert letters_there_are(three) == (
        "Er zijn brieven van 20 juni 2024, 12 december 2024 en 26 juni 2025."
    )
    assert letters_there_are({DEC24: three[DEC24]}) == "Er is een brief van 12 december 2024."
    assert letters_there_are({}) == "Van geen brief is de datum bekend."


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("Zijn er meer drones dan in de vorige brief? Vergelijk.",
         "Zijn er meer drones dan in de vorige brief? Vergelijk."),
        ("Is het aantal gestegen tussen de twee brieven?", "Is het aantal gestegen ?"),
        ("Wat is er veranderd sinds de vorige brief?", "Wat is er veranderd ?"),
        ("Hoe groot is het: wat zei de ene brief en wat de andere?", "Hoe groot is het ?"),
        ("Vergelijk de brieven over drones.", "Vergelijk de brieven over drones."),
    ],
)  # fmt: skip
def test_comparison(question: str, rest: str) -> None:
    assert compares(question)
    assert without_letters(question) == rest


@pytest.mark.parametrize(
    "question",
    ["Met hoeveel procent is het aantal gestegen?", "Hoeveel drones zijn er?",
     "Wat is er bekend over de man die pillen per brief verstuurde?"],
)  # fmt: skip
def test_no_comparison(question: str) -> None:
    assert not compares(question)
