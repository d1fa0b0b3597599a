"""Vectors in Chroma: built through llama-index, read from a private copy.

A unit is what has a vector: a passage with its headings, or one of its sentences. Chroma finds
the nearest units; the snapshot's `vectors.npy` (a row a unit, in the same order) gives exact
scores, so that equal snapshots score equally whatever the approximate search does.
"""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from rag.errors import StoreError
from rag.letters.context import noted_sentence, searched_words
from rag.records import Letter
from rag.store.embedding import Vectors

COLLECTION = "letters"
# Enough for a recall of 0.9999 at 50,000 vectors; the default loses whole queries there.
EF_SEARCH = 400
VERIFY_BATCH = 500


def unit_ids(letter: Letter) -> list[str]:
    """Return the ids of a letter's units: each passage followed by its sentences (`id/1`)."""
    ids = []
    for passage in letter.passages:
        ids.append(passage.id)
        ids += [f"{passage.id}/{number + 1}" for number in range(len(passage.sentences))]
    return ids


def unit_texts(letter: Letter) -> list[str]:
    """Return what is embedded for each unit, in the order of `unit_ids`."""
    texts = []
    for passage in letter.passages:
        heading = " > ".join(passage.section)
        noted = noted_sentence(letter, passage)
        note_to = f"{letter.text[noted.start : noted.end]} " if noted else ""
        texts.append(f"{heading}\n{note_to}{passage.text}")
        texts += [
            searched_words(letter, passage, number) for number in range(len(passage.sentences))
        ]
    return texts


def build_chroma(folder: Path, letters: list[Letter], vectors: Vectors) -> None:
    """Write all units to a new Chroma database in `folder` and check that each finds itself."""
    from llama_index.core.schema import TextNode
    from llama_index.vector_stores.chroma import ChromaVectorStore

    client = _client(folder)
    try:
        units = _units(letters)
        batches = -(-len(units) // client.get_max_batch_size())
        size = -(-len(units) // batches)
        # With the threshold at the batch size every batch reaches the index files, so that a
        # reader has nothing to replay and leaves them as they are.
        threshold = max(2, len(units) // batches)
        collection = client.create_collection(
            COLLECTION,
            embedding_function=None,
            configuration={
                "hnsw": {
                    "space": "cosine",
                    "ef_search": EF_SEARCH,
                    "ef_construction": 200,
                    "batch_size": min(100, threshold),
                    "sync_threshold": threshold,
                }
            },
        )
        store = ChromaVectorStore(chroma_collection=collection)
        for first in range(0, len(units), size):
            store.add(
                [
                    TextNode(id_=unit, text=text, embedding=vector, metadata={"letter": letter})
                    for (letter, unit, text), vector in zip(
                        units[first : first + size],
                        vectors[first : first + size].tolist(),
                        strict=True,
                    )
                ]
            )
        _verify(collection, [unit for _, unit, _ in units], vectors)
    finally:
        client.close()


def _units(letters: list[Letter]) -> list[tuple[str, str, str]]:
    return [
        (letter.source.letter_id, unit, text)
        for letter in letters
        for unit, text in zip(unit_ids(letter), unit_texts(letter), strict=True)
    ]


def _verify(collection: Any, ids: list[str], vectors: Vectors) -> None:
    if collection.count() != len(ids):
        raise StoreError(
            f"the new index holds {collection.count()} of {len(ids)} vectors; free disk space and "
            "run `rag sync --rebuild`"
        )
    for first in range(0, len(ids), VERIFY_BATCH):
        found = collection.query(
            query_embeddings=vectors[first : first + VERIFY_BATCH],
            n_results=1,
            include=["distances"],
        )
        for unit, distances in zip(ids[first:], found["distances"], strict=False):
            # Equal texts have equal vectors, so the distance counts and not the id.
            if not distances or distances[0] > 1e-3:
                raise StoreError(f"the new index does not find {unit}; run `rag sync --rebuild`")


class VectorIndex:
    """The vectors of a snapshot, open for search; close it to drop its private copy."""

    def __init__(self, snapshot: Path) -> None:
        """Open the vectors; raises StoreError when Chroma cannot."""
        # Chroma writes to its database even to read it: each reader gets a copy of that one file,
        # so that snapshots stay as sealed, may be read-only, and readers never wait for each other.
        self._copy = tempfile.TemporaryDirectory(prefix="rag-chroma-", ignore_cleanup_errors=True)
        for path in (snapshot / "chroma").iterdir():
            target = Path(self._copy.name) / path.name
            if path.is_dir():
                target.symlink_to(path.resolve(), target_is_directory=True)
            else:
                shutil.copyfile(path, target)
        try:
            self._client = _client(Path(self._copy.name))
            self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
        except Exception as error:
            raise StoreError(
                f"{snapshot}: Chroma cannot open the index ({error}); run `rag sync --rebuild`"
            ) from error
        self.rows: Vectors = np.load(snapshot / "vectors.npy", mmap_mode="r")

    def nearest(self, vector: Vectors, count: int, letters: list[str] | None) -> list[str]:
        """Return the ids of the units nearest to a unit vector, within `letters` if given."""
        found = self._collection.query(
            query_embeddings=[vector],
            n_results=min(count, len(self.rows)),
            where={"letter": {"$in": letters}} if letters is not None else None,
            include=["distances"],
        )
        return list(found["ids"][0])

    def close(self) -> None:
        """Close Chroma and remove the private copy."""
        self._client.close()
        self._copy.cleanup()


def _client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(
        path=str(folder), settings=Settings(anonymized_telemetry=False)
    )
