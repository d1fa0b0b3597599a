"""Export a sentence-transformers model to int8 ONNX, with its tokenizer, length and prompts.

`python -m rag.store.onnx_export MODEL FOLDER`: it takes a gigabyte that no answer needs, so it is
done by a process that ends (`export_apart`).
"""

import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rag.errors import ModelError
from rag.settings import PROJECT
from rag.store.embedding import OnnxEncoder, own_prompts

# Texts of different lengths to try the export on, and how alike the vectors must be: int8 gives
# about 0.99.
PROBES = (
    "Wanneer?",
    "Hoeveel schepen liggen er aan de ketting?",
    "De Douane werkt samen met politie, gemeenten en bedrijven, en deelt daarbij kennis over de "
    "werkwijze van smokkelaars in zee- en luchthavens.",
)
MINIMUM_COSINE = 0.97


DISK = 2


def export_apart(model: str, folder: Path) -> None:
    """Export in a process of its own; raises ModelError, or OSError when the disk fails."""
    given = str(Path(model).resolve()) if Path(model).is_dir() else model
    done = subprocess.run(
        [sys.executable, "-m", "rag.store.onnx_export", given, str(folder.resolve())],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    said = (done.stderr.strip().splitlines() or ["no output"])[-1]
    if done.returncode == DISK:
        number, _, name = said.partition(" ")
        raise OSError(int(number), os.strerror(int(number)), name)
    if done.returncode:
        raise ModelError(said.replace(repr(given), repr(model)))


def main(model: str, folder: str) -> int:
    """Export; the last line on stderr says what is wrong."""
    try:
        export_onnx(model, Path(folder))
    except ModelError as error:
        print(f"\n{' '.join(str(error).split())}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\n{error.errno or 5} {folder}", file=sys.stderr)
        return DISK
    return 0


def export_onnx(model: str, folder: Path) -> None:
    """Write model.onnx, tokenizer.json and config.json to `folder`, all or nothing.

    Weights are quantised dynamically per channel to int8; pooling and normalisation are in the
    graph. Raises ModelError when the model cannot be loaded or exported.
    """
    with _quiet():
        _export(model, folder)


def _export(model: str, folder: Path) -> None:
    encoder = _load(model)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".export-") as temporary:
        target = Path(temporary) / folder.name
        target.mkdir()
        try:
            _export_graph(encoder, target)
        except Exception as error:
            raise ModelError(
                f"embedding model {model!r} cannot be exported to ONNX ({error}); "
                "set RAG_EMBED_BACKEND=torch"
            ) from error
        tokenizer = encoder.tokenizer
        tokenizer.backend_tokenizer.save(str(target / "tokenizer.json"))
        prompts = own_prompts(encoder.prompts)
        config = {
            "source": Path(model).name,
            "max_length": encoder.max_seq_length,
            "prompts": prompts,
        }
        (target / "config.json").write_text(json.dumps(config, indent=1), encoding="utf-8")
        _check(encoder, target, prompts["passage"])
        if folder.exists():
            shutil.rmtree(folder)
        target.replace(folder)


def _load(model: str) -> Any:
    import torch
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(
            model, device="cpu", model_kwargs={"dtype": torch.float32}
        ).eval()
    except Exception as error:
        cause = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
        raise ModelError(
            f"embedding model {model!r} cannot be loaded ({cause}); give RAG_EMBED_MODEL a folder "
            "in sentence-transformers format, or a hub name that this machine can reach or has in "
            "its cache"
        ) from error


def _export_graph(encoder: Any, target: Path) -> None:
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    class Graph(torch.nn.Module):
        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            return encoder(features)["sentence_embedding"]

        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder

    tokens = torch.ones(2, 9, dtype=torch.long)
    # The example has padding: a mask of ones only is traced away, and with it every later mask.
    mask = torch.tensor([[1] * 9, [1] * 5 + [0] * 4])
    dynamic = {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}
    torch.onnx.export(
        Graph(),
        (tokens, mask),
        target / "full.onnx",
        dynamo=True,
        verbose=False,
        input_names=["input_ids", "attention_mask"],
        output_names=["vector"],
        dynamic_shapes=(dynamic, dynamic),
        external_data=False,
    )
    quantize_dynamic(
        target / "full.onnx",
        target / "model.onnx",
        weight_type=QuantType.QInt8,
        per_channel=True,
    )
    (target / "full.onnx").unlink()


def _check(encoder: Any, target: Path, prompt: str) -> None:
    expected = encoder.encode(list(PROBES), prompt=prompt, normalize_embeddings=True)
    exported = OnnxEncoder(target).encode(list(PROBES), "passage")
    cosine = float((expected * exported).sum(axis=1).mean())
    if cosine < MINIMUM_COSINE:
        raise ModelError(
            f"{target.name}: the vectors of the exported model differ from the model's own (cosine "
            f"{cosine:.3f}); set RAG_EMBED_BACKEND=torch"
        )


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence what the exporter prints: none of it is for the user."""
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
