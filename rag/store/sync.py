"""Bring the index in line with the corpus: a new snapshot that re-embeds only what changed."""

import errno
import hashlib
import os
from pathlib import Path

from rag.errors import IndexFullError, RagError, StoreError
from rag.letters.read import letter_files
from rag.settings import Settings
from rag.store.build import Progress, Report, SyncResult, build
from rag.store.embedding import Encoder, OnnxEncoder, TorchEncoder, model_fingerprint
from rag.store.lock import writer_lock
from rag.store.onnx_export import export_apart
from rag.store.snapshot import (
    Manifest,
    current_snapshot,
    damage,
    file_hash,
    program_hash,
    read_manifest,
    seal,
)

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def load_encoder(settings: Settings, report: Report) -> Encoder:
    """Load the embedding model, exporting it to ONNX first when that was not done yet."""
    if settings.embed_backend == "torch":
        return TorchEncoder(settings.embed_model)
    folder = settings.index / "models" / model_fingerprint(settings.embed_model)
    wrong = damage(folder)
    if wrong:
        if folder.exists():
            report(f"the exported model is damaged ({wrong}): exporting it again")
        with writer_lock(settings.index, wait=120):
            if damage(folder):
                report("exporting the embedding model to ONNX, once")
                try:
                    export_apart(settings.embed_model, folder)
                    seal(folder)
                except OSError as error:
                    raise _write_error(settings.index, error) from error
    return OnnxEncoder(folder)


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
    return (
        manifest is not None
        and manifest.letters == state
        and manifest.chroma_url == settings.chroma_url
        and _same_build(settings, manifest)
    )


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
    encoder = load_encoder(settings, report)
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
            return build(settings, state, encoder, reusable, wrong, report, progress)
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
