"""Bringing the index in line: passages a second beside the plain chain, one change among many."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from evals.bench.laws import PARAGRAPHS, Law, read_laws, write_corpus
from evals.bench.letter import check_row, memory_row, say
from evals.bench.process import BenchError
from evals.bench.table import Curve, Part, Row
from rag.settings import Settings
from rag.store.snapshot import current_snapshot, read_manifest
from rag.store.sync import load_encoder, sync

PEER = "plain LlamaIndex + HuggingFaceEmbedding"
# Letters of which the passages a second are measured, beside the peer.
COMPARED, TURNS = 12, 3
LETTERS = (1, 10, 100)


def measure(part: Part, settings: Settings, laws: Path, work: Path | None) -> None:
    """Fill the part; without `work` the large corpora are made anew, which takes long."""
    paragraphs = read_laws(laws)
    load_encoder(settings, say)  # Its export is not what is timed.
    with folder_of(work) as folder:
        part.rows.append(_rate(settings, folder / "compared", paragraphs[: COMPARED * PARAGRAPHS]))
        points = []
        most = -(-len(paragraphs) // PARAGRAPHS)
        for count in (*(n for n in LETTERS if n < most), most):
            here = large(settings, folder / f"letters-{count}", paragraphs, count)
            seconds = _change(here)
            points.append((float(count), seconds))
            aim = 2.0 if count == most else None
            part.rows.append(Row(f"one changed letter among {count:,}", "s", seconds, aim=aim))
        part.curves.append(Curve("One changed letter", ("letters", "seconds"), {"sync": points}))
        part.rows.append(
            replace(check_row(here, 3, 3.0), name=f"check at start, {count:,} letters")
        )
        part.rows.append(replace(memory_row(here, 1500), name=f"memory, {count:,} letters"))


@contextmanager
def folder_of(work: Path | None) -> Iterator[Path]:
    """The folder that is kept, or one that goes when the bench is done."""
    if work:
        work.mkdir(parents=True, exist_ok=True)
        yield work
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def large(settings: Settings, folder: Path, paragraphs: Sequence[Law], letters: int) -> Settings:
    """A corpus of so many letters of law and the real one, indexed."""
    here = replace(settings, corpus=folder / "corpus", index=folder / "index")
    if not here.corpus.exists():
        write_corpus(here.corpus, paragraphs, letters)
    models = here.index / "models"
    if not models.exists():
        load_encoder(settings, say)
        shutil.copytree(settings.index / "models", models)
    say(f"indexing {letters} letters")
    started = time.perf_counter()
    done = sync(here, say)
    if not done.nothing_done:
        say(f"indexed {letters} letters in {time.perf_counter() - started:.0f} s")
    return here


def _rate(settings: Settings, folder: Path, paragraphs: Sequence[Law]) -> Row:
    """Passages a second: reading, embedding and storing the same paragraphs, taking turns."""
    ours: list[float] = []
    theirs: list[float] = []
    passages = 0
    here = replace(settings, corpus=folder / "corpus", index=folder / "index")
    for turn in range(TURNS):
        part = paragraphs[turn::TURNS]
        shutil.rmtree(folder, ignore_errors=True)
        write_corpus(here.corpus, part, len(part) // PARAGRAPHS, real=False)
        shutil.copytree(settings.index / "models", here.index / "models")
        started = time.perf_counter()
        sync(here, say)
        ours.append(time.perf_counter() - started)
        snapshot = current_snapshot(here.index)
        manifest = read_manifest(snapshot) if snapshot else None
        if manifest is None:
            raise BenchError(f"{here.index}: was not made")
        passages = sum(manifest.passages.values())
        part = part[:passages]
        started = time.perf_counter()
        _plain(part, settings.embed_model, folder / f"plain-{turn}")
        theirs.append(time.perf_counter() - started)
    name = f"sync, passages a second ({passages} a turn, best of {TURNS})"
    return Row(name, "/s", passages / min(ours), len(part) / min(theirs), PEER, 2.5, more=True)


def _plain(paragraphs: Sequence[Law], model: str, folder: Path) -> None:
    import chromadb
    from chromadb.config import Settings as ChromaSettings
    from llama_index.core import StorageContext, VectorStoreIndex
    from llama_index.core.schema import TextNode
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from llama_index.vector_stores.chroma import ChromaVectorStore

    client = chromadb.PersistentClient(str(folder), ChromaSettings(anonymized_telemetry=False))
    store = ChromaVectorStore(chroma_collection=client.create_collection("plain"))
    VectorStoreIndex(
        [TextNode(text=law.text, metadata={"title": law.title}) for law in paragraphs],
        storage_context=StorageContext.from_defaults(vector_store=store),
        embed_model=HuggingFaceEmbedding(model, device="cpu", model_kwargs={"dtype": "float32"}),
    )


def _change(here: Settings) -> float:
    """Change a word of a letter, sync, and put the word back; the time of the first sync."""
    file = sorted(here.corpus.glob("*.txt"))[-1]
    text = file.read_text(encoding="utf-8")
    try:
        file.write_text(text + "\nDit artikel is vervallen.\n", encoding="utf-8")
        return _timed(lambda: sync(here, say))
    finally:
        file.write_text(text, encoding="utf-8")
        sync(here, say)


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
