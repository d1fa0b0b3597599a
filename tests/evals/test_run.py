"""Asking in one process: history, filters, settings of the two corpora, the command line."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import evals.__main__ as command
from evals.cases import FICTIONAL, load_cases, load_letters, select
from evals.regression import read_baseline
from evals.run import CORPUS, eval_settings, hashes, run_cases
from rag.assistant import Assistant
from rag.records import Answer, Letter
from rag.settings import Settings
from tests.evals.conftest import answer_of, case_of, citation_of, gold_of


@dataclass
class Fake:
    """Refuses everything and remembers what it was asked."""

    asked: list[tuple[str, int, datetime.date | None]] = field(default_factory=list)

    def ask(self, question: str, *, history: Sequence[Answer] = (), **more: Any) -> Answer:
        self.asked.append((question, len(history), more.get("since")))
        return answer_of()


def test_a_turn_gets_the_answers_before_it(letters: dict[str, Letter]) -> None:
    talk = [
        case_of(id=f"c1.{n}", set="conversations", conversation="c1", question=f"v{n}")
        for n in (1, 2, 3)
    ]
    fake = Fake()
    results = run_cases(talk[2:], talk, lambda name: fake, letters, quiet=True)
    assert fake.asked[1:] == [("v1", 0, None), ("v2", 1, None), ("v3", 2, None)]
    assert [result.case.id for result in results] == ["c1.3"]


def test_each_set_has_its_assistant_and_filters(letters: dict[str, Letter]) -> None:
    day = datetime.date(2024, 1, 1)
    cases = [case_of(id="m1", set="multi", since=day), case_of(id="q1")]
    fakes = {"questions": Fake(), "multi": Fake()}
    results = run_cases(cases, cases, fakes.__getitem__, letters, quiet=True)
    assert [result.case.id for result in results] == ["m1", "q1"]
    assert fakes["multi"].asked[-1] == ("Hoeveel?", 0, day)
    assert len(fakes["questions"].asked) == 2  # with the one that warms up


def test_results_are_measured(letter: Letter, letters: dict[str, Letter]) -> None:
    words = "Hiervan zijn er drie bevroren."

    class Knows:
        def ask(self, question: str, **more: Any) -> Answer:
            return answer_of(words, citation_of(letter, words))

    case = case_of(gold_of(letter, words))
    (result,) = run_cases([case], [case], lambda name: Knows(), letters, quiet=True)
    assert result.right
    assert result.values["recall@10"] == 0.0  # no hits
    assert result.section == "Inleiding"
    assert result.confidence == 0.0


def test_multi_corpus_holds_all_letters_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "multi-corpus").mkdir()
    (tmp_path / "multi-corpus" / "oud.txt").write_text("oud")
    settings = eval_settings(Settings(), "multi", tmp_path)
    assert set(load_letters(settings.corpus)) == set(load_letters(CORPUS, FICTIONAL))
    assert settings.index.is_relative_to(tmp_path)
    assert eval_settings(Settings(), "real", tmp_path).corpus == CORPUS


def test_hashes_follow_the_model(tmp_path: Path) -> None:
    (tmp_path / "weights").write_text("1")
    first = hashes(Settings(embed_model=str(tmp_path)))
    (tmp_path / "weights").write_text("2")
    second = hashes(Settings(embed_model=str(tmp_path), port=1))
    assert {name for name in first if first[name] != second[name]} == {"model"}
    assert hashes(Settings(embed_model="hub/naam"))["model"]


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The command line with an assistant that refuses all, and a baseline in a folder."""
    path = tmp_path / "baseline.json"
    monkeypatch.setattr(command, "open_assistants", lambda settings: lambda name: Fake())
    monkeypatch.setattr(command, "read_baseline", lambda: read_baseline(path))
    write = command.write_baseline
    monkeypatch.setattr(command, "write_baseline", lambda r, h, why: write(r, h, why, path))
    return path


def test_run_without_baseline(
    offline: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, data = tmp_path / "r.html", tmp_path / "r.json"
    options = ["--kind", "english", "--report", str(page), "--json", str(data)]
    assert command.main(options) == 0
    assert "No baseline yet" in capsys.readouterr().out
    assert page.stat().st_size and data.stat().st_size


def test_update_then_same_run_passes(offline: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--update", "--why", "eerste"]) == 0
    kept = read_baseline(offline)
    assert kept is not None and kept.why == "eerste"
    assert len(kept.outcomes) == len(load_cases())
    assert command.main(["--split", "dev", "--set", "multi"]) == 0
    assert "worse: 0" in capsys.readouterr().out


@pytest.mark.parametrize(
    "options",
    [
        ["--update"],
        ["--why", "x"],
        ["--update", "--why", " "],
        ["--update", "--why", "x", "--only", "q001"],
        ["--kind", "raadsel"],
    ],
)
def test_wrong_usage(options: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(options)
    assert stopped.value.code == 2


def test_explain_keeps_out_of_test(offline: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hidden = select(load_cases(), "test")[0]
    assert command.main(["--explain", hidden.id]) == 1
    caught = capsys.readouterr()
    assert "test split" in caught.err
    assert hidden.question not in caught.out


def test_explain_says_what_weighed(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "open_assistants", lambda settings: lambda name: assistant)
    shown = select(load_cases(), "dev")[0]
    assert command.main(["--explain", shown.id]) == 0
    printed = capsys.readouterr().out
    assert shown.question in printed
    assert "answerable" in printed and "passage_lead" in printed


def test_unknown_id(offline: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--only", "q9999"]) == 1
    assert "no question is q9999" in capsys.readouterr().err
