"""Put an answer together: verbatim words with marks, their citations, or a refusal."""

from collections.abc import Sequence

from rag.answer.dates import in_dutch
from rag.answer.select import Span
from rag.cite.places import page_at
from rag.cite.reference import link, reference
from rag.errors import RagError
from rag.records import Citation, Hit, Letter

REFUSAL = "Dat staat niet in de brieven."
NEAREST = 3


def cite(letters: dict[str, Letter], spans: Sequence[Span]) -> tuple[Citation, ...]:
    """Return a citation for each span, numbered from 1; raises RagError if a quote is not there."""
    return tuple(
        make_citation(letters[span.passage.letter_id], number, span)
        for number, span in enumerate(spans, start=1)
    )


def make_citation(letter: Letter, number: int, span: Span) -> Citation:
    """Return the citation of `letter.text[start:end]`: words of the passage or of its heading.

    Raises RagError when the words do not lie there.
    """
    passage = span.passage
    quote = letter.text[span.start : span.end]
    allowed = [(passage.start, passage.end)] + [
        (section.start, section.body)
        for section in letter.sections
        if section.path == passage.section
    ]
    if not quote or not any(start <= span.start < span.end <= end for start, end in allowed):
        raise RagError(
            f"{passage.id}: the words {span.start}-{span.end} do not lie in that passage; "
            "run `rag sync --rebuild`"
        )
    page = page_at(letter, span.start)
    return Citation(
        number=number,
        source=letter.source,
        passage_id=passage.id,
        section=passage.section,
        start=span.start,
        end=span.end,
        quote=quote,
        reference=reference(letter.source, passage.section, page),
        url=link(letter.source),
        page=page,
    )


def answer_text(citations: Sequence[Citation]) -> str:
    """Return the quotes in order, each with its mark: `... [1] ... [2]`.

    Quotes of several letters have the date of their letter before them.
    """
    several = len({citation.source.letter_id for citation in citations}) > 1
    return " ".join(
        f"{_dated(citation) if several else ''}{citation.quote} [{citation.number}]"
        for citation in citations
    )


def _dated(citation: Citation) -> str:
    day = citation.source.date
    return f"Brief van {in_dutch(day)}: " if day else ""


def nearest_headings(hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the headings of the best hits, at most three: near by, but not the answer."""
    headings = (" > ".join(hit.passage.section) for hit in hits)
    return tuple(dict.fromkeys(headings))[:NEAREST]
