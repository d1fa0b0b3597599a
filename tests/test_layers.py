"""The rooms of the house: imports run downwards only, modules stay small and say what they do."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAXIMUM_LINES = 300

# From the ground up; a module may import from its own floor and from those below it.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("rag.records", "rag.errors", "rag.settings", "rag.dutch"),
    ("rag.letters",),
    ("rag.cite",),
    ("rag.store",),
    ("rag.search",),
    ("rag.answer",),
    ("rag.assistant", "rag"),
    ("rag.terminal", "rag.answer_json", "rag.corpus_cli", "rag.doctor"),
    ("rag.cli", "rag.__main__", "rag.page", "ui", "evals"),
)
MODULES = sorted((ROOT / "rag").rglob("*.py"))
NAMES = [str(path.relative_to(ROOT)) for path in MODULES]


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def floor(name: str) -> int | None:
    """The floor of a module by its longest prefix in FLOORS; None for a stranger."""
    while name:
        for number, rooms in enumerate(FLOORS):
            if name in rooms:
                return number if name != "rag" or "." not in name else None
        name = name.rpartition(".")[0]
    return None


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "no relative imports: the floors would not show"
            assert node.module
            # `from rag import terminal` imports a module, `from rag.dutch import fold` a name.
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                is_module = (ROOT / Path(*full.split("."))).with_suffix(".py").exists()
                yield full if is_module else node.module


def public_functions(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if not node.name.startswith("_"):
                yield node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public_functions(node.body)


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_imports_run_downwards(path: Path) -> None:
    here = floor(module_name(path))
    assert here is not None, f"{module_name(path)} lives on no floor: add it to FLOORS"
    upwards = {
        name
        for name in imports(parsed(path))
        if (there := floor(name)) is not None and there > here
    }
    assert not upwards


def test_every_floor_is_lived_on() -> None:
    found = {floor(module_name(path)) for path in MODULES}
    assert found == set(range(len(FLOORS)))


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_module_is_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAXIMUM_LINES


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_everything_public_says_what_it_does(path: Path) -> None:
    tree = parsed(path)
    silent = [node.name for node in public_functions(tree.body) if not ast.get_docstring(node)]
    assert not silent
    assert ast.get_docstring(tree) or not tree.body
