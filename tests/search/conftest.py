"""Three letters, of which the real one is one: enough to filter, to date and to shuffle."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.settings import Settings
from rag.store.index import Index
from tests.conftest import LETTER, silent

LETTERS = {
    "brief-1": (
        "2023-05-01",
        "Hierbij informeer ik u over de honden.\n\nSpeurhonden\n"
        "De Douane heeft 31 speurhonden in dienst. Zij zoeken naar geld en tabak.\n",
    ),
    "brief-2": (
        "2024-03-01",
        "Hierbij informeer ik u over de scanners.\n\nContainerscanners\n"
        "In Vlissingen staat sinds 2 mei 2023 een nieuwe containerscanner.\n",
    ),
}


def write_corpus(folder: Path, real: Path, names: list[str]) -> None:
    """Write the letters named, in that order."""
    folder.mkdir()
    for name in names:
        if name == LETTER:
            for suffix in (".toml", ".txt"):
                shutil.copyfile(real / f"{name}{suffix}", folder / f"{name}{suffix}")
            continue
        date, text = LETTERS[name]
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        (folder / f"{name}.toml").write_text(
            f'letter_id = "{name}"\ndate = {date}\n', encoding="utf-8"
        )


def open_corpus(settings: Settings, folder: Path, names: list[str]) -> Assistant:
    """An assistant on the letters named; the index grows out of the session's, so it is quick."""
    folder.mkdir()
    write_corpus(folder / "corpus", settings.corpus, names)
    shutil.copytree(settings.index, folder / "index", copy_function=shutil.copyfile)
    return Assistant.open(
        replace(settings, corpus=folder / "corpus", index=folder / "index"), silent
    )


@pytest.fixture(scope="session")
def three(
    settings: Settings, assistant: Assistant, tmp_path_factory: pytest.TempPathFactory
) -> Assistant:
    """The real letter and two small ones; read only."""
    folder = tmp_path_factory.mktemp("three") / "letters"
    return open_corpus(settings, folder, [LETTER, "brief-1", "brief-2"])


@pytest.fixture(scope="session")
def index(three: Assistant) -> Index:
    return three.index
