"""The plain LlamaIndex chain that we compare with, and where the gold stands in its raw text.

The chain is what its documentation starts with; nothing in it is tuned, or made worse.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from evals.cases import Case, CaseError, Gold
from evals.measures import needs
from rag.records import Letter

if TYPE_CHECKING:
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.schema import BaseNode

TOP = 5
# What the conversion from .docx left in the raw text. A note may hold brackets of its own.
_MARK = re.compile(r"\[bookmark:[^\]\n]*\]|\[footnoteRef:\d+\]")
_NOTE = re.compile(r"\[\d+:\s(?:[^\[\]]|\[[^\[\]]*\])*\]")
_NOTE_START = re.compile(r"\[\d+:\s")


@dataclass(frozen=True, slots=True)
class PlainChain:
    """The chain's retriever, and the raw text of each letter that it read."""

    retriever: "BaseRetriever"
    raw: Mapping[str, "RawText"]

    def find(self, question: str) -> list[Gold]:
        """The chunks found, best first, as spans of the raw letters."""
        return [_chunk(found.node) for found in self.retriever.retrieve(question)]


def _chunk(node: "BaseNode") -> Gold:
    # What a text node tells of its place is not in the type that a retriever returns.
    place = node.model_dump(include={"start_char_idx", "end_char_idx"})
    letter = Path(node.metadata["file_name"]).stem
    return Gold(letter, place["start_char_idx"], place["end_char_idx"])


def open_plain_chain(corpus: Path, model: str, folder: Path) -> PlainChain:
    """Read, split, embed and store the .txt files of a corpus, in a new Chroma in `folder`."""
    import chromadb
    from chromadb.config import Settings
    from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from llama_index.vector_stores.chroma import ChromaVectorStore

    documents = SimpleDirectoryReader(str(corpus), required_exts=[".txt"]).load_data()
    client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
    store = ChromaVectorStore(chroma_collection=client.create_collection("plain"))
    embedding = HuggingFaceEmbedding(model, device="cpu", model_kwargs={"dtype": "float32"})
    index = VectorStoreIndex.from_documents(
        documents,
        StorageContext.from_defaults(vector_store=store),
        transformations=[SentenceSplitter()],
        embed_model=embedding,
    )
    raw = {Path(item.metadata["file_name"]).stem: RawText(item.text) for item in documents}
    return PlainChain(index.as_retriever(similarity_top_k=TOP), raw)


class RawText:
    """A raw letter in which words of its clean text can be found back."""

    def __init__(self, raw: str) -> None:
        """Squash the text twice: without its notes, which may cut a sentence in two, and with."""
        without = _blank(_NOTE, _blank(_MARK, raw))
        self._squashed = [squash(without), squash(_blank(_NOTE_START, _blank(_MARK, raw)))]

    def locate(self, words: str, share: float) -> tuple[int, int] | None:
        """Where the words stand; of several places the one nearest `share` of the text."""
        wanted = squash(words).text
        for squashed in self._squashed if wanted else ():
            places = [match.start() for match in re.finditer(re.escape(wanted), squashed.text)]
            if places:
                expected = share * len(squashed.text)
                start = min(places, key=lambda place: abs(place - expected))
                return squashed.offsets[start], squashed.offsets[start + len(wanted) - 1] + 1
        return None


@dataclass(frozen=True, slots=True)
class Squashed:
    """The letters and digits of a text, lower case without accents, each with its offset."""

    text: str
    offsets: Sequence[int] = field(repr=False)


def squash(text: str) -> Squashed:
    """Leave only what neither cleaning nor splitting changes."""
    kept = [
        (part.lower()[0], offset)
        for offset, char in enumerate(text)
        for part in unicodedata.normalize("NFKD", char)
        if part.isalnum()
    ]
    return Squashed("".join(part for part, _ in kept), [offset for _, offset in kept])


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: " " * len(match[0]), text)


def targets(case: Case, letters: Mapping[str, Letter]) -> list[list[Gold]]:
    """For each gold sentence the spans of which one must be found; with `any`, all are one need.

    A heading is also found by any passage of its section, as in `evals.measures.needs`.
    """
    wanted = []
    for gold, ids in zip(case.gold, needs(replace(case, any=False), letters), strict=True):
        passages = [p for p in letters[gold.letter].passages if p.id in ids]
        spans = [Gold(gold.letter, p.start, p.end) for p in passages]
        wanted.append([gold] if any(_touch(gold, span) for span in spans) else [gold, *spans])
    return [[span for spans in wanted for span in spans]] if case.any else wanted


def in_raw(
    wanted: Sequence[Sequence[Gold]], letters: Mapping[str, Letter], raw: Mapping[str, RawText]
) -> list[list[Gold]]:
    """The same spans in the raw letters; `CaseError` when one cannot be found there."""
    return [[_in_raw(span, letters[span.letter].text, raw) for span in spans] for spans in wanted]


def _in_raw(span: Gold, clean: str, raw: Mapping[str, RawText]) -> Gold:
    place = raw[span.letter].locate(clean[span.start : span.end], span.start / len(clean))
    if place is None:
        raise CaseError(
            f"{span.letter} {span.start}-{span.end} is not found in the raw letter; "
            "mend evals/bench/plain.py"
        )
    return Gold(span.letter, *place)


def recall(found: Sequence[Gold], wanted: Sequence[Sequence[Gold]]) -> float:
    """Share of what is wanted that something found overlaps."""
    met = [any(_touch(one, span) for one in found for span in spans) for spans in wanted]
    return sum(met) / len(met)


def _touch(one: Gold, other: Gold) -> bool:
    return one.letter == other.letter and one.start < other.end and other.start < one.end


def characters(spans: Sequence[Gold]) -> int:
    """How much text the spans hold together; what two share counts twice, as it is read twice."""
    return sum(span.end - span.start for span in spans)


def within(spans: Sequence[Gold], limit: int) -> list[Gold]:
    """The first spans that hold at most `limit` characters together."""
    return [span for place, span in enumerate(spans) if characters(spans[: place + 1]) <= limit]
