"""Whatever goes wrong, the visitor reads one Dutch line."""

import ast
from collections.abc import Iterator

import pytest

import rag.cite.note  # noqa: F401  (it has an error of its own)
from rag.errors import CorpusError, DiskFullError, LetterError, RagError
from rag.page import texts
from rag.page.problems import LINES, PageError, dutch_line
from rag.settings import PROJECT

READERS = sorted((PROJECT / "rag" / "letters").rglob("*.py"))


def kinds(kind: type[RagError]) -> Iterator[type[RagError]]:
    for below in kind.__subclasses__():
        yield below
        yield from kinds(below)


@pytest.mark.parametrize(
    "kind",
    [
        kind
        for kind in kinds(RagError)
        if kind is not LetterError and kind.__module__.startswith("rag.")
    ],
)
def test_every_error_has_a_line_of_its_own(kind: type[RagError]) -> None:
    line = dutch_line(kind("/srv/brieven/x.docx: is wrong; mend it"))
    assert line == LINES[kind] and line.endswith(".") and "/srv" not in line
    assert list(LINES.values()).count(line) == 1


def test_no_error_that_a_reader_raises_is_without_kind() -> None:
    """A bare LetterError or RagError would get a line that says nothing."""
    bare = [
        f"{path.relative_to(PROJECT)}:{node.lineno}"
        for path in READERS
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("LetterError", "RagError")
    ]
    assert bare == []


def test_a_kind_of_a_kind_takes_its_line() -> None:
    assert dutch_line(type("Newer", (DiskFullError,), {})("x")) == LINES[DiskFullError]
    assert dutch_line(type("Newer", (CorpusError,), {})("x")) == LINES[CorpusError]


@pytest.mark.parametrize("error", [RagError("x"), LetterError("x"), KeyError("x"), OSError(5, "x")])
def test_anything_else_says_where_to_look(error: Exception) -> None:
    assert dutch_line(error) == texts.ERROR_OTHER


def test_what_the_visitor_can_mend_is_said_as_it_is() -> None:
    assert dutch_line(PageError("Kies eerst een bestand.")) == "Kies eerst een bestand."
