"""Dutch text as search terms: lemmas, compound parts and stems, numbers kept whole.

Stemmers alone break core words (haven/havens) and dictionaries do not know compounds, so a word
gives its lemma, the lemmas of its parts when it is an unknown compound, and its stem.
`dutch_words.txt` holds word forms that we wrote down ourselves.
"""

import re
import unicodedata
from functools import lru_cache
from importlib import resources
from typing import Any

WORD = re.compile(r"\d+(?:[.,]\d+)*%?|[^\W\d_][^\W_]*(?:['’.\-][^\W_]+)*", re.UNICODE)
# Kamerstuk dossiers are printed with a space: `31 934`.
DOSSIER = re.compile(r"\b(\d{2}) (\d{3})\b(?![.,]?\d)")
MINIMUM_PART = 4
LINKS = ("", "s", "en", "e", "n")

STOP_WORDS = frozenset(
    """
    de het een en van in is dat op te zijn voor met die niet er aan om ook als bij door maar
    naar uit over dan nog wordt worden werd werden heeft hebben had hadden kan kunnen kon
    konden zal zullen zou zouden moet moeten moest mag mogen wil willen wie wat waar wanneer
    waarom hoe hoeveel welke welk ik je jij u hij zij ze we wij men mij hem haar hun ons
    onze jullie mijn jouw uw dit deze daar hier zo al wel geen tot tussen onder boven na
    terwijl tijdens vanuit volgens tegen binnen buiten via per of want dus toen nu weer ben
    bent was waren gaat gaan ging komt komen doet doen deed iets iemand veel daarvan hiervan
    daarmee hiermee waarvan waarmee waaraan waarop erop eraan ervan ermee precies eigenlijk
    brief brieven staat staan zegt the a an of is are was were what which who when where why
    how many much does do did in on to and or for by with has have had be been it its that
    this from at as not letter
    """.split()
)


@lru_cache(maxsize=1)
def _known_words() -> frozenset[str]:
    text = resources.files("rag").joinpath("dutch_words.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


def is_word(word: str) -> bool:
    """Tell whether a lower-case Dutch word form is in a dictionary."""
    import simplemma

    return word in _known_words() or simplemma.is_known(word, lang="nl")


def fold(word: str) -> str:
    """Return a word in lower case, without accents, apostrophes straight."""
    decomposed = unicodedata.normalize("NFD", word.lower().replace("’", "'"))
    return "".join(char for char in decomposed if unicodedata.category(char) != "Mn")


def words(text: str) -> list[str]:
    """Return the words and numbers of a text in order, as written but for dossier numbers."""
    return WORD.findall(DOSSIER.sub(r"\1\2", text))


@lru_cache(maxsize=100_000)
def lemma(word: str) -> str:
    """Return the dictionary form of a word, folded; the word itself when it is not known."""
    import simplemma

    lower = word.lower().replace("’", "'")
    if not lower[0].isalpha():
        return lower
    # Separable verbs come as `in_voeren`.
    return fold(str(simplemma.lemmatize(lower, lang="nl")).replace("_", ""))


@lru_cache(maxsize=100_000)
def parts(word: str) -> tuple[str, ...]:
    """Return the parts of a compound (`sanctiemaatregelen` → sanctie, maatregelen), else nothing.

    A hyphen always splits. Otherwise only a word that no dictionary knows is split, into two or
    three known words with a linking -s-, -en-, -e- or -n-; the longest last part wins, since a
    Dutch compound has its head at the end.
    """
    lower = word.lower().replace("’", "'")
    if "-" in lower:
        pieces = [piece for piece in lower.split("-") if len(piece) >= 2]
        return tuple(pieces) if len(pieces) > 1 else ()
    if len(lower) < 2 * MINIMUM_PART or not lower.isalpha() or is_word(lower):
        return ()
    return _split(lower, depth=2)


def _split(word: str, depth: int) -> tuple[str, ...]:
    for cut in range(MINIMUM_PART, len(word) - MINIMUM_PART + 1):
        head = word[cut:]
        if not is_word(head):
            continue
        for link in LINKS:
            first = word[: cut - len(link)] if link else word[:cut]
            if len(first) < MINIMUM_PART or not word[:cut].endswith(link):
                continue
            if is_word(first):
                return (first, head)
            if depth > 1 and len(first) >= 2 * MINIMUM_PART and (more := _split(first, depth - 1)):
                return (*more, head)
    return ()


@lru_cache(maxsize=100_000)
def terms(word: str) -> tuple[str, ...]:
    """Return the search terms of one word: its lemma, the lemmas of its parts, its stem (`~…`)."""
    if not word[0].isalpha():
        return (word,)
    found = [lemma(word), *(lemma(part) for part in parts(word))]
    found.append("~" + _stem(fold(word)))
    return tuple(dict.fromkeys(found))


def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("dutch")


def search_terms(text: str) -> list[str]:
    """Return the search terms of a text in order, without stop words, repeats kept."""
    found: list[str] = []
    for word in words(text):
        if word.lower() not in STOP_WORDS:
            found.extend(terms(word))
    return found


def content_words(text: str) -> list[str]:
    """Return the words of a text that carry meaning, as written."""
    return [word for word in words(text) if word.lower() not in STOP_WORDS]
