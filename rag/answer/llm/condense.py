"""Follow-up questions made to stand alone by a language model, checked against the conversation.

The rules of `rag.answer.followup` decide whether a question leans on the one before, and their
reading is used whenever the model's cannot be.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answer.followup import Turn
from rag.answer.llm.connect import Model, write
from rag.answer.llm.negation import NEGATIONS
from rag.answer.llm.prompt import condense_messages
from rag.answer.llm.trouble import Trouble
from rag.answer.llm.values import same, values
from rag.dutch import content_words, fold, terms, words
from rag.records import Answer

TURNS = 3
LONGEST = 300
# Words a standalone question may have that nobody in the conversation used.
FREE_WORDS = 1
_LABEL = re.compile(r"^(?:herschreven |zelfstandige |standalone )?(?:vraag|question)\s*:\s*", re.I)


def condensed(model: Model, turn: Turn, history: Sequence[Answer]) -> Turn:
    """Return the turn with the model's standalone question, or as it was when that fails."""
    turns = [(answer.standalone, answer.answer) for answer in history[-TURNS:]]
    output = ""
    try:
        for output in write(model, condense_messages(turn.question, turns), structured=False):
            if len(output) > 4 * LONGEST:
                return turn
    except Trouble:
        return turn
    question = _one_line(output)
    if not follows(question, turn.question, [text for pair in turns for text in pair]):
        return turn
    return replace(turn, question=question, context="", typed="")


def follows(standalone: str, question: str, said: Sequence[str]) -> bool:
    """Whether a standalone question says only what the question and the conversation say."""
    if not content_words(standalone) or len(standalone) > LONGEST:
        return False
    conversation = "\n".join((question, *said))
    known = values(conversation)
    if not all(any(same(value, other) for other in known) for value in values(standalone)):
        return False
    if _negations(standalone) != _negations(question):
        return False
    have = {term for word in words(conversation) for term in terms(word)}
    new = [word for word in content_words(standalone) if not have.intersection(terms(word))]
    asked = {term for word in content_words(question) for term in terms(word)}
    kept = {term for word in content_words(standalone) for term in terms(word)}
    return len(new) <= FREE_WORDS and (not asked or bool(asked & kept))


def _one_line(output: str) -> str:
    output = re.sub(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", " ", output, flags=re.S | re.I)
    lines = [" ".join(line.split()) for line in output.splitlines() if line.strip()]
    # More than one line is an explanation, or an answer.
    return _LABEL.sub("", lines[0]).strip("\"'“”‘’ *`") if len(lines) == 1 else ""


def _negations(text: str) -> int:
    return sum(fold(word) in NEGATIONS for word in words(text))
