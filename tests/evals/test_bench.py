"""Percentiles, gold in raw text, the table: worked by hand; the two chains are not run here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from evals.bench import growth
from evals.bench.__main__ import main
from evals.bench.laws import read_laws, write_corpus
from evals.bench.letter import sample_questions
from evals.bench.plain import RawText, characters, in_raw, recall, squash, targets, within
from evals.bench.process import BenchError, interleave, page_seconds
from evals.bench.report import write_report
from evals.bench.table import Curve, Part, Row, as_json, from_json, p95, table_lines
from evals.cases import Gold, load_cases, load_letters
from evals.run import CORPUS
from rag.errors import RagError
from rag.letters.read import read_letter
from rag.records import Letter
from tests.evals.conftest import case_of, gold_of

RAW = (
    "Kop\n[bookmark: _Hlk1]In de brief[footnoteRef:1] [1:  Kamerstukken II (zie [link]) nr. 3 ] "
    "staat geïn-\nformeerd:\n•\tHonden zoeken.\nSpeurhonden\nHonden zoeken.\n"
)


def test_p95_by_hand() -> None:
    """Of 0..100 in order, 95 of 100 steps lie below 95."""
    assert p95([float(n) for n in range(101)]) == pytest.approx(95)
    assert p95([3.0]) == 3.0


def test_squash_keeps_offsets() -> None:
    found = squash("É n-3 ﬁ.")
    assert found.text == "en3fi"
    assert list(found.offsets) == [0, 2, 4, 6, 6]


@pytest.mark.parametrize(
    ("words", "share", "expected"),
    [
        ("In de brief staat geïnformeerd", 0.0, ("In de brief[", "geïn-\nformeerd")),
        ("Kamerstukken II (zie [link]) nr. 3", 1.0, ("Kamerstukken", "nr. 3")),
        ("Honden zoeken.", 0.6, ("Honden zoeken.\nSpeur", "Honden zoeken")),
        ("Honden zoeken.", 0.99, ("Honden zoeken.\n", "Honden zoeken")),
    ],
)
def test_words_are_found_in_raw_text(words: str, share: float, expected: tuple[str, str]) -> None:
    place = RawText(RAW).locate(words, share)
    assert place is not None
    start, end = place
    first, last = expected
    assert start == (RAW.rindex(first) if share == 0.99 else RAW.index(first))
    assert RAW[:end].endswith(last)


@pytest.mark.parametrize("words", ["Katten", "", "•"])
def test_other_words_are_not_found(words: str) -> None:
    assert RawText(RAW).locate(words, 0.5) is None


def test_all_gold_of_the_real_letter_is_found() -> None:
    letters = load_letters(CORPUS)
    raw = {name: RawText((CORPUS / f"{name}.txt").read_text(encoding="utf-8")) for name in letters}
    for case in load_cases(sets=("questions",)):
        wanted = targets(case, letters) if case.answerable else []
        for clean, placed in zip(wanted, in_raw(wanted, letters, raw), strict=True):
            for before, after in zip(clean, placed, strict=True):
                words = letters[before.letter].text[before.start : before.end]
                there = (CORPUS / f"{after.letter}.txt").read_text(encoding="utf-8")
                assert squash(words).text[:20] == squash(there[after.start : after.end]).text[:20]


def test_a_heading_is_found_by_its_section(letter: Letter, letters: dict[str, Letter]) -> None:
    heading, dogs = gold_of(letter, "A. Honden"), gold_of(letter, "De Douane heeft 52 honden.")
    (wanted,) = targets(case_of(heading), letters)
    assert recall([dogs], [wanted]) == 1.0
    assert targets(case_of(dogs), letters) == [[dogs]]


def test_recall_by_hand(letter: Letter, letters: dict[str, Letter]) -> None:
    """One of two gold sentences is half; where any suffices it is all."""
    ships, dogs = gold_of(letter, "Er liggen zeven schepen."), gold_of(letter, "De Douane heeft")
    touching = [Gold("brief-1", ships.end - 1, ships.end + 5)]
    assert recall(touching, targets(case_of(ships, dogs), letters)) == 0.5
    assert recall(touching, targets(case_of(ships, dogs, any=True), letters)) == 1.0
    assert recall([Gold("brief-2", 0, 999)], targets(case_of(ships), letters)) == 0.0
    assert recall([Gold("brief-1", ships.end, 999)], [[ships]]) == 0.0


def test_spans_within_a_limit() -> None:
    spans = [Gold("a", 0, 10), Gold("b", 5, 10), Gold("a", 20, 21)]
    assert characters(spans) == 16
    assert within(spans, 15) == spans[:2]
    assert within(spans, 9) == []


def test_each_item_goes_to_all_tasks_in_turn() -> None:
    done: list[str] = []
    seconds = interleave([lambda n: done.append(f"a{n}"), lambda n: done.append(f"b{n}")], [1, 2])
    assert done == ["a1", "b1", "a2", "b2"]
    assert [len(taken) for taken in seconds] == [2, 2]


ROWS = [
    Row("warm", "ms", 12.34, 24.68, "the chain", 0.4),
    Row("page", "s", 1234.5, aim=2000),
    Row("speed", "/s", 30, 10, "the chain", 2.5, more=True),
]


def test_table_and_json() -> None:
    assert table_lines(ROWS) == [
        "                 ours     peer  ratio     aim",
        "warm   ms        12.3     24.7   0.50   ≤ 0.4 MISSED  the chain",
        "page   s         1234        -      -  ≤ 2000",
        "speed  /s        30.0     10.0   3.00   ≥ 2.5  the chain",
    ]
    part = Part("letter", {"cores": "2"}, ROWS, [Curve("c", ("n", "ms"), {"p95": [(1.0, 2.0)]})])
    content = json.loads(as_json(part))
    assert [row["met"] for row in content["rows"]] == [False, True, True]
    assert content["rows"][0]["ratio"] == 0.5
    assert from_json(as_json(part)) == part


def test_report_of_what_was_measured(tmp_path: Path) -> None:
    with pytest.raises(RagError, match="run `make bench` first"):
        write_report(tmp_path)
    curve = Curve("Growth", ("passages", "ms"), {"p95": [(1_000, 2.0), (100_000, 300.0)]})
    part = Part("growth", {"cores": "2"}, ROWS, [curve])
    (tmp_path / "growth.json").write_text(as_json(part), encoding="utf-8")
    page = write_report(tmp_path).read_text(encoding="utf-8")
    assert "2 of 3 aims met" in page and page.count("(missed)") == 1
    assert "<svg" in page and "http" not in page.replace("http-equiv", "")


def test_laws_become_letters(tmp_path: Path) -> None:
    file = tmp_path / "laws.jsonl"
    rows = [{"id": str(n), "title": "Wet", "text": f"Artikel {n} geldt."} for n in range(60)]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    write_corpus(tmp_path / "corpus", read_laws(file), 2)
    names = sorted(path.stem for path in (tmp_path / "corpus").glob("*.txt"))
    assert names == ["kst-31934-87", "wet-0000", "wet-0001"]
    letter = read_letter(tmp_path / "corpus" / "wet-0001.txt")
    assert [passage.text for passage in letter.passages][:1] == ["Artikel 49 geldt."]
    assert letter.source.title == "Wet" and len(letter.passages) == 11


@pytest.mark.parametrize("content", [b"{}", b"not json", b"[1]"])
def test_laws_that_cannot_be_used(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "laws.jsonl").write_bytes(content)
    with pytest.raises(RagError, match="give lines with title, text"):
        read_laws(tmp_path / "laws.jsonl")


def test_search_grows(tmp_path: Path) -> None:
    part = Part("growth", {})
    growth.measure(part, 1_000, tmp_path)
    assert [row.name for row in part.rows] == [
        f"search in 1,000 passages, {what}"
        for what in ("median", "p95", "memory", "nearest 20 found")
    ]
    assert part.rows[-1].ours > 99


def test_sample_is_of_different_questions_and_always_the_same() -> None:
    chosen = sample_questions(210)
    assert len(set(chosen)) == 210
    assert chosen == sample_questions(210)
    assert set(sample_questions(10**6)) >= set(chosen)


def test_nothing_is_loaded_before_the_network_is_off() -> None:
    script = "import sys, evals.bench.__main__; print('huggingface_hub' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.split() == ["False"]


@pytest.mark.parametrize("wrong", ["0", "-1", "x", "²"])
def test_a_wrong_number_is_wrong_usage(wrong: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--questions", wrong])


def test_a_page_that_stops_says_why(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"ui.py stopped: rag: .*unknown setting"):
        page_seconds({"RAG_ONZIN": "1", "HOME": str(tmp_path)}, 1)
