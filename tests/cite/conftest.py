from pathlib import Path

import pytest

from rag.letters.read import read_letter
from rag.records import Letter

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


@pytest.fixture(scope="session")
def letter() -> Letter:
    return read_letter(CORPUS / "kst-31934-87.txt")
