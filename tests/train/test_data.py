"""The data that we ship is valid, and faults are found; the split is disjoint and seeded."""

import json

import pytest

from models.train.data import (
    DATA,
    Triple,
    check_data,
    load_function_words,
    load_triples,
    load_word_list,
    split_triples,
)

FACT = {
    "formal_nl": "a", "formal_en": "a", "question_nl": "b", "question_en": "b",
    "plain_nl": "c", "plain_en": "c",
}  # fmt: skip


def facts(count, **more):
    return [Triple(f"formal {i}", "f", "q", "q", "p", "p", **more) for i in range(count)]


def test_shipped_data_is_valid():
    assert check_data(DATA) == []
    assert len(load_triples(DATA)) >= 3500
    assert load_word_list(DATA)["aangifte"] == "declaration"
    assert load_function_words(DATA)["hoeveel"] == "how many"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"plain_en": " "}, "part1.jsonl:1: no plain_en"),
        ({"extra": "x"}, "part1.jsonl:1: unknown key extra"),
        ({"negative_nl": "x"}, "part1.jsonl:1: a negative in one language only"),
        (
            {"negative_nl": "a", "negative_en": "a"},
            "part1.jsonl:1: the negative is the fact itself",
        ),
    ],
)
def test_faults_in_triples(tmp_path, change, fault):
    (tmp_path / "triples").mkdir()
    (tmp_path / "triples" / "part1.jsonl").write_text(json.dumps(FACT | change) + "\n")
    assert fault in check_data(tmp_path)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (
            {"formal_nl": "x", "question_nl": "q", "near_misses": ["n", "m"]},
            "formal_nl of no triple",
        ),
        (
            {"formal_nl": "a", "question_nl": "q", "near_misses": ["n"]},
            "expected a question and two near misses",
        ),
        (
            {"formal_nl": "a", "question_nl": "q", "near_misses": ["n", "q"]},
            "a near miss is the question itself",
        ),
    ],
)
def test_faults_in_questions(tmp_path, row, fault):
    for folder, content in (("triples", FACT), ("questions", row)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "part1.jsonl").write_text(json.dumps(content) + "\n")
    assert check_data(tmp_path) == [f"part1.jsonl:1: {fault}"]


def test_faults_in_tables(tmp_path):
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "words1.tsv").write_text("haven\tport\nhaven\n")
    assert check_data(tmp_path) == ["words1.tsv:2: expected dutch<TAB>english, got 'haven'"]


def test_split_is_disjoint_and_complete():
    triples = facts(1000)
    split = split_triples(triples, seed=7)
    assert (len(split.test), len(split.validation), len(split.train)) == (200, 200, 600)
    assert {t for part in (split.train, split.validation, split.test) for t in part} == set(triples)


def test_split_follows_its_seed_and_not_the_order():
    triples = facts(1000)
    assert split_triples(triples, 7).test == split_triples(triples[::-1], 7).test
    assert split_triples(triples, 7).test != split_triples(triples, 8).test


def test_a_held_out_fact_is_no_negative():
    triples = facts(1000)
    split = split_triples(triples, 7)
    held = {t.formal_nl for t in (*split.test, *split.validation)}
    with_negatives = [
        Triple(t.formal_nl, "f", "q", "q", "p", "p", f"formal {(i + 1) % 1000}", "n")
        for i, t in enumerate(triples)
    ]
    train = split_triples(with_negatives, 7).train
    assert not held & {t.negative_nl for t in train}
    assert sum(bool(t.negative_nl) for t in train) > 300
