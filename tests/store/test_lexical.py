"""The lexical index: what is rare weighs, what is unknown does not, nothing gives nothing."""

from pathlib import Path

import numpy as np
import pytest

from rag.dutch import search_terms
from rag.letters.read import parse_letter
from rag.records import Source
from rag.store.lexical import LexicalIndex, build_lexical, passage_terms

LETTER = parse_letter(
    "De haven van Rotterdam is groot en de Douane werkt er.\n\n"
    "De Douane controleert schepen in de haven op smokkel.\n\n"
    "De Douane heeft honden.\n\n"
    "De financiële administratie van de Douane telt 6.119,1 fte’s.\n",
    Source("brief-1"),
)


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    folder = tmp_path_factory.mktemp("lexical")
    build_lexical(folder, [LETTER])
    return LexicalIndex(folder)


def best(lexical: LexicalIndex, query: str) -> str:
    return LETTER.passages[int(np.argmax(lexical.scores(search_terms(query))))].text


def test_one_row_a_passage(lexical: LexicalIndex) -> None:
    assert lexical.passages == len(LETTER.passages) == 4
    assert lexical.scores(["haven"]).shape == (4,)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("honden", "honden"),
        ("hond", "honden"),
        ("schip", "schepen"),
        ("Rotterdam", "Rotterdam"),
        ("havens schepen", "schepen"),
        ("financieel", "financiële"),
        ("6.119,1", "6.119,1"),
    ],
)
def test_right_passage(lexical: LexicalIndex, query: str, words: str) -> None:
    assert words in best(lexical, query)


@pytest.mark.parametrize("query", ["", "?", "de het een", "xyzzy", "31934 2024"])
def test_nothing_known_gives_nothing(lexical: LexicalIndex, query: str) -> None:
    scores = lexical.scores(search_terms(query))
    assert scores.shape == (4,) and not scores.any()


def test_unknown_terms_change_nothing(lexical: LexicalIndex) -> None:
    assert np.array_equal(lexical.scores(["haven"]), lexical.scores(["xyzzy", "haven"]))


def test_only_passages_with_the_word_score(lexical: LexicalIndex) -> None:
    scores = lexical.scores(["haven"])
    assert [bool(score) for score in scores] == ["haven" in p.text for p in LETTER.passages]


def test_rarity_by_hand(lexical: LexicalIndex) -> None:
    """ln(1 + (N - n + 0.5) / (n + 0.5)) for n of N = 4 passages, over that for n = 0."""
    for term, count in (("douane", 4), ("haven", 2), ("hond", 1), ("xyzzy", 0)):
        idf = np.log(1 + (4 - count + 0.5) / (count + 0.5))
        assert lexical.rarity(term) == pytest.approx(idf / np.log(10))
    assert lexical.rarity("xyzzy") == 1


@pytest.mark.parametrize(
    ("term", "known"), [("haven", True), ("~rotterdam", True), ("havens", False), ("xyzzy", False)]
)
def test_knows(lexical: LexicalIndex, term: str, known: bool) -> None:
    assert lexical.knows(term) is known


def test_vocabulary_is_folded_words_without_stop_words(lexical: LexicalIndex) -> None:
    assert {"rotterdam", "financiele", "honden", "6.119,1"} <= lexical.vocabulary
    assert not {"de", "Rotterdam", "financiële", "hond"} & lexical.vocabulary


def test_words_by_length(lexical: LexicalIndex) -> None:
    words = lexical.words_by_length(6)
    assert words == sorted(words) and {"honden", "douane"} <= set(words)
    assert all(4 <= len(word) <= 8 for word in words)


def test_headings_count(tmp_path: Path) -> None:
    letter = parse_letter("A. Speurhonden\nEr zijn er 31.\n\nB. Tot slot\nDank u.\n", Source("b"))
    passage = next(item for item in letter.passages if "31" in item.text)
    assert "speurhond" in " ".join(passage_terms(letter, passage))


def test_same_files_every_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        build_lexical(tmp_path / name, [LETTER])
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name
