"""An answer as JSON: a stable form that others build on (README, chapter JSON)."""

from typing import Any

from rag.records import Answer


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """Return the answer as plain data, keys in their documented order.

    `claims` and `note` are there only when a language model was asked, `page` only for a letter
    with pages.
    """
    asked: dict[str, Any] = {}
    if answer.mode == "llm" or answer.note:
        claims = {"kept": answer.kept, "dropped": answer.dropped}
        asked = {"claims": claims, "note": answer.note or None}
    return {
        "question": answer.question,
        "found": answer.found,
        "short": answer.short,
        "answer": answer.answer,
        "mode": answer.mode,
        "reason": answer.reason,
        "seconds": answer.seconds,
        "citations": [
            {
                "number": citation.number,
                "letter": citation.source.letter_id,
                "section": list(citation.section),
                "reference": citation.reference,
                "quote": citation.quote,
                "start": citation.start,
                "end": citation.end,
                "url": citation.url,
            }
            | ({"page": citation.page} if citation.page else {})
            for citation in answer.citations
        ],
        "passages": [
            {
                "id": hit.passage.id,
                "letter": hit.passage.letter_id,
                "section": list(hit.passage.section),
                "text": hit.passage.text,
                "score": hit.score,
                "dense_rank": hit.dense_rank,
                "lexical_rank": hit.lexical_rank,
            }
            for hit in answer.hits
        ],
    } | asked
