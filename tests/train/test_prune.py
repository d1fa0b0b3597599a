"""Pruning drops what is not used and leaves the vectors of what is."""

import numpy as np

from models.train.encoder import Encoder
from models.train.prune import count_tokens, prune, tokens_to_keep

TEXTS = ["the port policy.", "enforcement", "a port", "the ports"]


def test_vectors_stay(tiny):
    nothing = count_tokens(tiny, [])
    kept = tokens_to_keep(tiny, count_tokens(tiny, TEXTS), nothing, nothing, limit=15)
    assert "rare" not in kept or "die" not in kept
    after = prune(tiny, kept)
    assert len(after.vocabulary) == 15
    assert np.allclose(after.encode(TEXTS), tiny.encode(TEXTS), atol=1e-6)


def test_special_tokens_and_characters_always_stay(tiny):
    nothing = count_tokens(tiny, [])
    kept = tokens_to_keep(tiny, nothing, nothing, nothing, limit=9)
    assert kept == ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "##a", "##s", "."]


def test_dutch_goes_before_english_and_english_before_the_word_list(tiny):
    counts = [count_tokens(tiny, [word]) for word in ("policy", "rare", "port")]
    assert [
        [t for t in ("policy", "port", "rare") if t in tokens_to_keep(tiny, *counts, limit=limit)]
        for limit in (10, 11, 12)
    ] == [["policy"], ["policy", "port"], ["policy", "port", "rare"]]


def test_saved_and_read_back_is_the_same(tiny, tmp_path):
    tiny.save(tmp_path)
    again = Encoder.load(tmp_path)
    assert again.vocabulary == tiny.vocabulary
    assert np.array_equal(again.encode(TEXTS), tiny.encode(TEXTS))
