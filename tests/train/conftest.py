"""A BERT so small that a test makes it itself: 8 dimensions, one layer, a dozen tokens."""

import pytest
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel

from models.train.encoder import Encoder

TOKENS = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "##a", "the", "port", "policy", "die",
    "enforce", "##ment", "rare", "##s", ".",
]  # fmt: skip


@pytest.fixture
def tiny() -> Encoder:
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(TOKENS), hidden_size=8, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, max_position_embeddings=300,
    )  # fmt: skip
    vocabulary = {token: i for i, token in enumerate(TOKENS)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.add_special_tokens(TOKENS[:5])
    return Encoder(BertModel(config).eval(), tokenizer)
