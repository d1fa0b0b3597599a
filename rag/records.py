"""The data that flows through the product: letters, passages, hits, citations, answers.

Every offset counts characters of `Letter.text`, the clean text. Nothing here does I/O.
"""

import datetime
from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["heading", "paragraph", "item", "signature", "footnote"]
PassageKind = Literal["text", "footnote", "signature"]
Mode = Literal["extractive", "llm"]


@dataclass(frozen=True, slots=True)
class Source:
    """Who wrote a letter, when, and where it is published; empty string = not known."""

    letter_id: str
    title: str = ""
    date: datetime.date | None = None
    sender: str = ""
    sender_office: str = ""
    chamber: str = ""
    parliamentary_year: str = ""
    dossier: str = ""
    dossier_title: str = ""
    number: str = ""
    document_number: str = ""
    case_number: str = ""
    kenmerk: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item, signature line or footnote: `text[start:end]`.

    An item starts after its bullet mark. `level` is 1-3 for a heading, else 0.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note: its words are `text[start:end]`; its mark stood at offset `anchor`."""

    number: int
    anchor: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the body that is its own, up to the next heading of any level.

    `text[start:body]` is the heading line (empty for introduction and signature) and
    `text[body:end]` the body (empty for a heading that only groups others). `path` holds the
    headings from the top down to this one; `label` is the letter or number of the top heading
    (`C`), or its words when it has none.
    """

    path: tuple[str, ...]
    label: str
    level: int
    start: int
    body: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, list item or footnote: `text[start:end]`.

    For a list item `lead_in` is the span of the sentence that introduces the list.
    """

    start: int
    end: int
    lead_in: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph, or a list with its lead-in: `letter.text[start:end] == text`.

    `id` is a place, not content: letter, top section, ordinal (`kst-31934-87#c-03`).
    """

    id: str
    letter_id: str
    section: tuple[str, ...]
    kind: PassageKind
    start: int
    end: int
    text: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A parsed letter: clean text, the blocks and sections in it, and its passages.

    `pages` holds where each page begins and its number; empty when the file has no pages.
    """

    source: Source
    text: str
    blocks: tuple[Block, ...]
    footnotes: tuple[Footnote, ...]
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    pages: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with the ranks (from 1; None = not found that way) that explain it.

    `score` is the fused score in [0, 1]; `sentence_scores` are the cosine similarities of the
    question with each of the passage's sentences, in their order.
    """

    passage: Passage
    score: float
    dense_rank: int | None
    lexical_rank: int | None
    sentence_scores: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """Proof of a sentence: `letter.text[start:end] == quote`, checked when it is made.

    `page` is where it begins; 0 = the letter has no pages.
    """

    number: int
    source: Source
    passage_id: str
    section: tuple[str, ...]
    start: int
    end: int
    quote: str
    reference: str
    url: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the user gets: words of the letters with their places, or a refusal with a reason.

    `short` is the exact words that answer; `standalone` is the question as it was searched,
    which differs from `question` in a follow-up; `nearest` are headings close by that are
    explicitly not the answer (refusals only); `confidence` is the probability that the letters
    answer the question, in [0, 1]. Of the claims of a language model `kept` stand in the answer and
    `dropped` did not stand in the letters; `note` is the Dutch line that says why a model that was
    asked did not answer.
    """

    question: str
    standalone: str
    found: bool
    short: str | None
    answer: str
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    reason: str | None
    nearest: tuple[str, ...]
    mode: Mode
    confidence: float
    seconds: float
    kept: int = 0
    dropped: int = 0
    note: str = ""
