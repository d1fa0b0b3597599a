"""The words a sentence needs around it to be understood: its lead-in, or what it is a note to."""

from rag.records import Letter, Passage, Sentence


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
