"""The words a sentence needs around it to be understood: its lead-in, or what it is a note to."""

import re

from rag.records import Letter, Passage, Sentence

# A sentence that opens so leans on the one before it.
_LEANS = re.compile(
    r"(?:(?:Hier|Daar)(?:van|mee|door|bij|voor|in|op|toe|aan|om|over|uit)|Dit|Dat|Deze|Die|Zij|Ze|Hij|En|Maar|Terwijl"
    r"|Het gaat|Beide|Een voorbeeld|Zo|Dergelijke|Eén van die|Ook hiervoor"
    r"|De (?:twee )?laatstgenoemde|Denk daarbij|In een dergelijke|Na deze|Tegelijkertijd)\b"
)


def leans(text: str) -> bool:
    """Tell whether a sentence opens with a word that points to the one before it."""
    return bool(_LEANS.match(text))


def readable_words(letter: Letter, passage: Passage, number: int) -> str:
    """Return a sentence as one reads it on its own: after its heading and what it leans on."""
    words = searched_words(letter, passage, number)
    sentence = passage.sentences[number]
    if number and not sentence.lead_in and leans(letter.text[sentence.start : sentence.end]):
        before = passage.sentences[number - 1]
        words = f"{letter.text[before.start : before.end]} {words}"
    return words if passage.kind == "signature" else f"{passage.section[-1]}: {words}"


def sentence_words(letter: Letter, sentence: Sentence) -> str:
    """Return the words of a sentence, after its lead-in if it is a list item."""
    words = letter.text[sentence.start : sentence.end]
    if sentence.lead_in:
        return f"{letter.text[sentence.lead_in[0] : sentence.lead_in[1]]} {words}"
    return words


def searched_words(letter: Letter, passage: Passage, number: int) -> str:
    """Return the words by which a sentence is found; a footnote comes after what it notes."""
    words = sentence_words(letter, passage.sentences[number])
    if passage.kind == "signature":
        return f"{passage.section[-1]}: {words}"
    noted = noted_sentence(letter, passage)
    return f"{letter.text[noted.start : noted.end]} {words}" if noted else words


def noted_sentence(letter: Letter, passage: Passage) -> Sentence | None:
    """Return the sentence that a footnote is a note to, or None when the passage is no footnote."""
    if passage.kind != "footnote":
        return None
    anchors = [note.anchor for note in letter.footnotes if note.start == passage.start]
    for other in letter.passages:
        for sentence in other.sentences:
            if anchors and sentence.start < anchors[0] <= sentence.end:
                return sentence
    return None
