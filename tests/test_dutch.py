"""Dutch text as search terms: words, lemmas, compounds, stems."""

import pytest

from rag.dutch import content_words, fold, is_word, lemma, parts, search_terms, terms, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gegroeid tot 6.119,1 fte’s", ["gegroeid", "tot", "6.119,1", "fte’s"]),
        ("ruim 35.000 aangiften.", ["ruim", "35.000", "aangiften"]),
        ("25% van de", ["25%", "van", "de"]),
        ("94,1%.", ["94,1%"]),
        ("€480 miljoen", ["480", "miljoen"]),
        ("€70 tot 80 miljoen", ["70", "tot", "80", "miljoen"]),
        ("II 2024/25, 31 934, nr. 87", ["II", "2024", "25", "31934", "nr", "87"]),
        ("Kamerstuk 31 934", ["Kamerstuk", "31934"]),
        ("31934", ["31934"]),
        ("Wat is 31 934? En (31 066)?", ["Wat", "is", "31934", "En", "31066"]),
        ("31 934.500 of 31 934,5", ["31", "934.500", "of", "31", "934,5"]),
        ("in 2024 250 keer", ["in", "2024", "250", "keer"]),
        ("douane-attaché", ["douane-attaché"]),
        ("EU-lidstaten", ["EU-lidstaten"]),
        ("risico's en risico’s", ["risico's", "en", "risico’s"]),
        ("(AEO)-gecertificeerd", ["AEO", "gecertificeerd"]),
        ("‘Zicht op cameratoezicht’", ["Zicht", "op", "cameratoezicht"]),
        ("e-commerce/menselijke maat", ["e-commerce", "menselijke", "maat"]),
        ("o.a. ILT", ["o.a", "ILT"]),
        ("één, geïnformeerd", ["één", "geïnformeerd"]),
        ("", []),
        ("?!… 😀 \n\t", []),
    ],
)  # fmt: skip
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        ("haven havens Havens", "haven"),
        ("accijns accijnzen", "accijns"),
        ("schip schepen", "schip"),
        ("land landen", "land"),
        ("stad steden", "stad"),
        ("vaartuig vaartuigen", "vaartuig"),
        ("vliegtuig vliegtuigen", "vliegtuig"),
        ("container containers", "container"),
        ("medewerker medewerkers", "medewerker"),
        ("uithaler uithalers", "uithaler"),
        ("maatregel maatregelen", "maatregel"),
        ("zending zendingen", "zending"),
        ("sanctie sancties", "sanctie"),
        ("controle controles", "controle"),
        ("kind kinderen", "kind"),
        ("risico risico's risico’s", "risico"),
        ("aangifte aangiften", "aangifte"),
        ("tabaksproduct tabaksproducten", "tabaksproduct"),
        ("bevroren bevriezen", "bevriezen"),
        ("gaan ging gaat", "gaan"),
        ("liep loopt", "lopen"),
        ("financieel financiële Financiële", "financieel"),
        ("6.119,1", "6.119,1"),
        ("25%", "25%"),
        ("31934", "31934"),
        ("DMS dms", "dms"),
        ("xyzzy", "xyzzy"),
    ],
)
def test_forms_of_a_word_have_one_lemma(forms: str, expected: str) -> None:
    assert {lemma(form) for form in forms.split()} == {expected}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("sanctiemaatregelen", "sanctie maatregelen"),
        ("Sanctiemaatregelen", "sanctie maatregelen"),
        ("scanapparatuur", "scan apparatuur"),
        ("uitvoervalidatie", "uitvoer validatie"),
        ("accijnsfraude", "accijns fraude"),
        ("uithalersproblematiek", "uithalers problematiek"),
        ("drugssmokkel", "drugs smokkel"),
        ("onderwatersmokkel", "onderwater smokkel"),
        ("sigarettenfabriek", "sigaretten fabriek"),
        ("havenalliantie", "haven alliantie"),
        ("tabaksmachines", "tabak machines"),
        ("containerscanner", "container scanner"),
        ("douaneterminals", "douane terminals"),
        ("douaneliaisons", "douane liaisons"),
        ("ratificatieproces", "ratificatie proces"),
        ("cameratoezicht", "camera toezicht"),
        ("controleniveau", "controle niveau"),
        ("wervingsbehoefte", "werving behoefte"),
        ("bezettingspercentage", "bezetting percentage"),
        ("douane-attaché", "douane attaché"),
        ("btw-teruggave", "btw teruggave"),
        ("EU-lidstaten", "eu lidstaten"),
    ],
)
def test_compound_is_split(word: str, expected: str) -> None:
    assert parts(word) == tuple(expected.split())


@pytest.mark.parametrize(
    "word",
    """
    medewerkers maatregelen overheid gemeenten vaartuigen luchthavens staatssecretaris onderzoek
    informatie samenwerking criminaliteit handhaving aangiften ondermijning belangrijk politie
    e-commerce Rotterdam haven schip 31934 6.119,1 25% DMS xyzzyxyzzy
    """.split(),
)
def test_word_is_not_split(word: str) -> None:
    assert parts(word) == ()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("financiële", "financiele"),
        ("FINANCIËLE", "financiele"),
        ("attaché", "attache"),
        ("Curaçao", "curacao"),
        ("één", "een"),
        ("risico’s", "risico's"),
        ("geïnformeerd", "geinformeerd"),
        ("Douane", "douane"),
        ("31934", "31934"),
    ],
)
def test_fold(word: str, expected: str) -> None:
    assert fold(word) == expected
    assert fold(fold(word)) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sanctiemaatregelen", "maatregel"),
        ("sanctiemaatregelen", "sancties"),
        ("scanapparatuur", "apparatuur"),
        ("accijnsfraude", "fraude"),
        ("havens", "haven"),
        ("financiële", "financieel"),
        ("geinformeerd", "geïnformeerd"),
        ("attaches", "attaché"),
        ("douaneliaisons", "liaison"),
        ("Kamerstuk", "kamerstukken"),
        ("31 934", "31934"),
    ],
)
def test_words_that_find_each_other(one: str, other: str) -> None:
    assert set(search_terms(one)) & set(search_terms(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("haven", "havermout"), ("6.119,1", "6.119"), ("2023", "2024"), ("31934", "31066")],
)
def test_words_that_do_not(one: str, other: str) -> None:
    assert not set(search_terms(one)) & set(search_terms(other))


def test_terms_are_lemma_parts_and_stem_without_repeats() -> None:
    assert terms("sanctiemaatregelen")[0] == lemma("sanctiemaatregelen")
    assert {"sanctie", "maatregel"} < set(terms("sanctiemaatregelen"))
    assert terms("sanctiemaatregelen")[-1].startswith("~")
    assert terms("25%") == ("25%",)
    for word in ("haven", "sanctiemaatregelen", "douane-attaché"):
        assert len(set(terms(word))) == len(terms(word))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wat is de rol van de Douane bij uithalers?", ["rol", "Douane", "uithalers"]),
        ("Hoeveel zijn het er en wanneer?", []),
        ("What is the value of the ships?", ["value", "ships"]),
        ("De DE de", []),
    ],
)
def test_stop_words_carry_no_meaning(text: str, expected: list[str]) -> None:
    assert content_words(text) == expected
    assert bool(search_terms(text)) == bool(expected)


def test_repeats_are_kept_for_counting() -> None:
    assert search_terms("haven haven").count("haven") == 2


@pytest.mark.parametrize(
    ("word", "known"),
    [("fraude", True), ("uithalers", True), ("duoane", False), ("vaartuigne", False)],
)
def test_is_word(word: str, known: bool) -> None:
    assert is_word(word) is known
