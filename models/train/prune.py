"""Drop the tokens that our texts need least; the vectors of texts without them stay."""

from collections import Counter
from collections.abc import Iterable, Sequence

from models.train.encoder import Encoder, with_vocabulary

WORD_INSIDE = "##"
ENGLISH = 8_000  # tokens of English texts that stay before those of the word list


def count_tokens(encoder: Encoder, texts: Iterable[str]) -> Counter[str]:
    """How often each token is used over the texts."""
    counts: Counter[str] = Counter()
    for encoding in encoder.tokenizer.encode_batch(list(texts)):
        counts.update(encoding.tokens)
    return counts


def tokens_to_keep(
    encoder: Encoder,
    dutch: Counter[str],
    listed: Counter[str],
    english: Counter[str],
    limit: int,
) -> list[str]:
    """Special tokens and characters, then what Dutch texts use, English ones, and the word list."""
    vocabulary = encoder.vocabulary
    special = _special(encoder)
    letters = (t for t in vocabulary if len(t.removeprefix(WORD_INSIDE)) == 1)
    used = {*dutch, *listed, *english}
    ranked = dict.fromkeys(t for t in vocabulary if t in special)
    ranked |= dict.fromkeys(t for t in letters if t in used or t.isascii())
    ranked |= dict.fromkeys(t for t, _ in dutch.most_common())
    ranked |= dict.fromkeys([t for t, _ in english.most_common()][:ENGLISH])
    for counts in (listed, english):
        ranked |= dict.fromkeys(t for t, _ in counts.most_common())
    ranked |= dict.fromkeys(vocabulary)
    kept = set(list(ranked)[:limit])
    return [token for token in vocabulary if token in kept]


def prune(encoder: Encoder, kept: Sequence[str]) -> Encoder:
    """The same encoder over the kept tokens only."""
    ids = {token: i for i, token in enumerate(encoder.vocabulary)}
    return with_vocabulary(encoder, kept, encoder.embeddings[[ids[token] for token in kept]])


def _special(encoder: Encoder) -> set[str]:
    added = encoder.tokenizer.get_added_tokens_decoder()
    return {token.content for token in added.values()}
