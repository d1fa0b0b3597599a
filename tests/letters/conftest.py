from pathlib import Path

import pytest

from rag.letters.read import read_letter
from rag.records import Letter

ROOT = Path(__file__).parents[2]
DATA = Path(__file__).parent / "data"
LETTERS = {
    "kst-31934-87": ROOT / "corpus" / "kst-31934-87.txt",
    "zonder-reeks": DATA / "zonder-reeks.txt",
    "genummerd": DATA / "genummerd.txt",
}


@pytest.fixture(scope="session")
def letters() -> dict[str, Letter]:
    """The real letter, and two that are written for what it does not have."""
    return {name: read_letter(path) for name, path in LETTERS.items()}


@pytest.fixture(scope="session", params=LETTERS)
def letter(request: pytest.FixtureRequest, letters: dict[str, Letter]) -> Letter:
    """Each letter in turn."""
    return letters[request.param]


@pytest.fixture(scope="session")
def real(letters: dict[str, Letter]) -> Letter:
    return letters["kst-31934-87"]
