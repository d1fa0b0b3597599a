"""The hybrid search as a llama-index retriever."""

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from rag.search.search import search
from rag.store.index import Index


class HybridRetriever(BaseRetriever):
    """Passages of the letters for a llama-index user; node ids are passage ids."""

    def __init__(self, index: Index, count: int = 10, letters: list[str] | None = None) -> None:
        """Search `index` for `count` passages, within `letters` if given."""
        super().__init__()
        self._index, self._count, self._letters = index, count, letters

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = search(self._index, query_bundle.query_str, self._count, self._letters)
        return [
            NodeWithScore(
                node=TextNode(
                    id_=hit.passage.id,
                    text=hit.passage.text,
                    start_char_idx=hit.passage.start,
                    end_char_idx=hit.passage.end,
                    metadata={
                        "letter": hit.passage.letter_id,
                        "section": " > ".join(hit.passage.section),
                    },
                ),
                score=hit.score,
            )
            for hit in found.hits
        ]
