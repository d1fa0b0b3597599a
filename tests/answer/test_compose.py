"""Composition: a citation is proof or it is not made; marks follow the citations."""

from collections.abc import Callable

import pytest

from rag.answer.compose import REFUSAL, answer_text, cite, make_citation, nearest_headings
from rag.answer.select import Span
from rag.assistant import Assistant
from rag.errors import RagError
from rag.records import Letter, Passage


@pytest.fixture(scope="module")
def passage(letter: Letter) -> Passage:
    return next(item for item in letter.passages if "727 zendingen" in item.text)


def test_citation_of_a_sentence(letter: Letter, passage: Passage) -> None:
    sentence = passage.sentences[1]
    citation = make_citation(letter, 3, Span(passage, sentence.start, sentence.end))
    assert citation.quote == letter.text[sentence.start : sentence.end]
    assert (citation.start, citation.end) == (sentence.start, sentence.end)
    assert (citation.number, citation.passage_id) == (3, passage.id)
    assert citation.section == ("C. Handhaving van de sanctiemaatregelen",)
    assert citation.reference == "Kamerstukken II 2024/25, 31934, nr. 87, onder C"
    assert citation.url == "https://zoek.officielebekendmakingen.nl/kst-31934-87.html"


def test_heading_of_the_passage_may_be_cited(letter: Letter, passage: Passage) -> None:
    section = next(item for item in letter.sections if item.path == passage.section)
    end = section.start + len(passage.section[-1])
    assert make_citation(letter, 1, Span(passage, section.start, end)).quote == passage.section[-1]


@pytest.mark.parametrize(
    "place",
    [
        lambda passage, length: (passage.start - 1, passage.end),
        lambda passage, length: (passage.start, passage.end + 1),
        lambda passage, length: (passage.end, passage.end + 20),
        lambda passage, length: (passage.start, passage.start),
        lambda passage, length: (passage.end, passage.start),
        lambda passage, length: (0, 10),
        lambda passage, length: (-10, -1),
        lambda passage, length: (length, length + 9),
    ],
    ids="early late after empty reversed elsewhere negative beyond".split(),
)
def test_words_outside_the_passage_are_no_proof(
    letter: Letter, passage: Passage, place: Callable[[Passage, int], tuple[int, int]]
) -> None:
    span = Span(passage, *place(passage, len(letter.text)))
    with pytest.raises(RagError, match=f"{passage.id}: the words .* do not lie in that passage"):
        make_citation(letter, 1, span)


def test_citations_are_numbered_in_order(letter: Letter, passage: Passage) -> None:
    spans = [Span(passage, item.start, item.end) for item in reversed(passage.sentences)]
    citations = cite({letter.source.letter_id: letter}, spans)
    assert [item.number for item in citations] == list(range(1, len(spans) + 1))
    assert [item.start for item in citations] == [span.start for span in spans]
    assert cite({}, []) == ()


def test_answer_text_is_quotes_with_marks(letter: Letter, passage: Passage) -> None:
    first, second = passage.sentences[:2]
    citations = cite(
        {letter.source.letter_id: letter},
        [Span(passage, second.start, second.end), Span(passage, first.start, first.end)],
    )
    one, two = (letter.text[item.start : item.end] for item in (second, first))
    assert answer_text(citations) == f"{one} [1] {two} [2]"
    assert answer_text([]) == ""


def test_nearest_headings(assistant: Assistant) -> None:
    hits = assistant.ask("Hoeveel luxe vaartuigen staan onder douanetoezicht?").hits
    found = nearest_headings(hits)
    assert found[0] == "C. Handhaving van de sanctiemaatregelen"
    assert len(found) == len(set(found)) == 3
    assert nearest_headings([]) == ()


def test_refusal_promises_nothing() -> None:
    assert "[" not in REFUSAL and REFUSAL.endswith(".")
