"""What a reader of a file format hands on: the parts of a letter in order, notes, and facts.

A text can hold `[footnoteRef:N]` where the mark of note N stood. Plain data, because it crosses
the border of the process that reads the file (`rag/letters/sandbox.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

PartKind = Literal["heading", "paragraph", "item"]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, paragraph or list item on one line.

    `level` is 1-3 for a heading whose depth the file tells, else 0; `mark` is the bullet or number
    of an item; `page` counts from 1, 0 = the format has no pages. Later pages that it runs on to
    are `turns`: after how many characters (marks of notes not counted), and which page.
    """

    kind: PartKind
    text: str
    level: int = 0
    mark: str = ""
    page: int = 0
    turns: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of `Source` that the file states, and where in the file it stands."""

    field: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it was read: its parts, notes by number, and facts; the first fact wins."""

    parts: tuple[Part, ...]
    notes: tuple[tuple[int, str], ...] = ()
    facts: tuple[Fact, ...] = ()

    def fact(self, field: str) -> str:
        """Value of a field, empty when the file does not state it."""
        return next((fact.value for fact in self.facts if fact.field == field), "")


def first_facts(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The first fact of each field that has a value."""
    found: dict[str, Fact] = {}
    for fact in facts:
        if fact.value.strip():
            found.setdefault(
                fact.field, Fact(fact.field, " ".join(fact.value.split()), fact.origin)
            )
    return tuple(found.values())


def from_json(data: dict[str, Any]) -> Document:
    """The document that `dataclasses.asdict` made a dictionary of."""
    return Document(
        parts=tuple(
            Part(**{**part, "turns": tuple((after, page) for after, page in part["turns"])})
            for part in data["parts"]
        ),
        notes=tuple((number, text) for number, text in data["notes"]),
        facts=tuple(Fact(**fact) for fact in data["facts"]),
    )
