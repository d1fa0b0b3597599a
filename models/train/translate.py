"""One English translation for a Dutch word form, from the surest source to the least sure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import simplemma

from models.train.align import align
from models.train.data import Triple, load_function_words, load_word_list

MIN_COUNT = 3
MIN_PROBABILITY = 0.35
LINKS = ("", "s", "en", "e", "-")  # what stands between the parts of a Dutch compound
MIN_PART = 4


@dataclass(slots=True)
class Translator:
    """Function words, alignments, the word list, then the lemma, then the compound's parts."""

    function_words: Mapping[str, str]
    aligned: Mapping[str, str]
    word_list: Mapping[str, str]
    _cache: dict[str, str] = field(default_factory=dict)

    def known(self, word: str) -> str:
        """The translation of a word that stands in one of the sources, or an empty string."""
        for source in (self.function_words, self.word_list, self.aligned):
            if word in source:
                return source[word]
        return ""

    def simple(self, word: str) -> str:
        """The translation of a word or of its lemma."""
        return self.known(word) or self.known(simplemma.lemmatize(word, lang="nl").lower())

    def translate(self, word: str) -> str:
        """The translation of a word, its lemma or its parts; empty when nothing is known."""
        if word not in self._cache:
            parts = () if self.simple(word) else self.split(word)
            self._cache[word] = self.simple(word) or " ".join(self.simple(p.word) for p in parts)
        return self._cache[word]

    def split(self, word: str) -> tuple["Part", ...]:
        """The parts of a compound, each known; empty when the word is none that we can see."""
        best: tuple[Part, ...] = ()
        for cut in range(MIN_PART, len(word) - MIN_PART + 1):
            first, rest = self._first_part(word[:cut]), word[cut:]
            if first is None:
                continue
            tail = (Part(rest, rest),) if self.simple(rest) else self.split(rest)
            parts = (first, *tail) if tail else ()
            if parts and (not best or _rank(parts) > _rank(best)):
                best = parts
        return best

    def _first_part(self, written: str) -> "Part | None":
        for link in LINKS:
            stem = written.removesuffix(link)
            if (link == "" or stem != written) and len(stem) >= MIN_PART and self.known(stem):
                return Part(stem, written)
        return None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a compound: the word it stands for, and as written (with its linking letters)."""

    word: str
    written: str


def _rank(parts: tuple[Part, ...]) -> tuple[int, int]:
    """Few parts first, then the longest of shortest parts."""
    return -len(parts), min(len(part.word) for part in parts)


def sentence_pairs(triples: Iterable[Triple]) -> list[tuple[str, str]]:
    """Every Dutch text of the triples with its English translation."""
    pairs: list[tuple[str, str]] = []
    for t in triples:
        pairs += [(t.formal_nl, t.formal_en), (t.question_nl, t.question_en)]
        pairs += [(t.plain_nl, t.plain_en)]
        if t.negative_nl:
            pairs.append((t.negative_nl, t.negative_en))
    return pairs


def build_translator(data: Path, pairs: Iterable[tuple[str, str]]) -> Translator:
    """The translator of a data folder, with alignments of `pairs` (training sentences only)."""
    function_words, word_list = load_function_words(data), load_word_list(data)
    listed = [(nl, en) for nl, en in word_list.items() if " " not in en]
    found = align([*pairs, *listed])
    unaided = Translator(function_words, {}, word_list)
    aligned = {
        word: t.english
        for word, t in found.items()
        if t.count >= MIN_COUNT
        and t.probability >= MIN_PROBABILITY
        and len(word) > 1
        and " " not in unaided.translate(word)  # one English word for a compound loses half of it
    }
    return Translator(function_words, aligned, word_list)
