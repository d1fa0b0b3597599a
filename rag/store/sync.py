"""Bring the index in line with the corpus: a new snapshot that re-embeds only what changed."""

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding

from rag.errors import IndexFullError, LetterError, RagError, StoreError
from rag.letters.read import letter_files, read_letter
from rag.records import Letter
from rag.settings import Settings
from rag.store.embedding import (
    OnnxEmbedding,
    Vectors,
    embed_texts,
    model_fingerprint,
    torch_embedding,
)
from rag.store.letter_json import dump_letter, load_letter
from rag.store.lexical import build_lexical
from rag.store.lock import writer_lock
from rag.store.onnx_export import export_onnx
from rag.store.snapshot import (
    FORMAT,
    Manifest,
    current_snapshot,
    damage,
    file_hash,
    program_hash,
    publish,
    read_manifest,
    seal,
)
from rag.store.vectors import build_chroma, unit_ids, unit_texts

Report = Callable[[str], None]
Progress = Callable[[float], None]
# The share of the work that is done when all letters are read, and when all are embedded.
_READ, _EMBEDDED = 0.2, 0.9
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What a sync did, as letter ids; `broken` maps a file name to what is wrong with it."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    broken: dict[str, str]
    rebuilt: str | None

    @property
    def nothing_done(self) -> bool:
        """True when the index already was what the corpus asks for."""
        return not (self.added or self.changed or self.removed or self.rebuilt)


def load_embedding(settings: Settings, report: Report) -> BaseEmbedding:
    """Load the embedding model, exporting it to ONNX first when that was not done yet."""
    if settings.embed_backend == "torch":
        return torch_embedding(settings.embed_model)
    folder = settings.index / "models" / model_fingerprint(settings.embed_model)
    wrong = damage(folder)
    if wrong:
        if folder.exists():
            report(f"the exported model is damaged ({wrong}): exporting it again")
        with writer_lock(settings.index, wait=120):
            if damage(folder):
                report("exporting the embedding model to ONNX, once")
                try:
                    export_onnx(settings.embed_model, folder)
                    seal(folder)
                except OSError as error:
                    raise _write_error(settings.index, error) from error
    return OnnxEmbedding(folder)


def corpus_state(corpus: Path) -> dict[str, str]:
    """Return the hash of each letter's files by letter id; raises StoreError without a corpus."""
    if not corpus.is_dir():
        raise StoreError(f"{corpus}: there is no corpus folder; set RAG_CORPUS to the letters")
    state: dict[str, str] = {}
    for file in letter_files(corpus):
        digest = hashlib.sha256()
        for part in (file, file.with_suffix(".toml")):
            try:
                digest.update(file_hash(part).encode() if part.exists() else b"-")
            except OSError:
                digest.update(b"unreadable")
        # Two files of one name: taking either away is a change.
        state[file.stem] = state.get(file.stem, "") + digest.hexdigest()
    if not state:
        raise StoreError(f"{corpus}: the corpus holds no letter; put a letter in it")
    return state


def is_current(settings: Settings, snapshot: Path, state: dict[str, str]) -> bool:
    """Tell whether a snapshot was built from this corpus, by this model and these programs."""
    manifest = read_manifest(snapshot)
    return manifest is not None and manifest.letters == state and _same_build(settings, manifest)


def _same_build(settings: Settings, manifest: Manifest) -> bool:
    return (
        manifest.program == program_hash()
        and manifest.model == model_fingerprint(settings.embed_model)
        and manifest.backend == settings.embed_backend
    )


def sync(
    settings: Settings,
    report: Report,
    rebuild: bool = False,
    wait: float = 0.0,
    progress: Progress = lambda share: None,
) -> SyncResult:
    """Build and publish a snapshot of the corpus unless the current one is it already.

    `progress` is told the share of the work that is done; 1 is always the last.
    Whatever fails, the current snapshot stays as it is. Raises StoreError, LockedError,
    ModelError.
    """
    state = corpus_state(settings.corpus)
    if not rebuild and (done := _nothing_to_do(settings, state)):
        return done
    embedding = load_embedding(settings, report)
    with writer_lock(settings.index, wait):
        if not rebuild and (done := _nothing_to_do(settings, state)):
            return done  # Another process built it while this one waited.
        old = current_snapshot(settings.index)
        wrong = damage(old) if old else None
        if wrong:
            report(f"the index is damaged ({wrong}): rebuilding it from the letters")
        manifest = read_manifest(old) if old and not wrong and not rebuild else None
        reusable = old if manifest and _same_build(settings, manifest) else None
        try:
            return _build(settings, state, embedding, reusable, wrong, report, progress)
        except RagError:
            raise
        except OSError as error:
            raise _write_error(settings.index, error) from error
        except Exception as error:
            # Chroma reports a full disk or a lost folder by errors of its own.
            raise _write_error(settings.index, error) from error
        finally:
            progress(1.0)


def _nothing_to_do(settings: Settings, state: dict[str, str]) -> SyncResult | None:
    snapshot = current_snapshot(settings.index)
    if not snapshot or not is_current(settings, snapshot, state) or damage(snapshot):
        return None
    manifest = read_manifest(snapshot)
    broken = manifest.broken if manifest else {}
    intact = sorted(state.keys() - {Path(name).stem for name in broken})
    return SyncResult((), (), (), tuple(intact), broken, None)


def _build(
    settings: Settings,
    state: dict[str, str],
    embedding: BaseEmbedding,
    reusable: Path | None,
    wrong: str | None,
    report: Report,
    progress: Progress,
) -> SyncResult:
    old = read_manifest(reusable) if reusable else None
    before = old.letters if old else {}
    letters, broken = _read_letters(settings.corpus, state, before, reusable, progress)
    if not letters:
        raise StoreError(
            f"{settings.corpus}: no letter can be read ({next(iter(broken.values()))})"
        )
    snapshots = settings.index / "snapshots"
    snapshots.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(snapshots)
    changed = [
        letter.source.letter_id
        for letter in letters
        if before.get(letter.source.letter_id) != state[letter.source.letter_id]
    ]
    report(f"indexing {len(changed)} of {len(letters)} letters")
    with tempfile.TemporaryDirectory(dir=snapshots, prefix=".new-") as temporary:
        folder = Path(temporary) / "snapshot"
        (folder / "letters").mkdir(parents=True)
        for letter in letters:
            (folder / "letters" / f"{letter.source.letter_id}.json").write_text(
                dump_letter(letter), encoding="utf-8"
            )
        vectors = _vectors(letters, set(changed), embedding, reusable, progress)
        np.save(folder / "vectors.npy", vectors)
        build_lexical(folder / "bm25", letters)
        build_chroma(folder / "chroma", letters, vectors)
        manifest = Manifest(
            format=FORMAT,
            program=program_hash(),
            model=model_fingerprint(settings.embed_model),
            backend=settings.embed_backend,
            dimension=vectors.shape[1],
            letters=state,
            broken=broken,
        )
        seal(folder, manifest)
        publish(settings.index, folder)
    return SyncResult(
        added=tuple(letter for letter in changed if letter not in before),
        changed=tuple(letter for letter in changed if letter in before),
        removed=tuple(sorted(before.keys() - state.keys())),
        unchanged=tuple(sorted(state.keys() - set(changed) - {Path(name).stem for name in broken})),
        broken=broken,
        rebuilt=wrong or (None if reusable else "built anew"),
    )


def _read_letters(
    corpus: Path,
    state: dict[str, str],
    before: dict[str, str],
    reusable: Path | None,
    progress: Progress,
) -> tuple[list[Letter], dict[str, str]]:
    letters, broken = [], {}
    files = letter_files(corpus)
    for number, file in enumerate(files):
        progress(_READ * number / len(files))
        kept = reusable / "letters" / f"{file.stem}.json" if reusable else None
        if kept and kept.exists() and before.get(file.stem) == state[file.stem]:
            letters.append(load_letter(kept.read_text(encoding="utf-8")))
            continue
        try:
            letters.append(read_letter(file))
        except LetterError as error:
            broken[file.name] = str(error)
    return letters, broken


def _vectors(
    letters: list[Letter],
    changed: set[str],
    embedding: BaseEmbedding,
    reusable: Path | None,
    progress: Progress,
) -> Vectors:
    kept = _kept_vectors(reusable) if reusable else {}
    rows: list[Vectors] = []
    for number, letter in enumerate(letters):
        progress(_READ + (_EMBEDDED - _READ) * number / len(letters))
        if letter.source.letter_id in changed:
            rows += list(embed_texts(embedding, unit_texts(letter)))
        else:
            rows += [kept[unit] for unit in unit_ids(letter)]
    progress(_EMBEDDED)
    return np.vstack(rows).astype(np.float32)


def _kept_vectors(snapshot: Path) -> dict[str, Vectors]:
    rows = np.load(snapshot / "vectors.npy", mmap_mode="r")
    units = [
        unit
        for file in sorted((snapshot / "letters").glob("*.json"))
        for unit in unit_ids(load_letter(file.read_text(encoding="utf-8")))
    ]
    return dict(zip(units, rows, strict=True))


def _remove_leftovers(snapshots: Path) -> None:
    for folder in snapshots.glob(".new-*"):
        shutil.rmtree(folder, ignore_errors=True)


def _write_error(index: Path, error: Exception) -> StoreError:
    number = error.errno if isinstance(error, OSError) else None
    # NumPy and SQLite have only words for a disk that is full.
    words = ("disk is full", "no space left", "requested and")
    full = number in _FULL or any(part in str(error).lower() for part in words)
    said = " ".join((os.strerror(number) if number else str(error)).split())
    return (IndexFullError if full else StoreError)(
        f"{index}: the index cannot be written ({said}); the index that was there is unharmed; "
        f"{'free disk space' if full else 'make it writable'} or set RAG_INDEX to another folder"
    )
