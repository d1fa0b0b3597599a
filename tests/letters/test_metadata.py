"""The sidecar: what is read, and what each mistake says."""

from datetime import date
from pathlib import Path

import pytest

from rag.errors import LetterError
from rag.letters.metadata import read_source
from rag.records import Source

ID = 'letter_id = "brief"\n'


def read(folder: Path, sidecar: str | bytes | None) -> Source:
    if sidecar is not None:
        data = sidecar.encode() if isinstance(sidecar, str) else sidecar
        (folder / "brief.toml").write_bytes(data)
    return read_source(folder / "brief.txt")


@pytest.mark.parametrize(
    ("sidecar", "source"),
    [
        (None, Source("brief")),
        (ID, Source("brief")),
        ("\ufeff" + ID, Source("brief")),
        (
            ID + 'title = "T"\ndate = 2024-12-12\nnumber = "87"\nkenmerk = "K"',
            Source("brief", title="T", date=date(2024, 12, 12), number="87", kenmerk="K"),
        ),
    ],
)
def test_source(tmp_path: Path, sidecar: str | None, source: Source) -> None:
    assert read(tmp_path, sidecar) == source


@pytest.mark.parametrize(
    ("sidecar", "words"),
    [
        (ID + 'titel = "T"', ["unknown field 'titel'", "'T'", "use only letter_id, title"]),
        (ID + "number = 87", ["number is 87", "between quotes"]),
        (ID + "title = []", ["title is []", "between quotes"]),
        (ID + 'date = "2024-12-12"', ["date is '2024-12-12'", "without quotes"]),
        (ID + "date = 2024-12-12T10:00:00", ["date is", "like 2024-12-12"]),
        ('title = "T"', ["letter_id is missing", 'add letter_id = "brief"']),
        ('letter_id = "ander"', ["letter_id is 'ander'", "'brief'", "make them the same"]),
        ("letter_id = ", ["not valid TOML", "correct that line"]),
        (b"\xff\xfe", ["not UTF-8", "save it as UTF-8"]),
    ],
)
def test_bad_sidecar(tmp_path: Path, sidecar: str | bytes, words: list[str]) -> None:
    with pytest.raises(LetterError) as caught:
        read(tmp_path, sidecar)
    message = str(caught.value)
    assert "\n" not in message
    assert all(word in message for word in ["brief.toml", *words])
