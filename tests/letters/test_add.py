"""Adding: what is shown, what is written, and that nothing is overwritten or left half."""

import errno
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import rag.letters.add as module
from rag.cli import main
from rag.errors import LetterError
from rag.letters.add import propose, sidecar, store
from rag.letters.metadata import read_source
from rag.letters.read import read_letter
from rag.records import Source
from tests.letters.formats.__main__ import FOLDER

FULL = Source(
    letter_id="kst-99001-7",
    title="Stand van zaken Douane Voorbeeldhaven",
    date=date(2024, 6, 24),
    sender="A.B. Voorbeeld",
    sender_office="De staatssecretaris van Financiën",
    chamber="II",
    parliamentary_year="2023/24",
    dossier="99001",
    dossier_title="Voorbeelddossier",
    number="7",
    url="https://zoek.officielebekendmakingen.nl/kst-99001-7.html",
)


def given(folder: Path, name: str, as_name: str) -> Path:
    folder.mkdir(exist_ok=True)
    return Path(shutil.copy(FOLDER / name, folder / as_name))


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RAG_CORPUS", str(tmp_path / "corpus"))
    return tmp_path / "corpus"


@pytest.mark.parametrize(
    ("name", "stored", "source"),
    [
        ("brief.kamerstuk.xml", "kst-99001-7.xml", FULL),
        ("brief.docx", "de-brief-2024.docx", None),
        ("brief.txt", "de-brief-2024.txt", None),
    ],
)
def test_what_is_stored_can_be_read(
    name: str, stored: str, source: Source | None, tmp_path: Path, corpus: Path
) -> None:
    file = given(tmp_path / "in", name, f"Dé brief (2024){Path(name).suffix}")
    proposal = propose(file)
    target = store(proposal, corpus)
    assert target == corpus / stored
    assert target.read_bytes() == file.read_bytes()
    assert sorted(path.name for path in corpus.iterdir()) == sorted(
        [stored, Path(stored).with_suffix(".toml").name]
    )
    assert read_source(target) == proposal.source == (source or proposal.source)
    assert read_letter(target).passages[0].id.startswith(proposal.source.letter_id)
    assert set(proposal.origins) == {f for f in module.FIELDS if f not in proposal.unknown}
    assert store(proposal, corpus) is None


def test_a_sidecar_beside_the_file_counts(tmp_path: Path, corpus: Path) -> None:
    file = given(tmp_path / "in", "brief.docx", "x.docx")
    file.with_suffix(".toml").write_text('letter_id = "x"\ntitle = "Zo heet hij"\n')
    assert propose(file).source == Source("x", title="Zo heet hij")


@pytest.mark.parametrize("suffix", [".xml", ".docx"])
def test_another_letter_of_that_name_is_not_overwritten(
    suffix: str, tmp_path: Path, corpus: Path
) -> None:
    corpus.mkdir()
    there = corpus / f"kst-99001-7{suffix}"
    there.write_bytes(b"een andere brief")
    proposal = propose(given(tmp_path / "in", "brief.kamerstuk.xml", "a.xml"))
    with pytest.raises(LetterError, match="already there and differs"):
        store(proposal, corpus)
    assert there.read_bytes() == b"een andere brief" and len(list(corpus.iterdir())) == 1


@pytest.mark.parametrize("step", range(4))
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO])
def test_a_failing_disk_leaves_no_half_letter(
    step: int, code: int, tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = propose(given(tmp_path / "in", "brief.kamerstuk.xml", "a.xml"))
    calls = 0

    def failing(real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            nonlocal calls
            calls += 1
            if calls == step + 1:
                raise OSError(code, os.strerror(code))
            return real(*arguments)

        return call

    monkeypatch.setattr(module.os, "fsync", failing(os.fsync))
    monkeypatch.setattr(Path, "replace", failing(Path.replace))
    with pytest.raises(LetterError, match="cannot be written"):
        store(proposal, corpus)
    assert [path.name for path in corpus.iterdir() if path.suffix != ".toml"] == []
    monkeypatch.undo()
    assert store(proposal, corpus)


def test_values_are_written_so_that_they_read_back(tmp_path: Path) -> None:
    source = Source("x", title='Een "titel" met \\ en é', date=date(2024, 1, 2))
    (tmp_path / "x.toml").write_text(sidecar(source), "utf-8")
    assert read_source(tmp_path / "x.txt") == source


@pytest.mark.parametrize(
    ("answer", "code", "added"), [("j", 0, True), ("n", 1, False), ("", 1, False)]
)
def test_the_command_asks_first(
    answer: str, code: int, added: bool, tmp_path: Path, corpus: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    file = given(tmp_path / "in", "brief.docx", "brief.docx")
    monkeypatch.setattr("builtins.input", lambda _: answer)
    assert main(["add", str(file)]) == code
    shown = capsys.readouterr().out
    assert "2024-06-24   (het afzenderblok, “datum”)" in shown
    assert "niet bekend: chamber, parliamentary_year, dossier" in shown
    assert (corpus / "brief.docx").exists() == added


def test_one_bad_file_does_not_stop_the_others(
    tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = given(tmp_path / "in", "brief.pdf", "goed.pdf")
    bad = tmp_path / "slecht.docx"
    bad.write_bytes(b"PK\x03\x04")
    assert main(["add", "--yes", str(bad), str(tmp_path / "x.png"), str(good)]) == 1
    assert (corpus / "kst-99001-7.pdf").exists()
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 2 and all(line.startswith("rag: ") for line in errors)
