"""Which tokens a Dutch vocabulary needs: whole words, heads and first parts of compounds."""

import json
import lzma
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from models.train.align import words
from models.train.translate import Translator

MIN_CORPUS_COUNT = 30
MIN_TEXT_COUNT = 2
MIN_COMPOUND = 9
MIN_PART_TYPES = 1  # compounds in which a part must be seen to become a token


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token to add, and the English text whose embeddings it starts from."""

    token: str
    english: str


def count_words(texts: Iterable[str]) -> Counter[str]:
    """How often each lower-case word occurs."""
    return Counter(word for text in texts for word in words(text))


def read_corpus(path: Path) -> list[str]:
    """The paragraphs of a JSON-lines file (also .xz) with a `text` in each line."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def plan_tokens(
    translator: Translator, text_counts: Counter[str], corpus_counts: Counter[str]
) -> list[NewToken]:
    """The tokens to add: whole words, then parts of compounds; each once."""
    chosen: dict[str, str] = {}
    listed = [*translator.function_words, *translator.word_list]
    seen = [w for w, n in text_counts.most_common() if n >= MIN_TEXT_COUNT]
    frequent = [w for w, n in corpus_counts.most_common() if n >= MIN_CORPUS_COUNT]
    for word in dict.fromkeys([*listed, *seen, *frequent]):
        english = translator.translate(word)
        if english and word.isalpha():
            chosen.setdefault(word, english)
    types = set(listed) | set(text_counts) | {w for w, n in corpus_counts.items() if n >= 2}
    for part, english in compound_parts(translator, types).items():
        chosen.setdefault(part, english)
    return [NewToken(token, english) for token, english in chosen.items()]


def compound_parts(translator: Translator, types: Iterable[str]) -> dict[str, str]:
    """`first` with its linking letters and `##part` → English, those of most compounds first."""
    counts: Counter[tuple[str, str]] = Counter()
    for word in sorted(types):  # a set has no order, and ties in a count keep the order seen
        if len(word) < MIN_COMPOUND or not word.isalpha():
            continue
        for i, part in enumerate(translator.split(word)):
            written = part.written if i == 0 else f"##{part.written}"
            counts[written, translator.simple(part.word)] += 1
    parts: dict[str, str] = {}
    for (token, english), seen in counts.most_common():
        if seen >= MIN_PART_TYPES:
            parts.setdefault(token, english)
    return parts
