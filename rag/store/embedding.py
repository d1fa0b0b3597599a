"""Embedding models as encoders: ONNX int8 (default) or sentence-transformers through llama-index.

The ONNX file is exported once per model into the index folder and is a cache like the rest of it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelError
from rag.store.onnx_session import open_session, side_by_side

BATCH = 32
# So few texts are encoded before a pool of threads has started.
FEW = 8
# Names under which models keep the prompt for what is searched.
PASSAGE_PROMPTS = ("document", "passage", "corpus")
Vectors = NDArray[np.float32]
Prompt = Literal["query", "passage"]


class Encoder(Protocol):
    """What turns texts into vectors."""

    def encode(self, texts: Sequence[str], prompt: Prompt) -> Vectors:
        """Return unit vectors, shape (len(texts), dimension), in the order of the texts."""
        ...


def model_fingerprint(model: str) -> str:
    """Return what identifies a model's vectors: a hash of its files, or the hub name itself."""
    folder = Path(model)
    if not folder.is_dir():
        return hashlib.sha256(model.encode()).hexdigest()[:16]
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md")
    # A start asks this several times of the same 50 MB.
    states = [(status.st_size, status.st_mtime_ns) for status in map(Path.stat, files)]
    return _fingerprint(folder, tuple(files), tuple(states))


@lru_cache(maxsize=8)
def _fingerprint(folder: Path, files: tuple[Path, ...], states: tuple[tuple[int, int], ...]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(folder)).encode())
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:16]


class OnnxEncoder:
    """A sentence encoder run by ONNX Runtime from a folder made by `onnx_export`."""

    def __init__(self, folder: Path) -> None:
        """Load the exported model; raises ModelError when the export is damaged."""
        from tokenizers import Tokenizer

        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            self._session = open_session(folder / "model.onnx")
            self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            raise ModelError(
                f"{folder}: the exported model cannot be loaded ({error}); delete that folder and "
                "run `rag sync`"
            ) from error
        self._tokenizer.enable_truncation(config["max_length"])
        self._tokenizer.no_padding()
        self._inputs = tuple(item.name for item in self._session.get_inputs())
        self._prompts: dict[str, str] = config["prompts"]

    def encode(self, texts: Sequence[str], prompt: Prompt) -> Vectors:
        """Return unit vectors, shape (len(texts), dimension), in the order of the texts."""
        given = [self._prompts[prompt] + text for text in texts]
        if len(given) <= FEW:
            rows = [self._encode_one(text) for text in given]
        else:
            rows = side_by_side(self._encode_one, given)
        return _unit(rows)

    def _encode_one(self, text: str) -> Vectors:
        encoding = self._tokenizer.encode(text)
        feed = {
            "input_ids": np.array([encoding.ids], dtype=np.int64),
            "attention_mask": np.array([encoding.attention_mask], dtype=np.int64),
        }
        vectors = self._session.run(None, {name: feed[name] for name in self._inputs})[0]
        return np.asarray(vectors[0], dtype=np.float32)


class TorchEncoder:
    """A sentence-transformers model in full precision, through llama-index."""

    def __init__(self, model: str) -> None:
        """Load the model with its own prompts; raises ModelError."""
        from huggingface_hub.constants import HF_HUB_CACHE
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding
        from sentence_transformers.util import load_file_path

        try:
            # llama-index would replace the prompts of the model by empty ones, and look for hub
            # models in a cache of its own.
            name = "config_sentence_transformers.json"
            file = load_file_path(model, name, cache_folder=HF_HUB_CACHE)
            config = json.loads(Path(file).read_text(encoding="utf-8")) if file else {}
            prompts = own_prompts(config.get("prompts") or {})
            self._model = HuggingFaceEmbedding(
                model_name=model,
                query_instruction=prompts["query"],
                text_instruction=prompts["passage"],
                embed_batch_size=BATCH,
                cache_folder=HF_HUB_CACHE,
                device="cpu",
                model_kwargs={"dtype": "float32"},
            )
        except Exception as error:
            raise ModelError(
                f"embedding model {model!r} cannot be loaded ({_first_line(error)}); give "
                "RAG_EMBED_MODEL a folder in sentence-transformers format, or a hub name that this "
                "machine can reach or has in its cache"
            ) from error

    def encode(self, texts: Sequence[str], prompt: Prompt) -> Vectors:
        """Return unit vectors, shape (len(texts), dimension), in the order of the texts."""
        if prompt == "query":
            return _unit([self._model.get_query_embedding(text) for text in texts])
        # Texts of one length together: a batch is as slow as its longest text.
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        found = self._model.get_text_embedding_batch([texts[place] for place in order])
        rows = dict(zip(order, found, strict=True))
        return _unit([rows[place] for place in range(len(texts))])


def _unit(rows: Sequence[Any]) -> Vectors:
    if not rows:
        return np.empty((0, 0), dtype=np.float32)
    matrix = np.asarray(rows, dtype=np.float32)
    return np.asarray(matrix / np.linalg.norm(matrix, axis=1, keepdims=True), dtype=np.float32)


def own_prompts(prompts: Mapping[str, str | None]) -> dict[str, str]:
    """Return what a model wants before a `query` and a `passage`, from the prompts it names."""
    passage = next((prompts[name] for name in PASSAGE_PROMPTS if prompts.get(name)), None)
    return {"query": prompts.get("query") or "", "passage": passage or ""}


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
