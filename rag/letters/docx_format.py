"""Formatting of a .docx that the text depends on: headings, bold, hidden text, list numbers.

Format: ECMA-376 part 1, 17.7 (styles) and 17.9 (numbering).
"""

import re
from collections import Counter
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAX_CHAIN = 20
_OFF = ("0", "false", "off", "none")


def toggled(properties: Any | None, name: str) -> bool | None:
    """Whether a property such as `b` is on in an `rPr`; None = not said."""
    element = None if properties is None else properties.find(W + name)
    return None if element is None else element.get(W + "val", "1").lower() not in _OFF


class Styles:
    """The styles of a document by id."""

    def __init__(self, root: Any | None) -> None:
        styles = () if root is None else root.iter(W + "style")
        self._by_id = {style.get(W + "styleId", ""): style for style in styles}

    def chain(self, style_id: str) -> list[Any]:
        """A style and those it is based on."""
        found: list[Any] = []
        while style_id in self._by_id and len(found) < _MAX_CHAIN:
            found.append(self._by_id[style_id])
            based = found[-1].find(W + "basedOn")
            style_id = "" if based is None else based.get(W + "val", "")
        return found

    def is_on(self, style_id: str, name: str) -> bool:
        """Whether a character property is on in a style."""
        for style in self.chain(style_id):
            said = toggled(style.find(W + "rPr"), name)
            if said is not None:
                return said
        return False

    def name(self, style_id: str) -> str:
        """The name of a style in lower case."""
        style = self._by_id.get(style_id)
        name = None if style is None else style.find(W + "name")
        return (style_id if name is None else name.get(W + "val", "")).lower()

    def heading_level(self, paragraph: Any, style_id: str) -> int:
        """1-9 for a paragraph with an outline level or a heading style, else 0."""
        properties = [paragraph.find(W + "pPr")]
        properties += [style.find(W + "pPr") for style in self.chain(style_id)]
        for element in properties:
            outline = None if element is None else element.find(W + "outlineLvl")
            value = "" if outline is None else outline.get(W + "val", "")
            if value.isdecimal():
                return int(value) + 1 if int(value) < 9 else 0
        for style in self.chain(style_id):
            match = re.fullmatch(r"(?:heading|kop) ([1-9])", self.name(style.get(W + "styleId")))
            if match:
                return int(match[1])
        return 0

    def numbering(self, paragraph: Any, style_id: str) -> tuple[str, int] | None:
        """Number of the list and level that a paragraph is in."""
        properties = [paragraph.find(W + "pPr")]
        properties += [style.find(W + "pPr") for style in self.chain(style_id)]
        for element in properties:
            numbers = None if element is None else element.find(W + "numPr")
            if numbers is None:
                continue
            identifier, level = numbers.find(W + "numId"), numbers.find(W + "ilvl")
            if identifier is None:
                continue
            number = identifier.get(W + "val", "0")
            depth = "0" if level is None else level.get(W + "val", "0")
            return (
                None if number == "0" else (number, min(int(depth), 8) if depth.isdecimal() else 0)
            )
        return None


class Numbering:
    """The running numbers of the lists of a document."""

    def __init__(self, root: Any | None) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, Counter[int]] = {}
        self._abstract: dict[str, str] = {}
        if root is None:
            return
        for abstract in root.iter(W + "abstractNum"):
            levels = {}
            for level in abstract.iter(W + "lvl"):
                depth = level.get(W + "ilvl", "0")
                start = _value(level, "start", "1")
                levels[int(depth) if depth.isdecimal() else 0] = (
                    _value(level, "numFmt", "decimal"),
                    _value(level, "lvlText", ""),
                    int(start) if start.isdecimal() else 1,
                )
            self._levels[abstract.get(W + "abstractNumId", "")] = levels
        for number in root.iter(W + "num"):
            self._abstract[number.get(W + "numId", "")] = _value(number, "abstractNumId", "")

    def next_mark(self, list_id: str, depth: int) -> str:
        """The mark of the next paragraph at this depth of this list; empty = a bullet."""
        levels = self._levels.get(self._abstract.get(list_id, ""), {})
        kind, form, start = levels.get(depth, ("bullet", "", 1))
        counts = self._counts.setdefault(list_id, Counter())
        counts[depth] = counts[depth] + 1 if counts[depth] else start
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        if kind in ("bullet", "none"):
            return ""

        def number(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            format_, _, first = levels.get(level, ("decimal", "", 1))
            return _number(counts[level] or first, format_)

        return re.sub(r"%([1-9])", number, form)


def _value(element: Any, name: str, default: str) -> str:
    child = element.find(W + name)
    return default if child is None else child.get(W + "val", default)


def _number(count: int, kind: str) -> str:
    if kind in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (count - 1) % 26)
        return letter if kind == "upperLetter" else letter.lower()
    if kind in ("upperRoman", "lowerRoman"):
        roman = ""
        for value, sign in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
            roman += sign * min(count // value, 30)
            count %= value
        return roman if kind == "upperRoman" else roman.lower()
    return str(count)
