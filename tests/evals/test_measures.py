"""Each measure, worked by hand."""

import math
from dataclasses import replace

import pytest

from evals.cases import Gold
from evals.measures import (
    best_exact,
    best_f1,
    citation_precision,
    citation_recall,
    has_facts,
    is_correct,
    is_refused,
    is_verbatim,
    measure,
    needs,
    normalise,
    overlaps,
    rank_measures,
    relevant,
    tokens,
)
from rag.records import Letter
from tests.evals.conftest import answer_of, case_of, citation_of, gold_of

SHIPS = "Er liggen zeven schepen."
FROZEN = "Hiervan zijn er drie bevroren."
DOGS = "De Douane heeft 52 honden."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Geïnformeerd\u00a0 over\nCuraçao", "geinformeerd over curacao"),
        ("‘Zwijgrecht’ – “DMS”", "'zwijgrecht' - \"dms\""),
    ],
)
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("Er zijn drie schepen [1].", [["drie", "3"]], True),
        ("Er zijn 3 schepen.", [["drie", "3"]], True),
        ("Er zijn drie schepen.", [["drie"], ["zes"]], False),
        ("Er zijn achthonderd man.", [["honderd"]], False),
        ("In 1958.", [["58"]], False),
        ("Het zijn 1.846 kilo.", [["846"]], False),
        ("Het is 94,1%.", [["94"]], False),
        ("Het is 94,1%.", [["94,1%"]], True),
        ("Het waren er 846.", [["846"]], True),
        ("727 [1] zendingen", [["727 zendingen"]], True),
    ],
)
def test_has_facts(text: str, facts: list[list[str]], expected: bool) -> None:
    assert has_facts(text, facts) is expected


def test_correct_needs_facts_and_a_citation_on_gold(letter: Letter) -> None:
    case = case_of(gold_of(letter, FROZEN))
    assert is_correct(answer_of("Drie [1].", citation_of(letter, FROZEN)), case)
    assert is_correct(answer_of("Zie [1].", citation_of(letter, FROZEN)), case)  # in the quote
    assert not is_correct(answer_of("Drie [1].", citation_of(letter, SHIPS)), case)
    assert not is_correct(answer_of("Zeven.", citation_of(letter, "Hiervan")), case)
    assert not is_correct(answer_of(), case)


def test_refused_shows_no_citation(letter: Letter) -> None:
    assert is_refused(answer_of())
    assert not is_refused(answer_of("", citation_of(letter, SHIPS)))
    assert not is_refused(answer_of("Zeven."))


def test_overlap_is_half_open_and_per_letter(letter: Letter) -> None:
    citation = citation_of(letter, SHIPS)
    name = letter.source.letter_id
    assert overlaps(citation, Gold(name, citation.end - 1, citation.end + 5))
    assert not overlaps(citation, Gold(name, citation.end, citation.end + 5))
    assert not overlaps(citation, Gold("brief-2", citation.start, citation.end))


def test_citation_precision_and_recall(letter: Letter) -> None:
    """SHIPS is 24 characters and FROZEN 30: 24 of the 54 cited, 24 of the 24 wanted."""
    cited = [citation_of(letter, SHIPS), citation_of(letter, FROZEN, 2)]
    gold = (gold_of(letter, SHIPS),)
    assert citation_precision(cited, gold) == pytest.approx(24 / 54)
    assert citation_recall(cited, gold, False) == 1.0
    both = (gold_of(letter, SHIPS), gold_of(letter, FROZEN))
    assert citation_recall(cited[:1], both, False) == pytest.approx(24 / 54)
    assert citation_recall(cited[:1], both, True) == 1.0
    assert citation_precision([], gold) == citation_recall([], gold, False) == 0.0


def test_the_same_quote_twice_counts_once(letter: Letter) -> None:
    cited = [citation_of(letter, SHIPS), citation_of(letter, SHIPS, 2)]
    assert citation_precision(cited, [gold_of(letter, SHIPS)]) == 1.0


def test_verbatim(letter: Letter, letters: dict[str, Letter]) -> None:
    good = citation_of(letter, SHIPS)
    assert is_verbatim(answer_of("x", good), letters)
    for bad in (
        replace(good, quote=SHIPS.lower()),
        replace(good, start=good.start + 1),
        replace(good, source=replace(good.source, letter_id="brief-2")),
        replace(good, end=good.start, quote=""),
    ):
        assert not is_verbatim(answer_of("x", good, bad), letters)


def test_a_sentence_needs_its_passage_and_a_heading_any_of_its_section(letter: Letter) -> None:
    letters = {"brief-1": letter}
    intro, dogs = (passage.id for passage in letter.passages)
    both = case_of(gold_of(letter, FROZEN), gold_of(letter, DOGS))
    assert needs(both, letters) == [{intro}, {dogs}]
    assert needs(replace(both, any=True), letters) == [{intro, dogs}]
    assert needs(case_of(gold_of(letter, "A. Honden")), letters) == [{dogs}]


def test_relevant_takes_the_best_ranked_of_each_need() -> None:
    wanted = [frozenset({"a", "b"}), frozenset({"c", "d"})]
    assert relevant(wanted, ["x", "b", "a"]) == {"b", "c"}


def test_rank_measures_by_hand() -> None:
    """Two needs at ranks 2 and 6: R@1 0, R@5 1/2, R@10 1; nothing found is zero."""
    wanted = {"q1": [frozenset({"a"}), frozenset({"b"})], "q2": [frozenset({"c"})]}
    found = rank_measures(wanted, {"q1": ["x", "a", "y", "z", "w", "b"], "q2": []})
    gain = 1 / math.log2(3) + 1 / math.log2(7)
    ideal = 1 + 1 / math.log2(3)
    assert found["q1"] == pytest.approx(
        {"recall@1": 0.0, "recall@5": 0.5, "recall@10": 1.0, "ndcg@10": gain / ideal}
    )
    assert set(found["q2"].values()) == {0.0}
    assert set(rank_measures({"q": [frozenset({"a"})]}, {})["q"].values()) == {0.0}


def test_short_answer() -> None:
    """`7 schepen` shares one of 2 and one of 1 words with `7`: 2*1/(2+1)."""
    assert tokens("De «Douane», het/een 94,1%") == ["douane", "94", "1%"]
    assert best_exact("de zeven", ["7", "Zeven"]) == 1.0
    assert best_exact("zeven schepen", ["zeven"]) == 0.0
    assert best_f1("zeven schepen", ["7", "zeven"]) == pytest.approx(2 / 3)
    assert best_f1("", ["zeven"]) == 0.0


def test_measure_leaves_out_what_does_not_apply(letter: Letter, letters: dict[str, Letter]) -> None:
    refusal = measure(case_of(), answer_of(), letters, {})
    assert refusal == {"seconds": 0.01, "refused": 1.0}
    case = case_of(gold_of(letter, FROZEN))
    over = measure(case, answer_of(), letters, {"recall@1": 1.0})
    assert over["over_refused"] == 1.0
    assert over["correct"] == over["sentence@1"] == over["citation_recall"] == 0.0
    assert "length" not in over and "verbatim" not in over
    answer = answer_of("Drie [1].", citation_of(letter, FROZEN), short="drie")
    good = measure(case, answer, letters, {})
    assert good["sentence@1"] == good["short_em"] == good["verbatim"] == 1.0
    assert good["length"] == 9
    assert "short_em" not in measure(replace(case, kind="explain"), answer, letters, {})
