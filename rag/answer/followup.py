"""Make a follow-up question stand on its own, from the turns before it, by rules."""

import re
from collections.abc import Sequence

from rag.answer.question import analyse
from rag.dutch import STOP_WORDS, content_words, fold, lemma, words
from rag.records import Answer

_OPENS = re.compile(r"^(?:en|maar|of|and|dus)\b[\s,]*", re.I)
_POINTS_BACK = re.compile(
    r"\b(?:dat|die|deze|dit|hij|zij|ze|hen|hun|hem|haar|het daar|er"
    r"|er(?:van|op|in|mee|voor|aan|over)|daar(?:van|mee|door|bij|voor|in|op|toe|aan|om|over|uit|na)?"
    r"|hier(?:van|mee|door|bij|voor|in|op|toe|aan|om|over|uit|na)?|beide|allebei|laatste|zo'n|zulke)\b",
    re.I,
)
# A question with this many words of its own that carry meaning needs no help.
_OWN_WORDS = 3


def standalone(question: str, history: Sequence[Answer]) -> str:
    """Return the question with the topic of the conversation added when it leans on it."""
    if not history:
        return question
    before = history[-1].standalone
    opened = _OPENS.match(question)
    core = _OPENS.sub("", question)
    own = content_words(core)
    leans = bool(opened) or bool(_POINTS_BACK.search(core)) or len(own) < 2
    if not leans or (len(own) > _OWN_WORDS and not _POINTS_BACK.search(core)):
        return question
    asks = analyse(core).kind != "what" or re.search(r"\b(wat|welke?)\b", core, re.I)
    topic = _topic(before, core, keep_question=not asks)
    return f"{core.rstrip(' ?')} ({topic})?" if topic else question


def _topic(before: str, core: str, keep_question: bool) -> str:
    """The words of the earlier question that carry over: its subject, and what it asked for."""
    present = {lemma(word) for word in words(core)}
    kept = []
    for word in words(before):
        stop = fold(word) in STOP_WORDS
        question_word = bool(re.fullmatch(r"hoeveel|wanneer|wie|waar|waarom|hoe", word, re.I))
        if lemma(word) in present or (stop and not (keep_question and question_word)):
            continue
        kept.append(word)
    return " ".join(kept)
