"""New tokens start as the mean of their translation; the rest of the encoder is untouched."""

import torch

from models.train.transplant import transplant
from models.train.vocabulary import NewToken


def row(encoder, token):
    return encoder.embeddings[encoder.vocabulary.index(token)]


def test_a_new_token_is_the_mean_of_its_translation(tiny):
    after = transplant(
        tiny, [NewToken("handhavings", "enforcement"), NewToken("##beleid", "policy")]
    )
    mean = (row(tiny, "enforce") + row(tiny, "##ment")) / 2
    assert torch.allclose(row(after, "handhavings"), mean)
    assert torch.equal(row(after, "##beleid"), row(tiny, "policy"))
    pieces = after.tokenizer.encode("Handhavingsbeleid", add_special_tokens=False).tokens
    assert pieces == ["handhavings", "##beleid"]


def test_a_false_friend_is_overwritten_and_a_true_one_kept(tiny):
    after = transplant(tiny, [NewToken("die", "the"), NewToken("port", "port")])
    assert torch.equal(row(after, "die"), row(tiny, "the"))
    assert torch.equal(row(after, "port"), row(tiny, "port"))
    assert len(after.vocabulary) == len(tiny.vocabulary)


def test_a_dutch_word_reads_as_its_translation(tiny):
    after = transplant(tiny, [NewToken("beleid", "policy")])
    dutch, english = after.encode(["beleid.", "policy."])
    assert dutch @ english > 0.9999


def test_an_accent_goes_as_the_tokenizer_sees_it(tiny):
    after = transplant(tiny, [NewToken("beëdigd", "rare"), NewToken("woon-werk", "rare")])
    assert "beedigd" in after.vocabulary
    assert "woon-werk" not in after.vocabulary  # the tokenizer cuts at the hyphen
