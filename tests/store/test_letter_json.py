"""Letters to JSON and back: nothing is lost, nothing is added."""

import json
from pathlib import Path

import pytest

from rag.letters.read import parse_letter, read_letter
from rag.records import Letter, Source
from rag.settings import Settings
from rag.store.letter_json import dump_letter, load_letter

TEXTS = {
    "one line": "Hierbij ontvangt u de brief.",
    "list": "Dit zijn de punten:\n· het eerste;\n· het tweede.\n",
    "footnote": "Zie de brief[footnoteRef:1]. [1:  Kamerstuk 1.] \n",
    "signature": "Een zin staat hier.\n\nDe minister van Financiën,\nT. van Oostenbruggen\n",
    "odd characters": 'Een "quote", een \\ en een 😀 met \u2028 erin.',
    "nothing": "",
}


def test_real_letter(settings: Settings) -> None:
    letter = read_letter(settings.corpus / "kst-31934-87.txt")
    assert load_letter(dump_letter(letter)) == letter


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_round_trip(text: str) -> None:
    letter = parse_letter(text, Source("brief-1"))
    assert load_letter(dump_letter(letter)) == letter
    assert dump_letter(load_letter(dump_letter(letter))) == dump_letter(letter)


def test_text_is_stored_once(letter: Letter) -> None:
    content = json.loads(dump_letter(letter))
    assert all("text" not in passage for passage in content["passages"])
    assert dump_letter(letter).count("Zwijgrecht") == letter.text.count("Zwijgrecht")


def test_loaded_letter_is_made_of_the_same_types(letter: Letter, tmp_path: Path) -> None:
    file = tmp_path / "letter.json"
    file.write_text(dump_letter(letter), encoding="utf-8")
    loaded = load_letter(file.read_text(encoding="utf-8"))
    assert hash(loaded) == hash(letter)
