"""Sealed folders: any change is noticed; a pointer names one snapshot or none."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rag.store.snapshot import (
    FORMAT,
    Manifest,
    current_snapshot,
    damage,
    file_hash,
    publish,
    read_manifest,
    seal,
)

MANIFEST = Manifest(
    format=FORMAT,
    program="1",
    model="m",
    backend="onnx",
    chroma_url="none",
    letters={"brief-1": "hash"},
    broken={},
    passages={"brief-1": 3},
)


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    folder = tmp_path / "snapshot"
    (folder / "letters").mkdir(parents=True)
    (folder / "letters" / "één.json").write_text("{}", encoding="utf-8")
    (folder / "vectors.npy").write_bytes(bytes(range(256)))
    (folder / "empty").write_bytes(b"")
    seal(folder, MANIFEST)
    return folder


def test_file_hash(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    assert file_hash(tmp_path / "file") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def test_sealed_folder_is_whole(sealed: Path) -> None:
    assert damage(sealed) is None
    manifest = read_manifest(sealed)
    assert manifest and replace(manifest, files={}, seal="") == MANIFEST
    assert sorted(manifest.files) == ["empty", "letters/één.json", "vectors.npy"]


def flip(folder: Path) -> None:
    content = bytearray((folder / "vectors.npy").read_bytes())
    content[0] ^= 1
    (folder / "vectors.npy").write_bytes(content)


def other_hash(folder: Path) -> None:
    content = json.loads((folder / "manifest.json").read_text("utf-8"))
    content["files"]["empty"] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(content), "utf-8")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (flip, "vectors.npy has changed"),
        (lambda folder: os.truncate(folder / "vectors.npy", 9), "vectors.npy has changed"),
        (lambda folder: (folder / "empty").write_bytes(b"x"), "empty has changed"),
        (lambda folder: (folder / "empty").unlink(), "empty is missing"),
        (lambda folder: (folder / "more").write_bytes(b""), "more is not part of it"),
        (
            lambda folder: (folder / "empty").rename(folder / "letters" / "empty"),
            "empty is missing",
        ),
        (lambda folder: (folder / "manifest.json").unlink(), "manifest.json cannot be used"),
        (
            lambda folder: (folder / "manifest.json").write_bytes(b""),
            "manifest.json cannot be used",
        ),
        (
            lambda folder: (folder / "manifest.json").write_bytes(b"[]"),
            "manifest.json cannot be used",
        ),
        (
            lambda folder: (folder / "manifest.json").write_bytes(b"{}"),
            "manifest.json cannot be used",
        ),
        (
            lambda folder: (folder / "manifest.json").write_bytes(b'{"files": 3}'),
            "manifest.json cannot be used",
        ),
        (
            lambda folder: (folder / "manifest.json").write_bytes(b"\xff"),
            "manifest.json cannot be used",
        ),
        (other_hash, "manifest.json has changed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_any_change_is_damage(sealed: Path, harm: Callable[[Path], object], said: str) -> None:
    harm(sealed)
    assert (damage(sealed) or "").startswith(said)


def test_no_folder_is_damage(tmp_path: Path) -> None:
    assert damage(tmp_path / "nowhere")
    assert read_manifest(tmp_path / "nowhere") is None


@pytest.mark.parametrize(
    "change",
    [
        {"format": "0"},
        {"format": None},
        {"unknown": 1},
        {"letters": ...},
    ],
)
def test_manifest_of_another_format_is_none(sealed: Path, change: dict[str, object]) -> None:
    content = json.loads((sealed / "manifest.json").read_text("utf-8"))
    content |= change
    content = {name: value for name, value in content.items() if value is not ...}
    (sealed / "manifest.json").write_text(json.dumps(content), "utf-8")
    assert read_manifest(sealed) is None


@pytest.mark.parametrize(
    "pointer",
    [
        None,
        b"",
        b"\n",
        b"nowhere\n",
        b"x" * 9_999,
        b"..\n",
        b".\n",
        b"../snapshots\n",
        b"/\n",
        b"\xff\n",
    ],
)
def test_pointer_to_nothing(tmp_path: Path, pointer: bytes | None) -> None:
    (tmp_path / "snapshots").mkdir()
    if pointer is not None:
        (tmp_path / "current").write_bytes(pointer)
    assert current_snapshot(tmp_path) is None


def test_publish_moves_points_and_drops_the_old(tmp_path: Path) -> None:
    index = tmp_path / "index"
    (index / "snapshots").mkdir(parents=True)
    for number in range(2):
        folder = tmp_path / f"new-{number}"
        folder.mkdir()
        (folder / "file").write_text(str(number))
        seal(folder, MANIFEST)
        target = publish(index, folder)
        assert current_snapshot(index) == target and damage(target) is None
        assert [path.name for path in (index / "snapshots").iterdir()] == [target.name]
        assert (target / "file").read_text() == str(number)
        assert not folder.exists()
    assert sorted(path.name for path in index.iterdir()) == ["current", "snapshots"]
