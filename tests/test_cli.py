"""The command line: exit codes, stable JSON, one clear line for whatever is wrong."""

import io
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.assistant import Assistant, bar_on_stderr
from rag.cli import main
from rag.settings import Settings
from rag.store.lock import writer_lock
from rag.store.snapshot import current_snapshot, damage
from rag.store.sync import sync
from tests.conftest import LETTER, silent

ANSWER_KEYS = "question found short answer mode reason seconds citations passages".split()
CITATION_KEYS = "number letter section reference quote start end url".split()
PASSAGE_KEYS = "id letter section text score dense_rank lexical_rank".split()
QUESTION = "Hoeveel luxe vaartuigen staan onder douanetoezicht?"
UNANSWERED = "Hoeveel vaartuigen stonden in 2020 onder toezicht?"

Output = pytest.CaptureFixture[str]


@pytest.fixture
def real(settings: Settings, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """The session's index of the real letter, as a user has it."""
    monkeypatch.setenv("RAG_INDEX", str(settings.index))


@pytest.fixture
def two(small: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A corpus of two small letters, of 2023 and 2024, not yet indexed."""
    for name, date in (("brief-1", "2023-05-01"), ("brief-2", "2024-03-01")):
        (small.corpus / f"{name}.toml").write_text(f'letter_id = "{name}"\ndate = {date}\n')
    monkeypatch.setenv("RAG_CORPUS", str(small.corpus))
    monkeypatch.setenv("RAG_INDEX", str(small.index))
    return small


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def one_line(output: Output) -> str:
    """The one line on stderr that says what is wrong; nothing else is printed."""
    printed = output.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("rag: ") and printed.err.count("\n") == 1
    return printed.err


def usage(arguments: list[str], output: Output) -> str:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    return output.readouterr().err


# ask


def test_ask(real: None, capsys: Output) -> None:
    assert main(["ask", QUESTION]) == 0
    printed = capsys.readouterr()
    assert "zeven luxe vaartuigen" in printed.out and printed.err == ""
    assert "[1] Kamerstukken II 2024/25, 31934, nr. 87, onder C" in printed.out
    assert "https://zoek.officielebekendmakingen.nl/kst-31934-87.html" in printed.out


def test_ask_what_is_not_there(real: None, capsys: Output) -> None:
    assert main(["ask", UNANSWERED]) == 3
    printed = capsys.readouterr()
    assert printed.out.startswith("Dat staat niet in de brieven.\n") and printed.err == ""
    assert "Dichtbij, maar niet het antwoord:\n- " in printed.out
    assert "[1]" not in printed.out


@pytest.mark.parametrize(("question", "code"), [(QUESTION, 0), (UNANSWERED, 3)])
def test_ask_json(real: None, capsys: Output, question: str, code: int) -> None:
    assert main(["ask", "--json", question]) == code
    printed = capsys.readouterr().out
    answer = json.loads(printed)
    assert printed.count("\n") == 1
    assert list(answer) == ANSWER_KEYS
    assert answer["found"] is (code == 0) and (answer["reason"] is None) is (code == 0)
    assert [list(item) for item in answer["citations"]] == [CITATION_KEYS] * len(
        answer["citations"]
    )
    assert [list(item) for item in answer["passages"]] == [PASSAGE_KEYS] * 10
    assert bool(answer["citations"]) is (code == 0)
    assert all(item["letter"] == LETTER for item in answer["citations"] + answer["passages"])


def test_ask_jsonl_in_order(real: None, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        QUESTION,
        "",
        UNANSWERED,
        "😀",
        "x" * 100_000,
        "En vliegtuigen?",
        "\x00\x1b\x07",
        QUESTION,
    ]
    typed(monkeypatch, *lines)
    assert main(["ask", "--jsonl", "--passages", "2"]) == 0
    printed = capsys.readouterr()
    objects = [json.loads(line) for line in printed.out.splitlines()]
    assert printed.err == ""
    assert [item["question"] for item in objects] == lines
    wrong = [place for place, item in enumerate(objects) if "error" in item]
    assert wrong == [1, 3, 4, 6]
    assert all(list(objects[place]) == ["question", "error"] for place in wrong)
    assert all(list(item) == ANSWER_KEYS for item in objects if "error" not in item)
    assert all(len(item["passages"]) == 2 for item in objects if "error" not in item)
    # No conversation: the same question has the same answer.
    assert {**objects[0], "seconds": 0} == {**objects[-1], "seconds": 0}  # fmt: skip


def test_ask_jsonl_of_nothing(real: None, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch)
    assert main(["ask", "--jsonl"]) == 0
    assert capsys.readouterr().out == ""


FILTERS: list[tuple[list[str], set[str]]] = [
    ([], {"brief-1", "brief-2"}),
    (["--letter", "brief-1"], {"brief-1"}),
    (["--letter", "brief-1", "--letter", "brief-2"], {"brief-1", "brief-2"}),
    (["--since", "2023-05-02"], {"brief-2"}),
    (["--since", "2023-05-01"], {"brief-1", "brief-2"}),
    (["--until", "2024-02-29"], {"brief-1"}),
    (["--until", "2024-03-01"], {"brief-1", "brief-2"}),
    (["--since", "2023-05-01", "--until", "2023-05-01"], {"brief-1"}),
    (["--letter", "brief-1", "--since", "2024-01-01"], set()),
    (["--since", "2030-01-01"], set()),
]


def test_filters(two: Settings, capsys: Output) -> None:
    sync(two, silent)
    for filters, letters in FILTERS:
        code = main(["ask", "--json", "Hoeveel speurhonden zijn er?", *filters])
        answer = json.loads(capsys.readouterr().out)
        assert {item["letter"] for item in answer["passages"]} == letters, filters
        assert code == (0 if answer["found"] else 3)
        if not letters:
            assert not answer["found"] and answer["reason"] and answer["citations"] == []


@pytest.mark.parametrize("passages", [1, 3, 100])
def test_passages(real: None, capsys: Output, passages: int) -> None:
    assert main(["ask", "--json", QUESTION, "--passages", str(passages)]) == 0
    found = json.loads(capsys.readouterr().out)["passages"]
    assert len(found) == passages if passages < 10 else 10 < len(found) <= passages


BAD_INPUT: dict[str, tuple[list[str], str]] = {
    "empty": (["ask", ""], "the question is empty"),
    "white space": (["ask", " \t\n "], "the question is empty"),
    "control characters": (["ask", "\x00\x1b\x07"], "the question is empty"),
    "emoji": (["ask", "😀🎉👍"], "holds no word"),
    "punctuation": (["ask", "?!…"], "holds no word"),
    "too long": (["ask", "x" * 100_000], "has 100000 characters; ask in at most 2000"),
    "no passages": (["ask", "haven", "--passages", "0"], "passages = 0 is not allowed"),
    "negative": (["ask", "haven", "--passages", "-1"], "passages = -1 is not allowed"),
    "too many": (["ask", "haven", "--passages", "101"], "give a number from 1 to 100"),
    "letter": (["ask", "haven", "--letter", "kst-1"], "letter 'kst-1' is not in the corpus"),
    "empty letter": (["ask", "haven", "--letter", ""], "letter '' is not in the corpus"),
    "path": (["ask", "haven", "--letter", "../x"], "`rag letters` lists them (kst-31934-87)"),
    "period": (
        ["ask", "haven", "--since", "2025-01-01", "--until", "2024-01-01"],
        "the period ends (2024-01-01) before it begins (2025-01-01)",
    ),
    "show": (["show", "kst-1"], "letter 'kst-1' is not in the corpus"),
}


@pytest.mark.parametrize(("arguments", "message"), BAD_INPUT.values(), ids=BAD_INPUT)
def test_bad_input(real: None, capsys: Output, arguments: list[str], message: str) -> None:
    assert main(arguments) == 1
    assert message in one_line(capsys)


@pytest.mark.parametrize(
    "question",
    [
        "'; DROP TABLE letters; --",
        "SELECT * FROM letters WHERE 1=1",
        "<script>alert('x')</script> <img src=x onerror=alert(1)>",
        "haven\x00\x1b[31m\x07 schip",
        "{{7*7}} ${7*7} %s %n",
        "../../etc/passwd",
        "\u202ehaven\u202c \u200bschip\ufeff",
        "x" * 2000,
    ],
)
def test_odd_questions_are_questions(real: None, capsys: Output, question: str) -> None:
    assert main(["ask", "--json", question]) in (0, 3)
    printed = capsys.readouterr()
    assert printed.err == ""
    assert list(json.loads(printed.out)) == ANSWER_KEYS
    assert "\x00" not in printed.out and "\x1b" not in printed.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "required: VERB"),
        (["vraag"], "invalid choice: 'vraag'"),
        (["ask"], "give a question, or --jsonl"),
        (["ask", "een", "twee"], "unrecognized arguments: twee"),
        (["ask", "--jsonl", "haven"], "--jsonl reads its questions from stdin"),
        (["ask", "--json", "--jsonl"], "not allowed with argument"),
        (["ask", "haven", "--since", "gisteren"], "'gisteren' is not a date like 2024-12-31"),
        (["ask", "haven", "--until", "2024-02-30"], "'2024-02-30' is not a date"),
        (["ask", "haven", "--passages", "tien"], "invalid int value: 'tien'"),
        (["show"], "required: LETTER"),
        (["sync", "--opnieuw"], "unrecognized arguments: --opnieuw"),
    ],
)
def test_wrong_usage(capsys: Output, arguments: list[str], message: str) -> None:
    assert message in usage(arguments, capsys)


@pytest.mark.parametrize("verb", ["", "ask", "chat", "letters", "show", "sync", "serve"])
def test_help(capsys: Output, verb: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([*verb.split(), "--help"])
    assert stopped.value.code == 0
    assert f"usage: rag {verb}".strip() in capsys.readouterr().out


# chat


def test_chat_jsonl(real: None, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, QUESTION, "En vliegtuigen?", "😀", "", "En vliegtuigen?")
    assert main(["chat", "--jsonl"]) == 0
    first, followed, wrong, fresh = map(json.loads, capsys.readouterr().out.splitlines())
    assert list(first)[: len(ANSWER_KEYS)] == ANSWER_KEYS
    assert first["standalone"] == QUESTION
    assert followed["standalone"].startswith("En vliegtuigen? (")
    assert list(wrong) == ["question", "error"]
    assert fresh["standalone"] == "En vliegtuigen?"


def test_chat_for_people(real: None, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, QUESTION, "En vliegtuigen?", "😀", "", "En vliegtuigen?")
    assert main(["chat"]) == 0
    printed = capsys.readouterr()
    assert "zeven luxe vaartuigen" in printed.out
    assert printed.out.count("(gezocht: En vliegtuigen?") == 1
    assert printed.out.count("Nieuw gesprek.") == 1
    assert printed.err.count("\n") == 1 and "holds no word" in printed.err


# letters, show


def test_letters(two: Settings, capsys: Output) -> None:
    (two.corpus / "leeg.txt").write_text("")
    assert main(["letters"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["brief-2", "brief-1", "leeg.txt:"]
    assert "2024-03-01" in lines[0] and "passages" in lines[0]
    assert "is empty; remove it" in lines[2]


def test_show(real: None, capsys: Output) -> None:
    assert main(["show", LETTER]) == 0
    tree = capsys.readouterr().out
    assert tree.startswith("kst-31934-87  Tweede Stand-van-zakenbrief Douane 2024\n")
    assert "\n  C. Handhaving van de sanctiemaatregelen\n" in tree
    assert "\n      Douaneliaisons en -attachés\n" in tree
    assert main(["show", LETTER, "--passages"]) == 0
    assert "    [c-03] " in capsys.readouterr().out


# sync


def test_sync(two: Settings, capsys: Output) -> None:
    assert main(["sync"]) == 0
    assert capsys.readouterr().out == "added 2, changed 0, removed 0, unchanged 0\n"
    assert main(["sync"]) == 0
    assert capsys.readouterr().out == "nothing to do\n"
    (two.corpus / "brief-1.txt").unlink()
    assert main(["sync"]) == 0
    assert capsys.readouterr().out == "added 0, changed 0, removed 1, unchanged 1\n"
    assert main(["sync", "--rebuild"]) == 0


BROKEN: dict[str, tuple[str, bytes, str]] = {
    "empty": ("brief-2.txt", b"", "is empty"),
    "not UTF-8": ("brief-2.txt", b"financi\xeble", "is not UTF-8"),
    "no TOML": ("brief-2.toml", b"letter_id = ", "is not valid TOML"),
    "TOML field": ("brief-2.toml", b'letter_id = "brief-2"\nkleur = "rood"', "unknown field"),
    "TOML id": ("brief-2.toml", b'letter_id = "brief-3"', "letter_id is 'brief-3'"),
}


@pytest.mark.parametrize(("name", "content", "message"), BROKEN.values(), ids=BROKEN)
def test_broken_letter_is_named_and_the_others_stay(
    two: Settings, capsys: Output, name: str, content: bytes, message: str
) -> None:
    sync(two, silent)
    (two.corpus / name).write_bytes(content)
    assert main(["sync"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [message in line for line in lines if line.startswith("rag: ")] == [True]
    assert main(["ask", "Hoeveel speurhonden heeft de Douane?", "--letter", "brief-1"]) == 0
    assert "31 speurhonden" in capsys.readouterr().out


def test_second_sync_at_once(two: Settings, capsys: Output) -> None:
    """Another process syncs while this one holds the lock: one line, exit code 1, no harm."""
    sync(two, silent)
    snapshot = current_snapshot(two.index)
    with writer_lock(two.index):
        result = subprocess.run(
            [sys.executable, "-m", "rag", "sync", "--rebuild"],
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1 and result.stderr.startswith("rag: ")
    assert f"being written by process {os.getpid()}; wait until it is done" in result.stderr
    assert current_snapshot(two.index) == snapshot and snapshot and damage(snapshot) is None


# settings, model, port


def no_corpus(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("RAG_CORPUS", str(folder / "nowhere"))


def empty_corpus(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("RAG_CORPUS", str(folder))


def no_model(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("RAG_EMBED_MODEL", str(folder / "nowhere"))


def no_torch_model(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    no_model(monkeypatch, folder)
    monkeypatch.setenv("RAG_EMBED_BACKEND", "torch")


def index_is_a_file(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "file").write_text("")
    monkeypatch.setenv("RAG_INDEX", str(folder / "file"))


def wrong_port(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("RAG_PORT", "http")


def unknown_setting(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("RAG_MODEL", "x")


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (no_corpus, "there is no corpus folder; set RAG_CORPUS"),
        (empty_corpus, "the corpus holds no letter; put a letter in it"),
        (no_model, "cannot be loaded ("),
        (no_torch_model, "cannot be loaded ("),
        (index_is_a_file, "set RAG_INDEX to"),
        (wrong_port, "port = 'http' is not allowed; give a number from 1 to 65535"),
        (unknown_setting, "unknown setting 'model'; allowed: "),
    ],
)
@pytest.mark.parametrize("arguments", [["ask", "Hoeveel?"], ["sync"], ["letters"]], ids=str)
def test_wrong_surroundings(
    real: None,
    capfd: Output,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    prepare: Callable[[pytest.MonkeyPatch, Path], None],
    message: str,
    arguments: list[str],
) -> None:
    prepare(monkeypatch, tmp_path)
    assert main(arguments) == 1
    printed = capfd.readouterr()
    lines = [line for line in printed.err.splitlines() if "exporting the embedding" not in line]
    assert printed.out == "" and len(lines) == 1
    assert lines[0].startswith("rag: ") and message in lines[0]


def test_port_in_use(settings: Settings, assistant: Assistant, tmp_path: Path) -> None:
    """From another folder, as the page is not part of the package `rag`."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = subprocess.run(
            [sys.executable, "-m", "rag", "serve"],
            env={**os.environ, "RAG_INDEX": str(settings.index), "RAG_PORT": str(port)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1 and result.stderr.startswith("rag: ")
    assert f"port {port} on 127.0.0.1 cannot be used" in result.stderr


def test_as_a_process(settings: Settings, assistant: Assistant) -> None:
    """`python -m rag`: exit code, nothing on stderr, and a reader of the pipe that leaves."""
    environment = {**os.environ, "RAG_INDEX": str(settings.index)}
    command = f'"{sys.executable}" -m rag show {LETTER} --passages'
    result = subprocess.run(
        ["bash", "-c", f"{command} | head -1; exit ${{PIPESTATUS[0]}}"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "kst-31934-87  Tweede Stand-van-zakenbrief Douane 2024\n"


def test_a_bar_is_drawn_only_where_somebody_looks_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bar_on_stderr(0.5)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    bar_on_stderr(0.5)
    bar_on_stderr(1.0)
    drawn, gone = capsys.readouterr().err.strip("\r").split("\r\r")
    assert drawn == f"[{'#' * 15}{'.' * 15}]  50%" and gone == "\033[K"
