"""A turn is kept as one whole line."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from evals.candidates import FILE, keep_candidate
from rag.errors import RagError
from rag.records import Letter
from tests.evals.conftest import answer_of, citation_of


def test_line_holds_question_answer_and_what_was_wrong(letter: Letter, tmp_path: Path) -> None:
    quote = "Er liggen zeven schepen."
    answer = answer_of(f"{quote} [1]", citation_of(letter, quote), short="zeven")
    path = keep_candidate(tmp_path / "nieuw", "Hoeveel\nschepen?", answer, " Moet drie zijn. ")
    (line,) = path.read_text(encoding="utf-8").splitlines()
    row = json.loads(line)
    assert row["question"] == "Hoeveel\nschepen?"
    assert row["wrong"] == "Moet drie zijn."
    assert row["citations"][0]["quote"] == quote


def test_lines_of_many_writers_do_not_mix(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(
            pool.map(lambda i: keep_candidate(tmp_path, "x" * 5000, answer_of(), str(i)), range(40))
        )
    rows = [json.loads(line) for line in (tmp_path / FILE).read_text().splitlines()]
    assert sorted(int(row["wrong"]) for row in rows) == list(range(40))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RagError, match="cannot be written"):
        keep_candidate(tmp_path / "file", "?", answer_of(), "")
