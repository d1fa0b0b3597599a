"""Embedding models as llama-index `BaseEmbedding`: ONNX int8 (default) or sentence-transformers.

The ONNX file is exported once per model into the index folder and is a cache like the rest of it.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from numpy.typing import NDArray
from pydantic import PrivateAttr

from rag.errors import ModelError

BATCH = 32
# Names under which models keep the prompt for what is searched.
PASSAGE_PROMPTS = ("document", "passage", "corpus")
Vectors = NDArray[np.float32]


def model_fingerprint(model: str) -> str:
    """Return what identifies a model's vectors: a hash of its files, or the hub name itself."""
    folder = Path(model)
    if not folder.is_dir():
        return hashlib.sha256(model.encode()).hexdigest()[:16]
    digest = hashlib.sha256()
    for file in sorted(
        path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md"
    ):
        digest.update(str(file.relative_to(folder)).encode())
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:16]


class OnnxEmbedding(BaseEmbedding):
    """A sentence encoder run by ONNX Runtime from a folder made by `onnx_export`."""

    _session: Any = PrivateAttr()
    _tokenizer: Any = PrivateAttr()
    _inputs: tuple[str, ...] = PrivateAttr()
    _prompts: dict[str, str] = PrivateAttr()

    def __init__(self, folder: Path) -> None:
        """Load the exported model; raises ModelError when the export is damaged."""
        import onnxruntime
        from tokenizers import Tokenizer

        super().__init__(model_name=folder.name, embed_batch_size=BATCH)
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # A question is too short to share among threads, and threads that spin while they wait take
        # the cores of other users' questions.
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            self._session = onnxruntime.InferenceSession(
                folder / "model.onnx", options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            raise ModelError(
                f"{folder}: the exported model cannot be loaded ({error}); delete that folder and "
                "run `rag sync`"
            ) from error
        self._tokenizer.enable_truncation(config["max_length"])
        self._tokenizer.no_padding()
        self._inputs = tuple(item.name for item in self._session.get_inputs())
        self._prompts = config["prompts"]

    def encode(self, texts: list[str], prompt: str) -> Vectors:
        """Return unit vectors, shape (len(texts), dimension); `prompt` is `query` or `passage`."""
        # One by one: int8 scales over a whole batch, so that a vector would depend on the texts
        # beside it; on a CPU a batch is no faster.
        return np.vstack([self._encode_one(self._prompts[prompt] + text) for text in texts])

    def _encode_one(self, text: str) -> Vectors:
        encoding = self._tokenizer.encode(text)
        feed = {
            "input_ids": np.array([encoding.ids], dtype=np.int64),
            "attention_mask": np.array([encoding.attention_mask], dtype=np.int64),
        }
        vectors = self._session.run(None, {name: feed[name] for name in self._inputs})[0]
        return np.asarray(vectors, dtype=np.float32)

    def _get_query_embedding(self, query: str) -> list[float]:
        return self.encode([query], "query")[0].tolist()  # type: ignore[no-any-return]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self.encode([text], "passage")[0].tolist()  # type: ignore[no-any-return]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self.encode(texts, "passage").tolist()  # type: ignore[no-any-return]


def own_prompts(prompts: Mapping[str, str | None]) -> dict[str, str]:
    """Return what a model wants before a `query` and a `passage`, from the prompts it names."""
    passage = next((prompts[name] for name in PASSAGE_PROMPTS if prompts.get(name)), None)
    return {"query": prompts.get("query") or "", "passage": passage or ""}


def torch_embedding(model: str) -> BaseEmbedding:
    """Load a sentence-transformers model with its own prompts; raises ModelError."""
    from huggingface_hub.constants import HF_HUB_CACHE
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from sentence_transformers.util import load_file_path

    try:
        # llama-index would replace the prompts of the model by empty ones, and look for hub models
        # in a cache of its own.
        file = load_file_path(model, "config_sentence_transformers.json", cache_folder=HF_HUB_CACHE)
        config = json.loads(Path(file).read_text(encoding="utf-8")) if file else {}
        prompts = own_prompts(config.get("prompts") or {})
        return HuggingFaceEmbedding(
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


def embed_texts(embedding: BaseEmbedding, texts: list[str]) -> Vectors:
    """Return unit vectors of passages, shape (len(texts), dimension), batched by length."""
    order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    rows: list[Vectors] = [np.empty(0, dtype=np.float32)] * len(texts)
    for first in range(0, len(order), BATCH):
        batch = order[first : first + BATCH]
        vectors = embedding.get_text_embedding_batch([texts[index] for index in batch])
        for index, vector in zip(batch, vectors, strict=True):
            rows[index] = np.asarray(vector, dtype=np.float32)
    if not rows:
        return np.empty((0, 0), dtype=np.float32)
    matrix = np.vstack(rows)
    return np.asarray(matrix / np.linalg.norm(matrix, axis=1, keepdims=True), dtype=np.float32)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
