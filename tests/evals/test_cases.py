"""The question files are valid and as many as promised."""

import json
from collections import Counter
from pathlib import Path

import pytest

from evals.cases import (
    FICTIONAL,
    KINDS,
    SETS,
    UNANSWERABLE,
    Case,
    CaseError,
    check_cases,
    load_cases,
    load_letters,
    section_of,
    select,
)
from evals.measures import has_facts, needs
from evals.regression import read_must_pass
from evals.run import CORPUS
from rag.records import Letter
from tests.evals.conftest import case_of, gold_of


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    return load_cases()


@pytest.fixture(scope="module")
def real() -> dict[str, Letter]:
    return load_letters(CORPUS, FICTIONAL)


def test_gold_is_made_of_whole_sentences(cases: tuple[Case, ...], real: dict[str, Letter]) -> None:
    check_cases(cases, real)


def test_every_fact_stands_in_the_gold(cases: tuple[Case, ...], real: dict[str, Letter]) -> None:
    for case in cases:
        gold = " | ".join(real[g.letter].text[g.start : g.end] for g in case.gold)
        assert has_facts(gold, case.facts), case.id


def test_every_gold_is_in_a_passage(cases: tuple[Case, ...], real: dict[str, Letter]) -> None:
    assert not [case.id for case in cases if not all(needs(case, real))]


def test_counts(cases: tuple[Case, ...]) -> None:
    questions = [case for case in cases if case.set == "questions"]
    kinds = Counter(case.kind for case in questions)
    assert len(questions) - kinds[UNANSWERABLE] >= 300
    assert kinds[UNANSWERABLE] >= 75
    assert kinds["paraphrase"] >= 80
    assert kinds["multi"] >= 20
    assert kinds["typo"] >= 25
    assert kinds["english"] >= 10
    assert set(kinds) == set(KINDS["questions"])
    turns = Counter(case.conversation for case in cases if case.set == "conversations")
    assert len(turns) >= 40
    assert set(turns.values()) <= {2, 3, 4}
    assert sum(case.set == "multi" for case in cases) >= 60


def test_fictional_letters_are_long_and_marked(real: dict[str, Letter]) -> None:
    fictional = load_letters(FICTIONAL)
    assert len(fictional) == 2
    for letter in fictional.values():
        assert len(letter.text.split()) >= 4000
        assert "FICTIE" in letter.source.title + letter.text[:200]


def test_every_section_of_the_real_letter_is_asked(
    cases: tuple[Case, ...], real: dict[str, Letter]
) -> None:
    letter = real["kst-31934-87"]
    asked = {section_of(case, real) for case in cases if case.set == "questions"}
    assert {section.path[0] for section in letter.sections} <= asked


def test_split_is_even_and_keeps_conversations_together(cases: tuple[Case, ...]) -> None:
    for kind in KINDS["questions"]:
        splits = Counter(c.split for c in cases if c.kind == kind and c.set == "questions")
        assert abs(splits["dev"] - splits["test"]) <= 1
    together: dict[str, set[str]] = {}
    for case in cases:
        together.setdefault(case.conversation or case.id, set()).add(case.split)
    assert all(len(splits) == 1 for splits in together.values())


def test_no_question_is_in_both_splits(cases: tuple[Case, ...]) -> None:
    single = [case for case in cases if case.set != "conversations"]
    asked = [(case.set, case.question.casefold(), case.since, case.until) for case in single]
    assert len(set(asked)) == len(asked)


def test_must_pass_names_known_questions(cases: tuple[Case, ...]) -> None:
    read_must_pass([case.id for case in cases])


def test_select(cases: tuple[Case, ...]) -> None:
    assert {case.split for case in select(cases, "dev")} == {"dev"}
    assert {case.kind for case in select(cases, kind="typo")} == {"typo"}
    assert [case.id for case in select(cases, only="q001")] == ["q001"]
    assert len(select(cases, only="c01")) == 4


def _row(**fields: object) -> dict[str, object]:
    gold = [{"letter": "brief-1", "start": 0, "end": 9}]
    row: dict[str, object] = {
        "id": "q1", "split": "dev", "kind": "number", "question": "?", "gold": gold,
        "any": False, "facts": [["x"]], "why": None,
    }  # fmt: skip
    return row | fields


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "raadsel"},
        {"split": "train"},
        {"question": " "},
        {"facts": []},
        {"facts": [[]]},
        {"gold": []},
        {"gold": [], "facts": [], "kind": "unanswerable"},
        {"gold": [], "facts": [], "why": "nee"},
        {"why": "nee"},
        {"gold": [{"letter": "brief-1"}]},
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, fields: dict[str, object]) -> None:
    lines = [json.dumps(_row()), json.dumps(_row(**({"id": "q2"} | fields)))]
    (tmp_path / "questions.jsonl").write_text("\n".join(lines))
    with pytest.raises(CaseError, match="line 2"):
        load_cases(tmp_path, ["questions"])


def test_ids_are_unique(tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text(f"{json.dumps(_row())}\n{json.dumps(_row())}\n")
    with pytest.raises(CaseError, match="q1 is used twice"):
        load_cases(tmp_path, ["questions"])


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"multi\.jsonl"):
        load_cases(tmp_path, SETS[2:])


@pytest.mark.parametrize("words", ["zeven schepen.", "Er liggen zeven", "Er"])
def test_half_a_sentence_is_no_gold(letter: Letter, words: str) -> None:
    with pytest.raises(CaseError, match="whole sentences"):
        check_cases([case_of(gold_of(letter, words))], {"brief-1": letter})


def test_fingerprint_follows_the_facts(letter: Letter) -> None:
    case = case_of(gold_of(letter, "Er liggen zeven schepen."))
    assert case.fingerprint == case_of(*case.gold).fingerprint
    assert case.fingerprint != case_of(*case.gold, facts=(("zes",),)).fingerprint
