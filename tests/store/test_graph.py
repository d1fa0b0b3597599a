"""The graph in Chroma, in a folder and on a server: the nearest, of letters as they are."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.errors import StoreError
from rag.search.search import search
from rag.settings import Settings
from rag.store.embedding import Vectors
from rag.store.graph import (
    ALL,
    CONTENTS,
    Contents,
    Graph,
    build_graph,
    drop_collections,
    open_graph,
    read_contents,
    serves,
)
from rag.store.index import open_index
from rag.store.sync import sync
from tests.conftest import silent
from tests.store.chroma_server import chroma_server
from tests.store.test_harm import LONG

HASHES = {"brief-1": "a", "brief-2": "b", "brief-3": "c"}
COUNT = 150


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("chroma")) as url:
        yield url


@pytest.fixture(params=["folder", "server"], scope="module")
def url(request: pytest.FixtureRequest) -> str:
    return "none" if request.param == "folder" else str(request.getfixturevalue("server"))


def some_rows() -> dict[str, tuple[list[str], Vectors]]:
    chance = np.random.default_rng(3)
    rows = {}
    for name in HASHES:
        vectors = chance.normal(size=(COUNT, 16)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        rows[name] = ([f"{name}#{number}" for number in range(COUNT)], vectors)
    return rows


@pytest.fixture(scope="module")
def built(url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graph")
    build_graph(folder, url, HASHES, some_rows())
    return folder


def nearest(rows: dict[str, tuple[list[str], Vectors]], vector: Vectors, count: int) -> list[str]:
    ids = [passage for names, _ in rows.values() for passage in names]
    scores = np.concatenate([vectors @ vector for _, vectors in rows.values()])
    return [ids[place] for place in np.argsort(-scores)[:count]]


def test_nearest_are_the_nearest(built: Path, url: str) -> None:
    graph = Graph(built, read_contents(built), HASHES, url)
    for _, vectors in some_rows().values():
        for vector in vectors[:5]:
            assert graph.nearest(vector, 20)[:20] == nearest(some_rows(), vector, 20)
    assert len(graph.nearest(vectors[0], 10_000)) == 3 * COUNT
    graph.close()


def test_letters_that_changed_are_left_out(built: Path, url: str) -> None:
    hashes = {"brief-1": "a", "brief-2": "other", "brief-4": "d"}
    graph = Graph(built, read_contents(built), hashes, url)
    assert graph.fresh == ["brief-2", "brief-4"]
    rows = some_rows()
    found = graph.nearest(rows["brief-2"][1][0], 30)[:30]
    assert found == nearest({"brief-1": rows["brief-1"]}, rows["brief-2"][1][0], 30)
    graph.close()


def test_a_graph_that_is_not_there(built: Path, url: str) -> None:
    contents = replace(read_contents(built), collection="letters-elsewhere")
    with pytest.raises(
        StoreError, match=r"Chroma cannot open the index .*run `rag sync --rebuild`"
    ):
        Graph(built, contents, HASHES, url)


def test_a_graph_that_lost_passages(built: Path, url: str) -> None:
    more = replace(read_contents(built), count=451)
    with pytest.raises(StoreError, match="450 of 451 passages"):
        Graph(built, more, HASHES, url)


def test_equal_passages_are_all_found(url: str, tmp_path: Path) -> None:
    """Hundreds of equals and one that lies apart: a plain graph loses the one."""
    rows = some_rows()
    same = np.repeat(rows["brief-1"][1][:1], COUNT, axis=0)
    rows["brief-1"] = (rows["brief-1"][0], same)
    build_graph(tmp_path, url, HASHES, rows)
    contents = read_contents(tmp_path)
    assert contents.count == 2 * COUNT + 1
    graph = Graph(tmp_path, contents, {**HASHES, "brief-3": "changed"}, url)
    assert set(graph.nearest(same[0], COUNT)[:COUNT]) == set(rows["brief-1"][0])
    assert graph.nearest(rows["brief-2"][1][4], 1)[0] == "brief-2#4"
    assert len(graph.nearest(same[0], 10_000)) == 2 * COUNT
    graph.close()


def test_few_passages_need_no_graph(built: Path) -> None:
    assert open_graph(built, HASHES, ALL, "none") is None


@pytest.mark.parametrize(
    ("hashes", "counts", "good"),
    [
        ({"a": "1", "b": "1"}, {"a": 90, "b": 10}, True),
        ({"a": "1", "b": "1", "c": "1"}, {"a": 90, "b": 10, "c": 10}, True),
        ({"a": "1", "b": "2"}, {"a": 90, "b": 10}, False),
        ({"a": "1"}, {"a": 90}, True),
        ({"b": "1"}, {"b": 10}, False),
    ],
    ids=["same", "a tenth more", "a tenth other", "a tenth less", "nearly all gone"],
)
def test_when_a_new_graph_is_made(
    hashes: dict[str, str], counts: dict[str, int], good: bool
) -> None:
    contents = Contents("", 100, {"a": ("1", 90), "b": ("1", 10)}, {})
    assert serves(contents, hashes, counts) is good


def test_no_server(built: Path) -> None:
    with pytest.raises(StoreError, match=r"http://127.0.0.1:9: Chroma cannot open"):
        Graph(built, read_contents(built), HASHES, "http://127.0.0.1:9")


QUESTIONS = ("Wat staat er in artikel 50?", "Hoeveel speurhonden zijn er?", "Geldt dit ook nu?")


def hits(settings: Settings) -> list[list[str]]:
    index = open_index(settings, silent)
    found = [[hit.passage.id for hit in search(index, text, 10).hits] for text in QUESTIONS]
    index.vectors.close()
    return found


def test_a_server_gives_what_a_folder_gives(small: Settings, server: str, tmp_path: Path) -> None:
    """And a change: the graph stays, a reader that was there stays, what changed is found."""
    (small.corpus / "brief-3.txt").write_text(LONG + "\n", encoding="utf-8")
    shutil.copytree(small.index, tmp_path / "other")
    far = replace(small, index=tmp_path / "other", chroma_url=server)
    sync(small, silent)
    sync(far, silent)
    assert hits(far) == hits(small)
    reader = open_index(far, silent)
    collection = read_contents(far.index / "snapshots" / reader.snapshot).collection
    file = small.corpus / "brief-1.txt"
    file.write_text(file.read_text("utf-8").replace("31", "32"), encoding="utf-8")
    sync(far, silent)
    sync(small, silent)
    assert hits(far) == hits(small)
    after = open_index(far, silent)
    assert read_contents(far.index / "snapshots" / after.snapshot).collection == collection
    vector = reader.vectors.letter("brief-3")[7]
    assert reader.vectors.nearest(vector, 5, None)  # Its folder is gone, its collection is not.
    sync(far, silent, rebuild=True)
    assert reader.vectors.nearest(vector, 5, None)
    newest = open_index(far, silent)
    kept = {read_contents(far.index / "snapshots" / newest.snapshot).collection}
    assert kept != {collection}
    drop_collections(server, kept)
    with pytest.raises(StoreError, match="Chroma does not answer"):
        reader.vectors.nearest(vector, 5, None)
    assert (far.index / "snapshots" / newest.snapshot / CONTENTS).exists()
    assert not (far.index / "snapshots" / newest.snapshot / "chroma").exists()
