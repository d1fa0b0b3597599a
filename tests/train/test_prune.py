"""Pruning drops what is not used and leaves the vectors of what is."""

import numpy as np

from models.train.encoder import Encoder
from models.train.prune import count_tokens, prune, tokens_to_keep

TEXTS = ["the port policy.", "enforcement", "a port", "the ports"]


def test_vectors_stay(tiny):
    used = count_tokens(tiny, TEXTS)
    kept = tokens_to_keep(tiny, used, teacher_size=len(tiny.vocabulary), limit=15)
    assert "rare" not in kept or "die" not in kept
    after = prune(tiny, kept)
    assert len(after.vocabulary) == 15
    assert np.allclose(after.encode(TEXTS), tiny.encode(TEXTS), atol=1e-6)


def test_special_tokens_and_characters_always_stay(tiny):
    kept = tokens_to_keep(tiny, count_tokens(tiny, []), teacher_size=16, limit=9)
    assert kept == ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "##a", "##s", "."]


def test_saved_and_read_back_is_the_same(tiny, tmp_path):
    tiny.save(tmp_path)
    again = Encoder.load(tmp_path)
    assert again.vocabulary == tiny.vocabulary
    assert np.array_equal(again.encode(TEXTS), tiny.encode(TEXTS))
