"""The command line: each step is there, and a fault is one line and exit code 1."""

import pytest

from models.train.__main__ import main
from models.train.export import export, size_in_megabytes


def test_check_of_the_shipped_data(capsys):
    assert main(["check"]) == 0
    assert "no faults" in capsys.readouterr().out


def test_check_names_the_fault(tmp_path, capsys):
    (tmp_path / "triples").mkdir()
    (tmp_path / "triples" / "part1.jsonl").write_text("{}\n")
    assert main(["transplant", "--data", str(tmp_path), "--work", str(tmp_path)]) == 1
    assert capsys.readouterr().err == "transplant: part1.jsonl:1: no formal_nl\n"
    assert main(["check", "--data", str(tmp_path)]) == 1
    assert "part1.jsonl:1: no formal_nl" in capsys.readouterr().out


def test_broken_line_is_one_line_on_stderr(tmp_path, capsys):
    (tmp_path / "triples").mkdir()
    (tmp_path / "triples" / "part1.jsonl").write_text("no json\n")
    assert main(["check", "--data", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("check: part1.jsonl:1: no JSON object")


def test_exported_model_loads_and_gives_the_same_vectors(tiny, tmp_path):
    from sentence_transformers import SentenceTransformer

    (tmp_path / "README.md").write_text("card")
    export(tiny, tmp_path)
    model = SentenceTransformer(str(tmp_path), device="cpu").float()
    texts = ["the port policy.", "enforcement " * 400]
    cosines = (model.encode(texts) * tiny.encode(texts)).sum(1)
    assert cosines == pytest.approx(1, abs=1e-3)
    assert model.max_seq_length == 256
    assert not any(model.prompts.values())
    assert (tmp_path / "README.md").read_text() == "card"
    assert size_in_megabytes(tmp_path) < 0.1
