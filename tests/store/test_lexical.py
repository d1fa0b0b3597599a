"""The lexical index: what is rare weighs, what is unknown does not, nothing gives nothing."""

from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import pytest

from rag.dutch import search_terms
from rag.letters.read import parse_letter
from rag.records import Letter, Source
from rag.store.lexical import LexicalIndex, build_lexical, passage_terms, update_lexical

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


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def counts(letters: Sequence[Letter]) -> dict[str, int]:
    return {letter.source.letter_id: len(letter.passages) for letter in letters}


CHANGED = parse_letter("De Douane heeft nu katten.\n", Source("brief-1"))
BEFORE = parse_letter("Voorheen was er niets.\n\nOok geen honden.\n", Source("brief-0"))
AFTER = parse_letter("Daarna kwam de haven.\n", Source("brief-2"))


@pytest.mark.parametrize(
    ("old", "new", "fresh"),
    [
        ([LETTER], [LETTER], []),
        ([LETTER], [BEFORE, LETTER, AFTER], [BEFORE, AFTER]),
        ([BEFORE, LETTER, AFTER], [LETTER], []),
        ([BEFORE, LETTER, AFTER], [BEFORE, CHANGED, AFTER], [CHANGED]),
        ([BEFORE, LETTER], [CHANGED, AFTER], [CHANGED, AFTER]),
    ],
    ids=["same", "added", "removed", "changed", "all"],
)
def test_a_change_gives_the_files_of_a_build(
    tmp_path: Path, old: list[Letter], new: list[Letter], fresh: list[Letter]
) -> None:
    build_lexical(tmp_path / "old", old)
    build_lexical(tmp_path / "built", new)
    update_lexical(tmp_path / "changed", tmp_path / "old", counts(old), counts(new), fresh)
    assert files_of(tmp_path / "changed") == files_of(tmp_path / "built")
    assert len(files_of(tmp_path / "built")) == 10


def test_scores_are_those_of_bm25s(lexical: LexicalIndex) -> None:
    peer = bm25s.BM25(method="lucene")
    peer.index([passage_terms(LETTER, p) for p in LETTER.passages], show_progress=False)
    for query in ("de haven van Rotterdam", "Douane Douane honden", "6.119,1 fte"):
        terms = [term for term in search_terms(query) if lexical.knows(term)]
        assert lexical.scores(terms) == pytest.approx(peer.get_scores(terms), abs=1e-5)
