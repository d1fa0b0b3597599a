"""The index open for reading: letters, vectors and words of one verified snapshot."""

from dataclasses import dataclass, field
from pathlib import Path

from rag.errors import StoreError
from rag.records import Letter, Passage
from rag.settings import Settings
from rag.store.build import Progress, Report
from rag.store.embedding import Encoder, Vectors
from rag.store.letter_json import load_letter
from rag.store.lexical import LexicalIndex
from rag.store.snapshot import current_snapshot, damage, read_manifest
from rag.store.sync import corpus_state, is_current, load_encoder, sync
from rag.store.vectors import VectorIndex

# How long a reader waits for another process that is building the index, in seconds.
PATIENCE = 600.0
ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Index:
    """One snapshot, open.

    `passages` are in index order and `numbers` gives the place of each id in it. `unit_vectors`
    remembers the vectors of words that were counted (rag/answer/units.py).
    """

    letters: dict[str, Letter]
    passages: tuple[Passage, ...]
    numbers: dict[str, int]
    vectors: VectorIndex
    lexical: LexicalIndex
    encoder: Encoder
    broken: dict[str, str]
    snapshot: str
    unit_vectors: dict[str, Vectors] = field(default_factory=dict)


def open_index(
    settings: Settings, report: Report, progress: Progress = lambda share: None
) -> Index:
    """Open the index, building it first when it is missing, stale or damaged.

    Raises StoreError, LockedError, ModelError.
    """
    for _ in range(ATTEMPTS):
        snapshot = current_snapshot(settings.index)
        wrong = damage(snapshot) if snapshot else "missing"
        if (
            not snapshot
            or wrong
            or not is_current(settings, snapshot, corpus_state(settings.corpus))
        ):
            sync(settings, report, wait=PATIENCE, progress=progress)
            continue
        encoder = load_encoder(settings, report)
        try:
            return _load(snapshot, encoder, settings.chroma_url)
        except FileNotFoundError:
            continue  # A sync published another snapshot and dropped this one meanwhile.
    raise StoreError(
        f"{settings.index}: the index keeps changing or breaking; stop other programs that use it "
        "and run `rag sync --rebuild`"
    )


def _load(snapshot: Path, encoder: Encoder, url: str) -> Index:
    manifest = read_manifest(snapshot)
    if manifest is None:
        raise FileNotFoundError(snapshot)
    letters = {
        name: load_letter((snapshot / "letters" / f"{name}.json").read_text(encoding="utf-8"))
        for name in manifest.passages
    }
    passages = tuple(passage for letter in letters.values() for passage in letter.passages)
    hashes = {name: manifest.letters[name] for name, count in manifest.passages.items() if count}
    return Index(
        letters=letters,
        passages=passages,
        numbers={passage.id: number for number, passage in enumerate(passages)},
        vectors=VectorIndex(snapshot, letters, hashes, url),
        lexical=LexicalIndex(snapshot / "bm25"),
        encoder=encoder,
        broken=manifest.broken,
        snapshot=snapshot.name,
    )
