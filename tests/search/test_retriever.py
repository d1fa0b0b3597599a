"""The hybrid search as llama-index knows it."""

import pytest
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.llms import MockLLM
from llama_index.core.schema import NodeWithScore, TextNode

from rag.assistant import Assistant
from rag.records import Letter
from rag.search.retriever import HybridRetriever
from rag.search.search import search

QUESTION = "Hoeveel luxe vaartuigen staan onder douanetoezicht?"


@pytest.fixture(scope="module")
def nodes(assistant: Assistant) -> list[NodeWithScore]:
    return assistant.as_retriever(5).retrieve(QUESTION)


def test_it_is_a_llama_index_retriever(assistant: Assistant) -> None:
    assert isinstance(assistant.as_retriever(), BaseRetriever)
    assert len(assistant.as_retriever().retrieve(QUESTION)) == 10


def test_nodes_are_the_hits(assistant: Assistant, nodes: list[NodeWithScore]) -> None:
    hits = search(assistant.index, QUESTION, 5).hits
    assert [node.node_id for node in nodes] == [hit.passage.id for hit in hits]
    assert [node.score for node in nodes] == [hit.score for hit in hits]


def test_node_ids_are_passage_ids(assistant: Assistant, nodes: list[NodeWithScore]) -> None:
    assert all(node.node_id in assistant.index.numbers for node in nodes)


def test_offsets_point_into_the_letter(letter: Letter, nodes: list[NodeWithScore]) -> None:
    for item in nodes:
        node = item.node
        assert isinstance(node, TextNode)
        assert letter.text[node.start_char_idx : node.end_char_idx] == node.text
        assert node.metadata["letter"] == letter.source.letter_id
        assert node.metadata["section"].split(" > ")[0][0] in "ABCDEFGHIJKLT"


def test_within_a_letter(three: Assistant) -> None:
    retriever = HybridRetriever(three.index, 10, ["brief-1"])
    assert {node.metadata["letter"] for node in retriever.retrieve(QUESTION)} == {"brief-1"}


def test_query_engine_reads_the_same_passages(
    assistant: Assistant, nodes: list[NodeWithScore]
) -> None:
    response = assistant.as_query_engine(MockLLM(), 5).query(QUESTION)
    assert [node.node_id for node in response.source_nodes] == [node.node_id for node in nodes]
