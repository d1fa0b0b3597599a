"""What tests share: the real letter, the real model, and one index built from them."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.records import Letter
from rag.settings import Settings

LETTER = "kst-31934-87"


def silent(message: object) -> None:
    """A report, or progress, that nobody reads."""


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The defaults, with an index of the test session's own."""
    return replace(Settings(), index=tmp_path_factory.mktemp("index"))


@pytest.fixture(scope="session")
def assistant(settings: Settings) -> Assistant:
    """The assistant on the real letter; read only."""
    return Assistant.open(settings, silent)


@pytest.fixture(scope="session")
def letter(assistant: Assistant) -> Letter:
    return assistant.letter(LETTER)


@pytest.fixture
def small(settings: Settings, assistant: Assistant, tmp_path: Path) -> Settings:
    """A corpus of two small letters with an empty index that has the exported model already."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    index.mkdir()
    (corpus / "brief-1.txt").write_text(
        "Hierbij informeer ik u over de honden.\n\nSpeurhonden\n"
        "De Douane heeft 31 speurhonden in dienst. Zij zoeken naar geld en tabak.\n",
        encoding="utf-8",
    )
    (corpus / "brief-2.txt").write_text(
        "Hierbij informeer ik u over de scanners.\n\nContainerscanners\n"
        "In Vlissingen staat sinds 2 mei 2023 een nieuwe containerscanner.\n",
        encoding="utf-8",
    )
    shutil.copytree(settings.index / "models", index / "models", copy_function=shutil.copyfile)
    return replace(settings, corpus=corpus, index=index)


@pytest.fixture
def reports() -> tuple[list[str], Callable[[str], None]]:
    """A list, and a report function that adds to it."""
    lines: list[str] = []
    return lines, lines.append
