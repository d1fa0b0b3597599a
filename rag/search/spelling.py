"""Repair typing errors: a word that neither Dutch nor the letters know becomes its nearest word."""

from rag.dutch import WORD, fold, is_word, parts
from rag.store.lexical import LexicalIndex

MINIMUM_LENGTH = 5
# Two edits in a word of ten letters, one in a word of five.
SIMILARITY = 0.79


def repair(question: str, lexical: LexicalIndex) -> str:
    """Return the question with unknown words replaced by the letters' nearest word, if any."""

    def nearest(word: str) -> str:
        from rapidfuzz.distance import DamerauLevenshtein
        from rapidfuzz.process import extractOne

        lower, folded = word.lower(), fold(word)
        # Capitals mark a name or an abbreviation: those are asked for as they are.
        if len(word) < MINIMUM_LENGTH or not word.isalpha() or word.isupper():
            return word
        if folded in lexical.vocabulary or is_word(lower) or parts(word):
            return word
        found = extractOne(
            folded,
            lexical.words_by_length(len(folded)),
            scorer=DamerauLevenshtein.normalized_similarity,
            score_cutoff=SIMILARITY,
        )
        return found[0] if found else word

    return WORD.sub(lambda match: nearest(match.group()), question)
