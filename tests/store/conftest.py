"""A tiny sentence-transformers model with random weights, made here: no download, no network."""

from pathlib import Path

import pytest

WORDS = (
    "de het een van in op is zijn douane haven schip vaartuig waarde vraag tekst brief hoeveel "
    "wanneer liggen er aan ketting"
).split()
PROMPTS = {"query": "vraag: ", "document": "tekst: "}


def make_tiny_model(folder: Path, prompts: dict[str, str]) -> None:
    """Write a two-layer BERT of 32 dimensions with a WordPiece vocabulary of words and letters."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    base = folder.with_name(f"{folder.name}-base")
    base.mkdir(parents=True)
    letters = "abcdefghijklmnopqrstuvwxyz0123456789:?.,-"
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS, *letters]
    vocabulary += [f"##{letter}" for letter in letters]
    (base / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    torch.manual_seed(31934)
    model = BertModel(
        BertConfig(
            vocab_size=len(vocabulary),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
            max_position_embeddings=64,
            initializer_range=0.5,
        )
    )
    model.save_pretrained(base)
    BertTokenizer(vocab=str(base / "vocab.txt")).save_pretrained(base)
    transformer = Transformer(str(base), max_seq_length=32)
    pooling = Pooling(transformer.get_embedding_dimension())
    SentenceTransformer(
        modules=[transformer, pooling, Normalize()], device="cpu", prompts=prompts
    ).save(str(folder))


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny") / "model"
    make_tiny_model(folder, PROMPTS)
    return folder
