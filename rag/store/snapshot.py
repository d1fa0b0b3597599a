"""The index folder on disk: snapshots, their manifest, and the pointer to the current one.

    index/current                 name of the current snapshot
    index/snapshots/<name>/       letters/*.json *.npy, chroma/, chroma.json, bm25/, manifest.json
    index/models/<fingerprint>/   model exported to ONNX, with a manifest of its own
    index/lock                    held by the one writer

A snapshot is never changed once `current` names it: it is complete and right, or it is rebuilt.
"""

import hashlib
import json
import os
import re
import shutil
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rag.errors import StoreError

FORMAT = "5"
MANIFEST = "manifest.json"
_NAME = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What built a snapshot: a snapshot with any other value here is rebuilt, never mixed.

    `letters` maps a letter id to the hash of its files; `broken` a file name to what is wrong
    with it; `passages` a letter id to its number of passages, in index order; `files` every file of
    the snapshot to its sha256; `seal` is the sha256 of the rest.
    """

    format: str
    program: str
    model: str
    backend: str
    chroma_url: str
    letters: dict[str, str]
    broken: dict[str, str]
    passages: dict[str, int]
    files: dict[str, str] = field(default_factory=dict)
    seal: str = ""


def program_hash() -> str:
    """Return what identifies the programs that make a snapshot: a hash of their sources."""
    package = Path(__file__).resolve().parent.parent
    sources = [package / "dutch.py", package / "dutch_words.txt", package / "records.py"]
    sources += sorted(package.glob("letters/*.py")) + sorted(package.glob("store/*.py"))
    return hashlib.sha256("".join(file_hash(path) for path in sources).encode()).hexdigest()[:16]


def file_hash(path: Path) -> str:
    """Return the sha256 of a file as hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def current_snapshot(index: Path) -> Path | None:
    """Return the folder that `current` names, or None when there is none."""
    try:
        name = (index / "current").read_text(encoding="utf-8").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    except OSError as error:
        raise StoreError(
            f"{index}: the index cannot be read ({error.strerror}); set RAG_INDEX to a folder "
            "that can"
        ) from error
    # Names are ours: anything else, `..` or the contents of another file, is damage.
    folder = index / "snapshots" / name
    return folder if _NAME.fullmatch(name) and folder.is_dir() else None


def seal(
    folder: Path, manifest: Manifest | None = None, known: Mapping[str, str] | None = None
) -> None:
    """Write the manifest with the hash of every file in `folder`, and force all of it to disk.

    `known` gives the hashes of files that a sealed folder has already, and shares with this one.
    """
    known = known or {}
    present = _present(folder)
    hashes = {name: known.get(name) or file_hash(folder / name) for name in present}
    content: dict[str, Any] = asdict(manifest) if manifest else {}
    content["files"] = hashes
    content["seal"] = _seal_of(content)
    (folder / MANIFEST).write_text(
        json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8"
    )
    folders = {folder, *((folder / name).parent for name in present)}
    for path in [*(folder / name for name in present if name not in known), *folders]:
        _fsync(path)
    _fsync(folder / MANIFEST)


def _present(folder: Path) -> list[str]:
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.name != MANIFEST and path.is_file()
    )


def _seal_of(content: Mapping[str, Any]) -> str:
    rest = {name: value for name, value in content.items() if name != "seal"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def damage(folder: Path) -> str | None:
    """Return what is wrong with a sealed folder, or None when every file is as it was sealed."""
    return next(iter(damages(folder).values()), None)


def damages(folder: Path) -> dict[str, str]:
    """Return what is wrong with a sealed folder by file, all of it."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        sealed = dict(content["files"])
        if content["seal"] != _seal_of(content):
            return {MANIFEST: f"{MANIFEST} has changed"}
        present = set(_present(folder))
        wrong = {name: f"{name} is missing" for name in sealed.keys() - present}
        wrong |= {name: f"{name} is not part of it" for name in present - sealed.keys()}
        names = sorted(sealed.keys() & present)
        # Reading and hashing go on in threads side by side.
        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            hashes = pool.map(lambda name: file_hash(folder / name), names)
            for name, digest in zip(names, hashes, strict=True):
                if digest != sealed[name]:
                    wrong[name] = f"{name} has changed"
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return {MANIFEST: f"{MANIFEST} cannot be used ({type(error).__name__})"}
    return dict(sorted(wrong.items()))


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of a snapshot, or None when it is damaged or of another format."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**content)
    except (OSError, ValueError, TypeError):
        return None
    return manifest if manifest.format == FORMAT else None


def publish(index: Path, folder: Path) -> Path:
    """Move a sealed folder to the snapshots, point `current` to it and drop the others."""
    snapshots = index / "snapshots"
    name = uuid.uuid4().hex[:16]
    target = folder.replace(snapshots / name)
    _fsync(snapshots)
    pointer = index / ".current"
    try:
        pointer.write_text(name + "\n", encoding="utf-8")
        _fsync(pointer)
        pointer.replace(index / "current")
    except OSError:
        # Nothing points to it: on a full disk it would only be in the way.
        shutil.rmtree(target, ignore_errors=True)
        raise
    _fsync(index)
    for other in snapshots.iterdir():
        if other != target:
            shutil.rmtree(other, ignore_errors=True)
    return target


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
