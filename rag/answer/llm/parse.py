"""What a model wrote, read as claims with the numbers of the sentences they rest on.

Asked for is `{"claims": [{"text": "…", "sentences": [1, 2]}]}`. Taken too: the same in a fence, in
a string, cut off, with other keys or quotes, and prose with `[1]` marks. Never taken: words without
a number.
"""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rag.letters.sentences import split_sentences

MAXIMUM_CLAIMS = 8
MAXIMUM_OUTPUT = 20_000
_TEXT_KEYS = (
    "text", "claim", "tekst", "uitspraak", "zin", "sentence", "statement", "answer", "antwoord",
    "content",
)  # fmt: skip
_NUMBER_KEYS = (
    "sentences", "zinnen", "numbers", "nummers", "sentence_numbers", "zinnummers", "sources",
    "bronnen", "citations", "citaten", "ids", "id", "number", "nummer", "source", "bron", "refs",
    "n",
)  # fmt: skip
_LIST_KEYS = ("claims", "uitspraken", "statements", "beweringen", "answers", "antwoorden", "result")
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_MARK = re.compile(
    r"\s*[\[【(](?:zin(?:nen)?|bron|nr\.?|s|z)?\s*(\d[\d\s,;en–-]*)[\]】)]", re.IGNORECASE
)
_NUMBER = re.compile(r"(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?")
_TRAILING_COMMA = re.compile(r",\s*(?=[\]}])")
_LONGEST_RANGE = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim as the model wrote it, with the numbers of the sentences it cites."""

    text: str
    numbers: tuple[int, ...]


def parse(output: str) -> tuple[Draft, ...]:
    """Return the claims in a model's whole output, at most eight; those without numbers included.

    A claim without a number has nothing to be checked against: who verifies drops and counts it.
    """
    output = _THOUGHT.sub(" ", output[:MAXIMUM_OUTPUT])
    drafts = _from_json(output)
    if not drafts and "{" not in output:
        drafts = _from_prose(output)
    return drafts[:MAXIMUM_CLAIMS]


def parse_partial(output: str) -> tuple[Draft, ...]:
    """Return the claims that are complete in an output that is still coming; no prose."""
    if re.search(r"<think(?:ing)?>(?!.*</think)", output, re.DOTALL | re.IGNORECASE):
        return ()
    return _from_json(_THOUGHT.sub(" ", output[:MAXIMUM_OUTPUT]))[:MAXIMUM_CLAIMS]


def _from_json(output: str) -> tuple[Draft, ...]:
    found: list[Draft] = []
    for value in _objects(output):
        found += _drafts(value)
    return tuple(dict.fromkeys(found))


def _objects(text: str, depth: int = 0) -> Iterator[Any]:
    """Every outermost object or list of objects; inside what is broken, those that are whole."""
    position = 0
    while (start := _next(text, position)) >= 0:
        end = _closing(text, start)
        value = _read(text[start:end]) if end > 0 else None
        if value is None:
            position = start + 1
            continue
        position = end
        yield value
    if depth == 0 and '\\"' in text:  # JSON in a string
        yield from _objects(text.replace('\\"', '"').replace("\\n", " "), depth + 1)


def _next(text: str, position: int) -> int:
    places = [place for sign in "{[" if (place := text.find(sign, position)) >= 0]
    return min(places, default=-1)


def _closing(text: str, start: int) -> int:
    """Where the bracket that opens at `start` is closed, or -1."""
    depth, quote, escaped = 0, "", False
    for place in range(start, len(text)):
        char = text[place]
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif quote:
            if char == quote:
                quote = ""
        elif char == '"':
            quote = char
        elif char in "{[":
            depth += 1
        elif char in "}]":
            depth -= 1
            if depth == 0:
                return place + 1
    return -1


def _read(text: str) -> Any:
    """A JSON value, or a Python one as some models write; None when it is neither."""
    tidy = _TRAILING_COMMA.sub("", text)
    for reader in (json.loads, ast.literal_eval):
        for form in (text, tidy):
            try:
                return reader(form)
            except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
                continue
    return None


def _drafts(value: Any, depth: int = 0) -> Iterator[Draft]:
    if depth > 4:
        return
    if isinstance(value, list):
        for item in value:
            yield from _drafts(item, depth + 1)
        return
    if isinstance(value, str) and depth and "{" in value:
        for inner in _objects(value, 1):
            yield from _drafts(inner, depth + 1)
        return
    if not isinstance(value, dict):
        return
    keys = {str(key).lower(): item for key, item in value.items()}
    words = next((keys[key] for key in _TEXT_KEYS if isinstance(keys.get(key), str)), None)
    inner = [d for v in _objects(words or "", 1) for d in _drafts(v, depth + 1)]
    if inner:
        yield from inner
        return
    if words is not None:
        numbers = next((keys[key] for key in _NUMBER_KEYS if key in keys), ())
        yield _draft(words, _numbers(numbers))
        return
    for key, item in keys.items():
        if isinstance(item, list | dict) or (key in (*_LIST_KEYS, *_TEXT_KEYS)):
            yield from _drafts(item, depth + 1)


def _draft(words: str, numbers: tuple[int, ...]) -> Draft:
    """A claim with the marks in its text counted as numbers."""
    marked = tuple(number for match in _MARK.finditer(words) for number in _numbers(match[1]))
    visible = "".join(char if char.isprintable() else " " for char in _MARK.sub("", words))
    return Draft(" ".join(visible.split()), tuple(dict.fromkeys((*numbers, *marked))))


def _numbers(value: Any) -> tuple[int, ...]:
    """Numbers in a list, a number or a text: `[1, "2", "3-4"]` → 1, 2, 3, 4."""
    if isinstance(value, bool):
        return ()
    if isinstance(value, int | float):
        # Infinity and huge numbers are nobody's sentence.
        return (int(value),) if 0 < value < 10_000 and value == int(value) else ()
    if isinstance(value, str):
        found: list[int] = []
        for match in _NUMBER.finditer(value[:200]):
            first, last = int(match[1]), int(match[2] or match[1])
            found += range(first, last + 1) if 0 <= last - first <= _LONGEST_RANGE else ()
        return tuple(number for number in found if number > 0)
    if isinstance(value, list | tuple):
        return tuple(number for item in value[:20] for number in _numbers(item))
    if isinstance(value, dict):
        return next((_numbers(value[key]) for key in _NUMBER_KEYS if key in value), ())
    return ()


def _from_prose(output: str) -> tuple[Draft, ...]:
    """Sentences of prose that carry a mark; a mark behind the full stop belongs to it too."""
    # `Zin. [1]` → `Zin [1].`
    moved = re.sub(r"([.!?])((?:\s*[\[【]\d[\d\s,;–-]*[\]】])+)", r"\2\1", output)
    drafts = []
    for start, end in split_sentences(moved):
        line = re.sub(r"^\s*(?:[-*•]|\d+[.)])\s+", "", moved[start:end]).replace("**", "")
        if re.search(r"[\[【]\D{0,8}\d[\d\s,;–-]*[\]】]", line):
            drafts.append(_draft(line, ()))
    return tuple(drafts)
