"""Give the English encoder Dutch words: each starts as its translation's mean embedding."""

from collections.abc import Sequence

import torch

from models.train.encoder import Encoder, with_vocabulary
from models.train.vocabulary import NewToken

CONTINUES = "##"


def transplant(encoder: Encoder, planned: Sequence[NewToken]) -> Encoder:
    """The encoder with the planned tokens; a piece that means something else is overwritten."""
    tokens = encoder.vocabulary
    ids = {token: i for i, token in enumerate(tokens)}
    overwritten = encoder.embeddings.clone()
    added: list[torch.Tensor] = []
    for new in planned:
        token = normalise(encoder, new.token)
        if not token or (token in ids and token == new.english.lower()):
            continue  # the same word in both languages
        row = mean_embedding(encoder, new.english)
        if token not in ids:
            ids[token] = len(tokens)
            tokens.append(token)
            added.append(row)
        elif ids[token] < len(overwritten):
            overwritten[ids[token]] = row
    return with_vocabulary(encoder, tokens, torch.cat([overwritten, *(r[None] for r in added)]))


def mean_embedding(encoder: Encoder, english: str) -> torch.Tensor:
    """The mean of the word embeddings of an English text's pieces: [dimensions]."""
    ids = encoder.tokenizer.encode(english, add_special_tokens=False).ids
    return encoder.embeddings[ids].mean(0)


def normalise(encoder: Encoder, token: str) -> str:
    """A token as the tokenizer would see it; empty where it would cut it or drop it."""
    word = token.removeprefix(CONTINUES)
    seen: str = encoder.tokenizer.normalizer.normalize_str(word)
    pieces = encoder.tokenizer.pre_tokenizer.pre_tokenize_str(seen)
    if len(pieces) != 1:
        return ""
    return token[: len(token) - len(word)] + seen
