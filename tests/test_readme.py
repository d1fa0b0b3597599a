"""What the README shows is what happens."""

import re
import shlex
from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.cli import main
from rag.settings import PROJECT, Settings, load_settings

README = (PROJECT / "README.md").read_text(encoding="utf-8")
EXAMPLES = [
    (shlex.split(block.splitlines()[0].removeprefix("$ rag ")), "\n".join(block.splitlines()[1:]))
    for block in re.findall(r"```console\n(\$ rag .*?)```", README, re.DOTALL)
]


@pytest.mark.parametrize(("arguments", "printed"), EXAMPLES, ids=lambda value: str(value)[:20])
def test_examples_print_what_the_readme_says(
    arguments: list[str],
    printed: str,
    settings: Settings,
    assistant: Assistant,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("RAG_INDEX", str(settings.index))
    assert main(arguments) == 0
    assert capsys.readouterr().out.strip() == printed.strip()


def test_the_readme_has_examples() -> None:
    assert len(EXAMPLES) >= 2


def test_every_setting_is_in_the_table() -> None:
    assert re.findall(r"^\| `(RAG_\w+)`", README, re.MULTILINE) == [
        f"RAG_{name.upper()}" for name in Settings.__dataclass_fields__
    ]
    assert load_settings({}, Path("none")).port == 7860


def test_every_command_is_in_the_table() -> None:
    code = "".join(
        (PROJECT / name).read_text("utf-8") for name in ("rag/cli.py", "rag/corpus_cli.py")
    )
    verbs = set(re.findall(r"add_parser\(\s*\"(\w+)\"", code))
    assert verbs == set(re.findall(r"^\| `rag (\w+)", README, re.MULTILINE))


def test_make_targets_exist() -> None:
    targets = set(
        re.findall(r"^([\w-]+):", (PROJECT / "Makefile").read_text("utf-8"), re.MULTILINE)
    )
    named = set(
        re.findall(r"(?<!\w)make (\w[\w-]*)", README + (PROJECT / "CONTRIBUTING.md").read_text())
    )
    assert named - {"it"} <= targets


def test_pictures_exist() -> None:
    for picture in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README):
        assert (PROJECT / picture).is_file(), picture
