"""Read a turn of a conversation: what it asks itself and what it takes from the turns before it.

No language model: a turn leans on the one before when it opens with "en", points back with a
pronoun, or has no word of its own. It is shown as `En de vliegtuigen? (over: waarde vaartuigen)`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.question import asks_itself
from rag.dutch import STOP_WORDS, content_words, fold, lemma, words
from rag.records import Answer

_OPENS = re.compile(r"^(?:en|maar|of|and|dus|waarom|hoezo)\b[\s,]*", re.I)
_POINTS_BACK = re.compile(
    r"\b(?:dat|die|deze|dit|hij|zij|ze|hen|hun|hem|haar|het|daar(?!naast)\w*|hier\w*|beide|allebei"
    r"|er(?:van|op|in|mee|voor|aan|over|toe|uit|bij|tegen)|zo['’]n|zulke|dan|nog een|eerste|tweede"
    r"|laatste|they|them|those|these|its?)\b",
    re.I,
)
# `het` before a noun is an article and points at nothing.
_ARTICLE = re.compile(
    r"\b(?:het|dat|die|deze|dit|zo['’]n|zulke)\s+(?!ge\w+(?:d|t|en)\b)(?=[^\W\d_]{3,})", re.I
)
_CONTEXT = re.compile(r" \(over: ([^()]*)\)$")
_NEW_TOPIC = re.compile(r"\b(?:iets anders|ander onderwerp|andere vraag|nieuwe vraag)\b", re.I)
LONGEST_CONTEXT = 7
_LONG_QUESTION = 6


@dataclass(frozen=True, slots=True)
class Turn:
    """A question in its conversation.

    `context` holds the words it takes over ("" = none); `typed` is the earlier question whose type
    it takes over, when it has no question word itself. `earlier` are the questions it leans on,
    the last first: a letter that one of them names is still meant.
    """

    question: str
    context: str = ""
    typed: str = ""
    earlier: tuple[str, ...] = ()

    @property
    def standalone(self) -> str:
        """The question as it is searched, for the user to see."""
        return f"{self.question} (over: {self.context})" if self.context else self.question


def read_turn(question: str, history: Sequence[Answer]) -> Turn:
    """Return a question with what it takes from the conversation so far."""
    if not history or _NEW_TOPIC.search(question) or not _leans(question):
        return Turn(question)
    before = history[-1]
    context = _topic(before.standalone, question)
    if not context:
        return Turn(question)
    typed = "" if asks_itself(question) else _CONTEXT.sub("", before.standalone)
    return Turn(question, context, typed, _earlier(history))


def _earlier(history: Sequence[Answer]) -> tuple[str, ...]:
    """The questions before, back to the one that leans on none."""
    found = []
    for answer in reversed(history):
        found.append(answer.question)
        if answer.standalone == answer.question:
            break
    return tuple(found)


def _leans(question: str) -> bool:
    own = content_words(_OPENS.sub("", question))
    if not own:
        return True
    opened = bool(_OPENS.match(question)) and len(own) <= _LONG_QUESTION
    pointing = _POINTS_BACK.search(_ARTICLE.sub("", question)) or (
        re.search(r"\b(?:dat|die|deze|dit)\b", question, re.I)
    )
    return opened or bool(pointing)


def _topic(before: str, question: str) -> str:
    """The words that carry over: those of the question before, then of what that one took over."""
    earlier = _CONTEXT.search(before)
    line = _CONTEXT.sub("", before) + " " + (earlier.group(1) if earlier else "")
    present = {lemma(word) for word in words(question)}
    kept: dict[str, str] = {}
    for word in words(line):
        key = lemma(word)
        if fold(word) not in STOP_WORDS and key not in present:
            kept.setdefault(key, word)
    return " ".join(list(kept.values())[:LONGEST_CONTEXT])
