"""Fetching from both official sources, played by a local server that also misbehaves."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from rag.cli import main
from rag.errors import FetchError
from rag.letters.read import read_letter
from rag.letters.sources import http, koop, tk
from rag.letters.sources.fetch import OTHERS, Fetched, clean_dossier, fetch, plan
from rag.letters.sources.http import Client
from tests.letters.sources.server import DOCX, ERROR_PAGE, PDF, Source, row, serving

LETTERS = [
    row(9, "Stand van zaken Douane 2023", "2024-06-24"),
    row(7, "Tweede Stand-van-zakenbrief Douane", "2023-12-20"),
    row(5, "Stand van Zakenbrief", "2022-12-01"),
]
OTHER = [
    row(8, "Jaarplan Douane 2024 en stand van zaken", "2024-01-10"),
    row(6, "Verslag van een commissiedebat over de stand van zaken", "2023-11-01",
        Soort="Verslag van een commissiedebat"),
    row(4, "Uitstel brief stand van zaken", "2022-11-01"),
    row(3, "Stand van zaken, ingetrokken", "2022-10-01", Verwijderd=True),
]  # fmt: skip


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    with serving() as source:
        monkeypatch.setattr(http, "PAUSE", 0.0)
        monkeypatch.setattr(tk, "ROOT", f"{source.root}/OData/v4/2.0/")
        monkeypatch.setattr(koop, "ROOT", f"{source.root}/sru")
        source.rows = [LETTERS[0], *OTHER, *LETTERS[1:]]
        source.records = [
            ("kst-99001-9", "Brief", "Brief regering; Stand van zaken Douane", "2024-06-24"),
            ("kst-99001-8", "Verslag", "Verslag; Stand van zaken", "2024-05-01"),
            ("kst-99001-7", "Brief", "Brief regering; Stand-van-zakenbrief", "2023-12-20"),
        ]
        yield source


WAITS: list[float] = []


def run(
    corpus: Path, name: str = "tk", since: date | None = None
) -> tuple[list[tuple[str, str]], int, list[Fetched]]:
    WAITS.clear()
    with Client(WAITS.append) as client:
        planned, others = plan(client, name, "99 001", since, corpus)
        done = list(fetch(client, name, planned, corpus, lambda _: None))
    return [(item.paper.source.letter_id, item.kind) for item in planned], others, done


def resource(number: int) -> str:
    return f"/OData/v4/2.0/Document(00000000-0000-0000-0000-{number:012})/resource"


@pytest.mark.parametrize("page", [1, 2, 250])
def test_the_letters_are_chosen_over_all_pages(source: Source, page: int, tmp_path: Path) -> None:
    source.page = page
    planned, others, done = run(tmp_path)
    assert planned == [("kst-99001-9", "new"), ("kst-99001-7", "new"), ("kst-99001-5", "new")]
    assert others == 3 and [item.wrong for item in done] == ["", "", ""]
    letter = read_letter(tmp_path / "kst-99001-7.docx")
    known = letter.source
    assert (known.title, known.date, known.number) == (
        "Tweede Stand-van-zakenbrief Douane", date(2023, 12, 20), "7")  # fmt: skip
    assert (known.sender, known.sender_office) == (
        "A.B. Voorbeeld", "staatssecretaris van Financiën")  # fmt: skip
    assert (known.parliamentary_year, known.dossier, known.document_number, known.chamber) == (
        "2023/24", "99001", "2024D00007", "II")  # fmt: skip
    assert known.url == "https://zoek.officielebekendmakingen.nl/kst-99001-7.html"


def test_since_leaves_older_letters_out(source: Source, tmp_path: Path) -> None:
    planned, _, _ = run(tmp_path, since=date(2023, 12, 20))
    assert [name for name, _ in planned] == ["kst-99001-9", "kst-99001-7"]


def test_a_paper_without_number_is_known_by_its_document(source: Source, tmp_path: Path) -> None:
    source.rows = [row(5, "Stand van zaken", "2024-01-01", Volgnummer=-1)]
    assert run(tmp_path)[0] == [("2024d00005", "new")]


def test_a_second_run_fetches_nothing_and_an_interrupted_one_goes_on(
    source: Source, tmp_path: Path
) -> None:
    run(tmp_path)
    (tmp_path / "kst-99001-5.docx").unlink()
    source.asked.clear()
    planned, _, done = run(tmp_path)
    assert [kind for _, kind in planned] == ["there", "there", "new"]
    assert [item.paper.source.letter_id for item in done] == ["kst-99001-5"]
    assert [path for path in source.asked if "resource" in path] == [resource(5)]


def test_a_letter_in_another_form_is_there_already(source: Source, tmp_path: Path) -> None:
    (tmp_path / "kst-99001-9.txt").write_text("de brief")
    assert run(tmp_path)[0][0] == ("kst-99001-9", "there")


def test_a_changed_file_is_kept_beside_the_old_one(source: Source, tmp_path: Path) -> None:
    run(tmp_path)
    old = tmp_path / "kst-99001-9.docx"
    old.write_bytes(DOCX + b"met de hand veranderd")
    planned, _, done = run(tmp_path)
    assert planned[0] == ("kst-99001-9", "changed")
    assert old.read_bytes() == DOCX + b"met de hand veranderd"
    assert done[0].file and done[0].file.parent == tmp_path / OTHERS
    assert done[0].file.read_bytes() == DOCX


def in_seconds(count: int) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=count), usegmt=True)


@pytest.mark.parametrize(
    ("trouble", "waits"),
    [
        (["429 3"], [3.0]),
        (["429 1", "503 2"], [1.0, 2.0]),
        (["429", "429"], [2.0, 4.0]),
        (["cut"], [2.0]),
        (["hang up"], [2.0]),
        (["cut", "429 5", "cut"], [2.0, 5.0, 8.0]),
    ],
    ids=str,
)
def test_what_passes_is_tried_again(
    source: Source, trouble: list[str], waits: list[float], tmp_path: Path
) -> None:
    source.trouble[resource(9)] = trouble
    _, _, done = run(tmp_path)
    assert done[0].wrong == "" and waits == WAITS
    assert (tmp_path / "kst-99001-9.docx").read_bytes() == DOCX


def test_a_date_to_retry_after_is_understood(source: Source, tmp_path: Path) -> None:
    source.trouble[resource(9)] = [f"429 {in_seconds(30)}"]
    run(tmp_path)
    assert len(WAITS) == 1 and 25 < WAITS[0] <= 30


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (["error page"], "sent no letter but something else (text/html)"),
        (["announced bomb"], "is 51,000,000 bytes, more than 50,000,000"),
        (["bomb"], "is more than 50,000,000 bytes"),
        (["short"], f"sent 500 bytes of {len(DOCX):,}"),
        (["404"], "answers 404"),
        (["429 1"] * 9, "answers 429"),
        (["cut"] * 9, "cannot be reached"),
        (["429 9999"], "asks to wait 9999 seconds"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_one_that_fails_is_said_and_the_others_come(
    source: Source, trouble: list[str], words: str, tmp_path: Path
) -> None:
    source.trouble[resource(9)] = trouble
    _, _, done = run(tmp_path)
    assert words in done[0].wrong and [item.wrong for item in done[1:]] == ["", ""]
    assert sorted(path.name for path in tmp_path.glob("*.docx")) == [
        "kst-99001-5.docx", "kst-99001-7.docx"]  # fmt: skip
    assert not list(tmp_path.glob(".*")) and not (tmp_path / "kst-99001-9.toml").exists()


@pytest.mark.parametrize(
    ("file", "words"),
    [((PDF, "application/pdf"), "sent .pdf where .docx was promised"), ((ERROR_PAGE, "text/html"),
     "sent no letter")],
)  # fmt: skip
def test_the_content_tells_the_type(
    source: Source, file: tuple[bytes, str], words: str, tmp_path: Path
) -> None:
    source.files[9] = file
    assert words in run(tmp_path)[2][0].wrong


def test_koop_over_pages_with_a_pdf_where_xml_is_missing(source: Source, tmp_path: Path) -> None:
    source.page = 2
    source.trouble["kst-99001-7.xml"] = ["error page"]
    planned, others, done = run(tmp_path, "koop")
    assert planned == [("kst-99001-9", "new"), ("kst-99001-7", "new")] and others == 1
    assert [item.file and item.file.name for item in done] == ["kst-99001-9.xml", "kst-99001-7.pdf"]
    known = read_letter(tmp_path / "kst-99001-9.xml").source
    assert (known.number, known.dossier, known.parliamentary_year, known.chamber) == (
        "9", "99001", "2023/24", "II")  # fmt: skip


@pytest.mark.parametrize("name", ["tk", "koop"])
def test_a_list_that_is_no_list_is_an_error(name: str, source: Source, tmp_path: Path) -> None:
    source.trouble = {"/OData/v4/2.0/Document": ["error page"], "/sru": ["error page"]}
    with pytest.raises(FetchError, match="answers with"):
        run(tmp_path, name)


def test_a_next_page_elsewhere_is_refused() -> None:
    with pytest.raises(FetchError, match="another place"):
        http.same_place("https://a.nl/x", "https://b.nl/x")
    assert http.same_place("https://a.nl/x/", "y?z=1") == "https://a.nl/x/y?z=1"


def test_requests_are_paced(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "PAUSE", 7.0)
    waits: list[float] = []
    with Client(waits.append) as client:
        for _ in range(3):
            client.get(f"{source.root}/file/a.xml")
    assert len(waits) == 2 and 6 < waits[0] <= 7 and 13 < waits[1] <= 14


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("31934", "31934"),
        ("31 934", "31934"),
        ("36800-IX", "36800 IX"),
        ("36.800 XIV", "36800 XIV"),
    ],
)
def test_dossier(given: str, clean: str) -> None:
    assert clean_dossier(given) == clean


def test_the_command_is_a_dry_run_by_default(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("RAG_CORPUS", str(tmp_path / "corpus"))
    assert main(["fetch", "--dossier", "99001"]) == 0
    shown = capsys.readouterr().out
    assert "kst-99001-9      2024-06-24  Stand van zaken Douane 2023" in shown
    assert "3 brieven; 3 andere stukken" in shown and "--download haalt er 3 op" in shown
    assert not (tmp_path / "corpus").exists()
    assert main(["fetch", "--dossier", "99001", "--download"]) == 0
    assert len(list((tmp_path / "corpus").glob("*.docx"))) == 3
    assert main(["fetch", "--dossier", "x"]) == 1
    assert "rag: dossier 'x' is not a number" in capsys.readouterr().err
