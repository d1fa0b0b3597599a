"""Records to HTML, as tables: what is escaped, marked, linked and parsed."""

import datetime

import pytest

from rag.assistant import MAXIMUM_QUESTION
from rag.cite.note import NoteItem
from rag.errors import ModelError, QuestionError, RagError, StoreError
from rag.page import texts
from rag.page.conversation import Turn, conversation_html, turn_html, with_sources
from rag.page.engine import check_question, check_within, parse_period
from rag.page.history import Conversation, remember, saved_conversations
from rag.page.letters_view import letter_html, letters_table, status_html
from rag.page.markup import address, inline, permalink, prose, query_spans, text
from rag.page.problems import PageError, dutch_line
from rag.page.quotes_tab import rearranged
from rag.page.quotes_view import citation_html, findings_html
from rag.records import Answer, Block, Citation, Hit, Letter, Passage, Section, Source

SOURCE = Source(
    "kst-1-2", "Titel <b>", datetime.date(2024, 12, 12), chamber="II", dossier="1", number="2"
)
WORDS = "A. Kop & zo\nEen zin. Nog <een> zin.\n· punt\n\nVoet {noot}."
SECTION = Section(("A. Kop & zo",), "A", 1, 0, 12, 44)
PASSAGE = Passage("kst-1-2#a-01", "kst-1-2", SECTION.path, "text", 12, 35, WORDS[12:35], ())
LETTER = Letter(
    SOURCE,
    WORDS,
    (Block("heading", 0, 11, 1), Block("paragraph", 12, 35), Block("item", 38, 42)),
    (),
    (SECTION,),
    (PASSAGE,),
)
LETTERS = {"kst-1-2": LETTER}


def an_answer(**changes: object) -> Answer:
    citation = Citation(
        1, SOURCE, PASSAGE.id, PASSAGE.section, 21, 35, WORDS[21:35], "Kamerstukken II 1, nr. 2",
        "https://example.org/",
    )  # fmt: skip
    values: dict[str, object] = {
        "question": "Wat?", "standalone": "Wat?", "found": True, "short": "een <zin>",
        "answer": "Nog <een> zin. [1] [2]", "citations": (citation,),
        "hits": (Hit(PASSAGE, 1.0, 1, 1),), "reason": None, "nearest": (),
        "mode": "extractive", "seconds": 0.0, "confidence": 0.9,
    }  # fmt: skip
    return Answer(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a & b", "a &amp; b"),
        ("<b>", "&lt;b&gt;"),
        ("\"'", "&quot;&#x27;"),
        ("${x}", "&#36;&#123;x&#125;"),
        ("{{x}}", "&#123;&#123;x&#125;&#125;"),
        ("`", "&#96;"),
        ("\0", "\ufffd"),
        ("ë – ‘x’", "ë – ‘x’"),
    ],
)
def test_text(value: str, expected: str) -> None:
    assert text(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://x.nl/a?b=1&c=2", "https://x.nl/a?b=1&amp;c=2"),
        ("HTTP://x.nl", "HTTP://x.nl"),
        ("javascript:alert(1)", ""),
        (" https://x.nl", ""),
        ("data:text/html,x", ""),
        ("", ""),
    ],
)
def test_address(value: str, expected: str) -> None:
    assert address(value) == expected


@pytest.mark.parametrize(
    ("letter_id", "passage", "expected"),
    [
        ("kst-31934-87", "", "/?brief=kst-31934-87"),
        ("kst-31934-87", "kst-31934-87#c-03", "/?brief=kst-31934-87&passage=c-03"),
        ("a&b", "", "/?brief=a%26b"),
    ],
)
def test_permalink(letter_id: str, passage: str, expected: str) -> None:
    assert permalink(letter_id, passage) == expected


@pytest.mark.parametrize(
    ("start", "end", "marked", "inserts", "expected"),
    [
        (12, 20, [], {}, "Een zin."),
        (12, 20, [(16, 19)], {}, "Een <mark>zin</mark>."),
        (12, 20, [(0, 99)], {}, "<mark>Een zin.</mark>"),
        (12, 20, [], {15: "<i></i>"}, "Een<i></i> zin."),
        (12, 20, [], {12: "^", 20: "$"}, "^Een zin.$"),
        (25, 30, [(25, 30)], {}, "<mark>&lt;een&gt;</mark>"),
    ],
)
def test_inline(start: int, end: int, marked: list, inserts: dict, expected: str) -> None:
    assert inline(LETTER, start, end, marked, inserts) == expected


def test_prose_has_headings_paragraphs_and_lists() -> None:
    assert prose(LETTER, 0, 44) == (
        "<h4>A. Kop &amp; zo</h4><p>Een zin. Nog &lt;een&gt; zin.</p><ul><li>punt</li></ul>"
    )


@pytest.mark.parametrize(
    ("query", "words", "expected"),
    [
        ("zending", "727 zendingen", ["zendingen"]),
        ("vaartuigen", "het vaartuig", ["vaartuig"]),
        ("waarde", "waarvan de waarde", ["waarde"]),
        ("727", "er zijn 727", ["727"]),
        ("coördinatie", "Coordinatie", ["Coordinatie"]),
        ("OM", "het OM en om", ["OM", "om"]),
        ("de het", "de het", []),
        ("", "niets", []),
    ],
)
def test_query_spans(query: str, words: str, expected: list[str]) -> None:
    assert [words[start:end] for start, end in query_spans(query, words)] == expected


def test_an_answer_is_escaped_and_only_known_marks_are_links() -> None:
    shown = turn_html(Turn("<i>?", an_answer(), letters=LETTERS), "t1")
    assert "&lt;i&gt;?" in shown
    assert "<strong>een &lt;zin&gt;</strong>" in shown
    assert 'href="#t1-c1"' in shown and "#t1-c2" not in shown
    assert "<mark>Nog &lt;een&gt; zin.</mark>" in shown
    assert "Titel &lt;b&gt;" in shown
    assert texts.VERBATIM in shown and "Gezocht naar" not in shown


@pytest.mark.parametrize(
    ("changes", "present", "absent"),
    [
        ({"standalone": "Wat dan?"}, "Gezocht naar: Wat dan?", "refusal"),
        ({"short": None}, 'class="words"', 'class="short"'),
        ({"mode": "llm"}, texts.COMPOSED.removeprefix("{} "), texts.VERBATIM),
        (
            {"found": False, "citations": (), "reason": "Niet <daar>.", "nearest": ("A > B",)},
            "Niet &lt;daar&gt;.",
            'class="card"',
        ),
    ],
)
def test_a_turn_shows_what_its_answer_says(
    changes: dict[str, object], present: str, absent: str
) -> None:
    shown = turn_html(Turn("Wat?", an_answer(**changes), letters=LETTERS), "t1")
    assert present in shown and absent not in shown


@pytest.mark.parametrize(
    ("turn", "present"),
    [
        (Turn("Wat?"), texts.SEARCHING),
        (Turn("Wat?", error="Kan <niet>"), "Kan &lt;niet&gt;"),
        (
            Turn("Wat?", an_answer(), within="brief 1", letters=LETTERS),
            "Alleen gezocht in: brief 1",
        ),
    ],
)
def test_a_turn_without_an_answer_yet(turn: Turn, present: str) -> None:
    assert present in turn_html(turn, "t1")


def test_no_turns_show_the_examples() -> None:
    assert conversation_html([]).count('data-do="example"') == len(texts.EXAMPLES)


def test_an_answer_is_copied_with_its_sources() -> None:
    assert with_sources(an_answer()) == (
        "Nog <een> zin. [1] [2]\n\n[1] Kamerstukken II 1, nr. 2 – https://example.org/"
    )


def test_a_letter_has_its_tree_and_marks_the_passage() -> None:
    shown = letter_html(LETTER, LETTERS, "kst-1-2#a-01", "x")
    assert '<a href="#brief-s0">A. Kop &amp; zo</a>' in shown
    assert "<mark>Een zin. Nog &lt;een&gt; zin.</mark>" in shown
    assert 'data-address="/?brief=kst-1-2&amp;passage=a-01"' in shown


@pytest.mark.parametrize(("letters", "present"), [((LETTER,), "12 december 2024"), ((), "toe")])
def test_letters_table(letters: tuple[Letter, ...], present: str) -> None:
    assert present in letters_table(letters)


def test_broken_files_are_shown_escaped_without_what_the_server_says_of_them() -> None:
    shown = status_html([LETTER], "m", {"<x>.txt": "/srv/corpus/<x>.txt: is empty"})
    assert "<code>&lt;x&gt;.txt</code>" in shown and "/srv" not in shown and "is empty" not in shown


def test_a_citation_in_every_style_is_escaped() -> None:
    shown = citation_html(NoteItem("<script>", SOURCE, ("A. Kop",)))
    assert "<script>" not in shown and shown.count("<pre") == len(texts.STYLES)


def test_no_findings_say_so() -> None:
    assert texts.CHECK_NOTHING in findings_html((), {})


@pytest.mark.parametrize(
    ("move", "number", "expected"),
    [
        ("up", "1", "bac"),
        ("up", "0", "abc"),
        ("down", "1", "acb"),
        ("down", "2", "abc"),
        ("remove", "0", "bc"),
        ("remove", "9", "abc"),
        ("remove", "-1", "abc"),
        ("x", "0", "abc"),
    ],
)
def test_rearranged(move: str, number: str, expected: str) -> None:
    items = [NoteItem(quote, SOURCE) for quote in "abc"]
    assert "".join(item.quote for item in rearranged(items, move, number)) == expected


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("", "", (None, None)),
        ("2024", "2024", (datetime.date(2024, 1, 1), datetime.date(2024, 12, 31))),
        ("3-4-2024", "", (datetime.date(2024, 4, 3), None)),
        ("03/04/2024", "", (datetime.date(2024, 4, 3), None)),
        ("2024-04-03", " 2024-04-03 ", (datetime.date(2024, 4, 3),) * 2),
    ],
)
def test_parse_period(since: str, until: str, expected: tuple[object, object]) -> None:
    assert parse_period(since, until) == expected


@pytest.mark.parametrize(
    ("since", "until"),
    [("x", ""), ("31-2-2024", ""), ("3-4-24", ""), ("99999", ""), ("0000", ""), ("9999", "1")],
)
def test_parse_period_refuses(since: str, until: str) -> None:
    with pytest.raises(PageError):
        parse_period(since, until)


@pytest.mark.parametrize("question", ["", "  \n", "?!", "🙂", "a" * (MAXIMUM_QUESTION + 1)])
def test_check_question_refuses(question: str) -> None:
    with pytest.raises(PageError):
        check_question(question)


def test_check_within() -> None:
    day = datetime.date(2024, 12, 12)
    check_within([LETTER], [], None, None)
    check_within([LETTER], ["kst-1-2"], day, day)
    for ids, since in ((["x"], None), ([], datetime.date(2025, 1, 1))):
        with pytest.raises(PageError):
            check_within([LETTER], ids, since, None)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (PageError("Zo."), "Zo."),
        (ModelError("secret /path"), texts.ERROR_MODEL),
        (StoreError("x"), texts.ERROR_STORE),
        (QuestionError("x"), texts.ERROR_FILTER),
        (RagError("x"), texts.ERROR_OTHER),
        (ValueError("x"), texts.ERROR_OTHER),
    ],
)
def test_dutch_line(error: Exception, line: str) -> None:
    assert dutch_line(error) == line


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (None, []),
        ([{"started": "1", "questions": ["a", 2]}], [Conversation("1", ("a",))]),
        ([{"started": "<", "questions": ["a"]}, "x", {}], []),
    ],
)
def test_saved_conversations(stored: object, expected: list[Conversation]) -> None:
    assert saved_conversations(stored) == expected


def test_the_newest_conversation_replaces_its_earlier_state() -> None:
    first, second = Conversation("1", ("a",)), Conversation("2", ("b",))
    longer = Conversation("1", ("a", "c"))
    assert remember([first, second], longer) == [longer, second]
