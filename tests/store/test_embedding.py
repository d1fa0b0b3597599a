"""Embedding models: the export gives the model's own vectors, prompts and all, or says why not."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.errors import ModelError
from rag.letters.sentences import split_sentences
from rag.records import Letter
from rag.settings import Settings
from rag.store.embedding import (
    Encoder,
    OnnxEncoder,
    TorchEncoder,
    Vectors,
    model_fingerprint,
    own_prompts,
)
from rag.store.onnx_export import export_onnx
from rag.store.snapshot import damage, seal
from rag.store.sync import load_encoder
from tests.conftest import silent
from tests.store.conftest import PROMPTS

TEXTS = ["Hoeveel schip liggen er aan ketting?", "De waarde van een vaartuig in de haven."]


def cosines(one: Vectors, other: Vectors) -> Vectors:
    return np.asarray((one * other).sum(axis=1))


def own_vectors(model: str, texts: list[str], prompt: str = "") -> Vectors:
    """What sentence-transformers itself gives."""
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(model, device="cpu", model_kwargs={"dtype": "float32"})
    vectors = encoder.encode(texts, prompt=prompt, normalize_embeddings=True)
    return np.asarray(vectors, dtype=np.float32)


@pytest.fixture(scope="module")
def encoder(settings: Settings, letter: Letter) -> OnnxEncoder:
    """The export of the shipped model (`letter` makes sure that it is there)."""
    found = load_encoder(settings, silent)
    assert isinstance(found, OnnxEncoder)
    return found


@pytest.fixture(scope="module")
def sentences(letter: Letter) -> list[str]:
    """Thirty sentences of the letter, spread over it."""
    spans = split_sentences(letter.text)
    texts = [letter.text[start:end] for start, end in spans[:: len(spans) // 30][:30]]
    assert len(texts) == 30
    return texts


@pytest.fixture(scope="module")
def tiny_export(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> OnnxEncoder:
    folder = tmp_path_factory.mktemp("export") / "tiny"
    export_onnx(str(tiny_model), folder)
    return OnnxEncoder(folder)


def test_export_gives_the_vectors_of_the_model(
    settings: Settings, encoder: OnnxEncoder, sentences: list[str]
) -> None:
    found = cosines(
        own_vectors(settings.embed_model, sentences), encoder.encode(sentences, "passage")
    )
    assert found.mean() >= 0.98
    assert found.min() >= 0.95


def test_vectors_are_unit_vectors(encoder: OnnxEncoder, sentences: list[str]) -> None:
    texts = [*sentences[:5], "", "?", "woord " * 2000, "😀"]
    vectors = encoder.encode(texts, "passage")
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-4)


def test_a_batch_gives_what_single_texts_give(encoder: OnnxEncoder, sentences: list[str]) -> None:
    """A vector does not depend on the texts beside it, or adding a letter would change others."""
    batch = encoder.encode(sentences, "passage")
    single = np.array([encoder.encode([text], "passage")[0] for text in sentences])
    assert np.array_equal(batch, single)
    assert np.array_equal(batch[::-1], encoder.encode(sentences[::-1], "passage"))


def test_nothing_gives_nothing(encoder: OnnxEncoder) -> None:
    assert encoder.encode([], "passage").shape == (0, 0)


@pytest.mark.parametrize(
    ("named", "query", "passage"),
    [
        ({}, "", ""),
        ({"query": "", "document": ""}, "", ""),
        ({"query": "query: ", "passage": "passage: "}, "query: ", "passage: "),
        ({"query": "q ", "document": "d ", "passage": "p "}, "q ", "d "),
        ({"corpus": "c "}, "", "c "),
        ({"query": None, "document": None}, "", ""),
        ({"clustering": "x "}, "", ""),
    ],
)
def test_own_prompts(named: dict[str, str | None], query: str, passage: str) -> None:
    assert own_prompts(named) == {"query": query, "passage": passage}


@pytest.mark.parametrize("backend", ["onnx", "torch"])
def test_another_model_with_its_prompts(
    tiny_model: Path, tiny_export: OnnxEncoder, backend: str
) -> None:
    encoder: Encoder = tiny_export if backend == "onnx" else TorchEncoder(str(tiny_model))
    questions = encoder.encode(TEXTS, "query")
    passages = encoder.encode(TEXTS, "passage")
    least = 0.98 if backend == "onnx" else 0.9999
    asked = own_vectors(str(tiny_model), TEXTS, PROMPTS["query"])
    stored = own_vectors(str(tiny_model), TEXTS, PROMPTS["document"])
    plain = own_vectors(str(tiny_model), TEXTS)
    assert cosines(questions, asked).min() > least
    assert cosines(passages, stored).min() > least
    # The prompts do matter to this model, so the above says something.
    assert cosines(stored, plain).max() < 0.95
    assert cosines(asked, plain).max() < 0.95


def test_fingerprint_is_of_the_content(tiny_model: Path, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere"
    shutil.copytree(tiny_model, copy)
    first = model_fingerprint(str(tiny_model))
    assert model_fingerprint(str(copy)) == first
    (copy / "README.md").write_text("Read me.", encoding="utf-8")
    assert model_fingerprint(str(copy)) == first
    (copy / "config.json").write_text("{}", encoding="utf-8")
    assert model_fingerprint(str(copy)) != first
    assert model_fingerprint("org/one") != model_fingerprint("org/two")


def no_folder(folder: Path) -> None:
    """Leave it out."""


def empty_folder(folder: Path) -> None:
    folder.mkdir()


def half_a_model(folder: Path) -> None:
    folder.mkdir()
    (folder / "config.json").write_text("{}", encoding="utf-8")


def broken_weights(folder: Path) -> None:
    shutil.copytree(Settings().embed_model, folder, ignore=shutil.ignore_patterns("model.*"))
    (folder / "model.safetensors").write_bytes(b"not weights")


@pytest.mark.parametrize("backend", ["onnx", "torch"])
@pytest.mark.parametrize("prepare", [no_folder, empty_folder, half_a_model, broken_weights])
def test_unusable_model_says_why_and_what_to_do(
    settings: Settings, tmp_path: Path, prepare: Callable[[Path], None], backend: str
) -> None:
    folder = tmp_path / "model"
    prepare(folder)
    bad = replace(
        settings, embed_model=str(folder), embed_backend=backend, index=tmp_path / "index"
    )
    with pytest.raises(ModelError) as caught:
        load_encoder(bad, silent)
    message = str(caught.value)
    assert f"embedding model {str(folder)!r} cannot be loaded (" in message
    assert "give RAG_EMBED_MODEL a folder in sentence-transformers format" in message
    assert "\n" not in message
    left = list((tmp_path / "index").rglob("*")) if (tmp_path / "index").exists() else []
    assert {path.name for path in left} <= {"lock", "models"}


@pytest.mark.parametrize("backend", ["onnx", "torch"])
def test_hub_model_without_network(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backend: str
) -> None:
    # The library has read HF_HUB_OFFLINE=1 at its import; this is where it keeps it.
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    hub = replace(
        settings,
        embed_model="no-such-org/no-such-model",
        embed_backend=backend,
        index=tmp_path / "index",
    )
    with pytest.raises(ModelError) as caught:
        load_encoder(hub, silent)
    assert "'no-such-org/no-such-model' cannot be loaded (" in str(caught.value)
    assert "a hub name that this machine can reach or has in its cache" in str(caught.value)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "config.json"])
def test_damaged_export_is_named(
    settings: Settings, encoder: OnnxEncoder, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "export"
    shutil.copytree(settings.index / "models" / model_fingerprint(settings.embed_model), folder)
    (folder / name).write_bytes(b"\x00")
    with pytest.raises(ModelError, match="exported model cannot be loaded"):
        OnnxEncoder(folder)


def test_export_is_sealed(settings: Settings, encoder: OnnxEncoder, tmp_path: Path) -> None:
    folder = settings.index / "models" / model_fingerprint(settings.embed_model)
    assert damage(folder) is None
    assert sorted(path.name for path in folder.iterdir()) == [
        "config.json",
        "manifest.json",
        "model.onnx",
        "tokenizer.json",
    ]
    assert (folder / "model.onnx").stat().st_size < 40_000_000
    seal(tmp_path)
    assert damage(tmp_path) is None
