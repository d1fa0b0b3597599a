"""Drop the tokens that our texts need least; the vectors of texts without them stay."""

from collections import Counter
from collections.abc import Iterable, Sequence

from models.train.encoder import Encoder, with_vocabulary

WORD_INSIDE = "##"
ENGLISH = 8_000  # pieces of the teacher that stay before any other


def count_tokens(encoder: Encoder, texts: Iterable[str]) -> Counter[str]:
    """How often each token is used over the texts."""
    counts: Counter[str] = Counter()
    for encoding in encoder.tokenizer.encode_batch(list(texts)):
        counts.update(encoding.tokens)
    return counts


def tokens_to_keep(
    encoder: Encoder, used: Counter[str], teacher_size: int, limit: int
) -> list[str]:
    """Special tokens and characters, the English most used, then Dutch, then what is left.

    The teacher's own vocabulary stands first, in order of frequency in English; ours behind it,
    the parts of the rarest compounds last.
    """
    vocabulary = encoder.vocabulary
    special = _special(encoder)
    letters = [t for t in vocabulary if len(t.removeprefix(WORD_INSIDE)) == 1]
    ranked = dict.fromkeys(t for t in vocabulary if t in special)
    ranked |= dict.fromkeys(t for t in letters if t in used or t.isascii())
    teacher = set(vocabulary[:teacher_size])
    english = [t for t, _ in used.most_common() if t in teacher]
    ranked |= dict.fromkeys(english[:ENGLISH])
    ranked |= dict.fromkeys(vocabulary[teacher_size:])
    ranked |= dict.fromkeys(english)
    ranked |= dict.fromkeys(t for t in vocabulary if t.removeprefix(WORD_INSIDE).isalpha())
    kept = set(list(ranked)[:limit])
    return [token for token in vocabulary if token in kept]


def prune(encoder: Encoder, kept: Sequence[str]) -> Encoder:
    """The same encoder over the kept tokens only."""
    ids = {token: i for i, token in enumerate(encoder.vocabulary)}
    return with_vocabulary(encoder, kept, encoder.embeddings[[ids[token] for token in kept]])


def _special(encoder: Encoder) -> set[str]:
    added = encoder.tokenizer.get_added_tokens_decoder()
    return {token.content for token in added.values()}
