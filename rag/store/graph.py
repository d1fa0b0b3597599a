"""Chroma: the graph through which the nearest passages of a large corpus are found.

Embedded (a folder of the snapshot), or a collection on a Chroma server for many nodes. A graph is
never changed: letters that change after it was made are left out of what it finds and compared
one by one, until they are so many that a new graph is made.
"""

import json
import shutil
import tempfile
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from rag.errors import StoreError
from rag.store.embedding import Vectors

FOLDER, CONTENTS = "chroma", "chroma.json"
PREFIX = "letters-"
# Enough for a recall of 0.9999 at 50,000 vectors; the default loses whole queries there.
EF_SEARCH = 400
EF_CONSTRUCTION = 100
VERIFY_BATCH = 500
VERIFIED = 2_000
# So few passages are all compared: no graph is opened for them.
ALL = 200
# The share of changed passages from which on a new graph is made.
CHANGED = 0.1


@dataclass(frozen=True, slots=True)
class Contents:
    """What a graph holds: `letters` by hash and number of passages, in a collection of `count`.

    Passages of one vector have one entry: a graph full of equals loses what lies apart. `others`
    maps the passage that stands for them to the rest.
    """

    collection: str
    count: int
    letters: dict[str, tuple[str, int]]
    others: dict[str, list[str]]

    def passages(self) -> int:
        """How many passages the graph holds."""
        return sum(count for _, count in self.letters.values())

    def stale(self, hashes: Mapping[str, str]) -> int:
        """How many of them are of letters that changed or went."""
        return sum(
            count for name, (digest, count) in self.letters.items() if hashes.get(name) != digest
        )

    def fresh(self, hashes: Mapping[str, str]) -> list[str]:
        """The letters that it does not hold as they are."""
        return [
            name for name, digest in hashes.items() if self.letters.get(name, ("",))[0] != digest
        ]


def read_contents(snapshot: Path) -> Contents:
    """Read which letters the graph of a snapshot holds."""
    data = json.loads((snapshot / CONTENTS).read_text(encoding="utf-8"))
    letters = {name: (digest, count) for name, (digest, count) in data["letters"].items()}
    return Contents(data["collection"], data["count"], letters, data["others"])


def serves(contents: Contents, hashes: Mapping[str, str], counts: Mapping[str, int]) -> bool:
    """Tell whether a graph is still good enough for letters that changed since."""
    changed = sum(counts[name] for name in contents.fresh(hashes)) + contents.stale(hashes)
    return changed <= CHANGED * contents.passages()


def build_graph(
    folder: Path, url: str, hashes: Mapping[str, str], rows: Mapping[str, tuple[list[str], Vectors]]
) -> None:
    """Write a graph of all passages and check that they find themselves.

    A letter with a passage that does not is left to be compared one by one, as if it were new.
    `rows` maps a letter to the ids and vectors of its passages; `folder` is the new snapshot.
    """
    ids, vectors, others = _different(rows)
    client = _client(folder / FOLDER, url)
    name = f"{PREFIX}{uuid.uuid4().hex[:16]}"
    try:
        batches = -(-len(ids) // int(client.get_max_batch_size()))
        size = -(-len(ids) // batches)
        # With the threshold at the batch size every batch reaches the index files, so that a
        # reader has nothing to replay and leaves them as they are.
        threshold = max(2, len(ids) // batches)
        collection = client.create_collection(
            name,
            embedding_function=None,
            configuration={
                "hnsw": {
                    "space": "cosine",
                    "ef_search": EF_SEARCH,
                    "ef_construction": EF_CONSTRUCTION,
                    "batch_size": min(100, threshold),
                    "sync_threshold": threshold,
                }
            },
        )
        for first in range(0, len(ids), size):
            collection.add(ids=ids[first : first + size], embeddings=vectors[first : first + size])
        lost = {_letter_of(passage) for passage in _lost(collection, ids, vectors)}
    finally:
        client.close()
    letters = {each: (hashes[each], len(names)) for each, (names, _) in rows.items()}
    kept = {each: held for each, held in letters.items() if each not in lost}
    contents = Contents(name, len(ids), kept, others)
    if contents.passages() < (1 - CHANGED) * sum(count for _, count in letters.values()):
        raise StoreError(
            f"{folder}: the new index does not find passages of {len(lost)} letters; free disk "
            "space and run `rag sync --rebuild`"
        )
    text = json.dumps(asdict(contents), ensure_ascii=False)
    (folder / CONTENTS).write_text(text, encoding="utf-8")


def _different(
    rows: Mapping[str, tuple[list[str], Vectors]],
) -> tuple[list[str], Vectors, dict[str, list[str]]]:
    """The first passage of each vector, their vectors, and the other passages of the same."""
    ids: list[str] = []
    kept: list[Vectors] = []
    first: dict[bytes, str] = {}
    others: dict[str, list[str]] = {}
    for names, vectors in rows.values():
        for passage, vector in zip(names, vectors, strict=True):
            same = first.setdefault(vector.tobytes(), passage)
            if same == passage:
                ids.append(passage)
                kept.append(vector)
            else:
                others.setdefault(same, []).append(passage)
    return ids, np.stack(kept), others


def _letter_of(passage: str) -> str:
    return passage.rpartition("#")[0]


def _lost(collection: Any, ids: Sequence[str], vectors: Vectors) -> list[str]:
    """The passages, of a large graph of some of them, that do not find themselves."""
    if collection.count() != len(ids):
        raise StoreError(
            f"the new index holds {collection.count()} of {len(ids)} vectors; free disk space and "
            "run `rag sync --rebuild`"
        )
    step = -(-len(ids) // VERIFIED)
    ids, vectors = ids[::step], vectors[::step]
    lost = []
    for first in range(0, len(ids), VERIFY_BATCH):
        found = collection.query(
            query_embeddings=vectors[first : first + VERIFY_BATCH],
            n_results=1,
            include=["distances"],
        )
        for passage, distances in zip(ids[first:], found["distances"], strict=False):
            # Nearly equal texts may stand for each other, so the distance counts and not the id.
            if not distances or distances[0] > 1e-3:
                lost.append(passage)
    return lost


class Graph:
    """A graph open for search."""

    def __init__(self, snapshot: Path, contents: Contents, hashes: Mapping[str, str], url: str):
        """Open it; raises StoreError when Chroma cannot."""
        self.fresh = contents.fresh(hashes)
        self._stale = contents.stale(hashes)
        self._count = contents.count
        self._others = contents.others
        self._held = {
            name for name, (digest, _) in contents.letters.items() if hashes.get(name) == digest
        }
        self._place = str(snapshot) if url == "none" else url
        # Chroma writes to its database even to read it: each reader gets a copy of that one file,
        # so that snapshots stay as sealed, may be read-only, and readers never wait for each other.
        self._copy = tempfile.TemporaryDirectory(prefix="rag-chroma-", ignore_cleanup_errors=True)
        if url == "none":
            for path in (snapshot / FOLDER).iterdir():
                target = Path(self._copy.name) / path.name
                if path.is_dir():
                    target.symlink_to(path.resolve(), target_is_directory=True)
                else:
                    shutil.copyfile(path, target)
        try:
            self._client = _client(Path(self._copy.name), url)
            self._collection = self._client.get_collection(
                contents.collection, embedding_function=None
            )
            if self._collection.count() != self._count:
                raise ValueError(f"{self._collection.count()} of {self._count} passages")
        except Exception as error:
            raise StoreError(
                f"{self._place}: Chroma cannot open the index ({error}); run `rag sync --rebuild`"
            ) from error

    def nearest(self, vector: Vectors, count: int) -> list[str]:
        """Return the ids of the nearest passages of letters as they were, and a few more."""
        try:
            found = self._collection.query(
                query_embeddings=[vector],
                n_results=min(count + self._stale, self._count),
                include=["distances"],
            )
        except Exception as error:
            raise StoreError(
                f"{self._place}: Chroma does not answer ({error}); run `rag doctor`"
            ) from error
        return [
            each
            for passage in found["ids"][0]
            for each in (passage, *self._others.get(passage, ()))
            if _letter_of(each) in self._held
        ]

    def close(self) -> None:
        """Close Chroma and remove the copy."""
        self._client.close()
        self._copy.cleanup()


def open_graph(snapshot: Path, hashes: Mapping[str, str], passages: int, url: str) -> Graph | None:
    """Open the graph of a snapshot, or None where all passages are compared."""
    return Graph(snapshot, read_contents(snapshot), hashes, url) if passages > ALL else None


def drop_collections(url: str, kept: set[str]) -> None:
    """Remove what older snapshots have on a Chroma server."""
    client = _client(Path(), url)
    try:
        for collection in client.list_collections():
            if collection.name.startswith(PREFIX) and collection.name not in kept:
                client.delete_collection(collection.name)
    finally:
        client.close()


def _client(folder: Path, url: str) -> Any:
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if url == "none":
        return chromadb.PersistentClient(path=str(folder), settings=settings)
    address = urlsplit(url)
    return chromadb.HttpClient(
        host=str(address.hostname),
        port=address.port or (443 if address.scheme == "https" else 80),
        ssl=address.scheme == "https",
        settings=settings,
    )
