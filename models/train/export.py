"""Write the encoder as a sentence-transformers folder: fp16 safetensors, 256 tokens, no prompts."""

import json
from pathlib import Path

import torch

from models.train.encoder import MAX_LENGTH, Encoder

MODULES = "sentence_transformers.sentence_transformer.modules"
LIMIT_MEGABYTES = 50.0


def export(encoder: Encoder, folder: Path) -> float:
    """Write the folder; returns its size in megabytes. A README that is there stays."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    folder.mkdir(parents=True, exist_ok=True)
    plain = folder / "plain"
    encoder.save(plain)
    _write_tokenizer_config(plain)
    transformer = Transformer(str(plain), max_seq_length=MAX_LENGTH)
    width = encoder.model.config.hidden_size
    model = SentenceTransformer(
        modules=[transformer, Pooling(width, pooling_mode="mean"), Normalize()], device="cpu"
    )
    model.to(torch.float16)
    model.save(str(folder), create_model_card=False)
    for path in plain.iterdir():
        path.unlink()
    plain.rmdir()
    (folder / "model.safetensors").chmod(0o644)
    size = size_in_megabytes(folder)
    if size > LIMIT_MEGABYTES:
        raise ValueError(f"{size:.1f} MB is over {LIMIT_MEGABYTES} MB: transplant fewer --tokens")
    return size


def size_in_megabytes(folder: Path) -> float:
    """The size of all files of a folder, in millions of bytes."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6


def _write_tokenizer_config(folder: Path) -> None:
    config = {
        "tokenizer_class": "BertTokenizer",
        "do_lower_case": True,
        "model_max_length": MAX_LENGTH,
        "cls_token": "[CLS]",
        "sep_token": "[SEP]",
        "pad_token": "[PAD]",
        "unk_token": "[UNK]",
        "mask_token": "[MASK]",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=1) + "\n")
