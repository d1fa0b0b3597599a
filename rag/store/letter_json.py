"""Letters to JSON and back, for the snapshot."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from rag.records import Block, Footnote, Letter, Passage, Section, Sentence, Source


def dump_letter(letter: Letter) -> str:
    """Return the letter as JSON; passage texts are left out, being slices of the letter."""
    content = asdict(letter)
    content["source"]["date"] = letter.source.date.isoformat() if letter.source.date else None
    for passage in content["passages"]:
        del passage["text"]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def load_letter(content: str) -> Letter:
    """Return the letter that `dump_letter` wrote."""
    data: dict[str, Any] = json.loads(content)
    source = data["source"]
    if source["date"]:
        source["date"] = date.fromisoformat(source["date"])
    return Letter(
        source=Source(**source),
        text=data["text"],
        blocks=tuple(Block(**block) for block in data["blocks"]),
        footnotes=tuple(Footnote(**note) for note in data["footnotes"]),
        sections=tuple(
            Section(**{**section, "path": tuple(section["path"])}) for section in data["sections"]
        ),
        passages=tuple(_passage(item, data["text"]) for item in data["passages"]),
        pages=tuple((start, page) for start, page in data["pages"]),
    )


def _passage(item: dict[str, Any], text: str) -> Passage:
    sentences = tuple(
        Sentence(
            start=sentence["start"],
            end=sentence["end"],
            lead_in=tuple(sentence["lead_in"]) if sentence["lead_in"] else None,
        )
        for sentence in item["sentences"]
    )
    return Passage(
        **{
            **item,
            "section": tuple(item["section"]),
            "text": text[item["start"] : item["end"]],
            "sentences": sentences,
        }
    )
