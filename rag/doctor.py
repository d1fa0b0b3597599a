"""What is wrong with an installation, and how to cure it: `rag doctor`.

The start checks that every file is as it was sealed. This looks deeper: does the index say what the
letters say, do passages find themselves, does the model still make the same vectors?
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.errors import RagError
from rag.settings import Settings

# So many passages, spread over the letters, are looked at one by one.
SAMPLE = 50
# int8 gives the same vector for the same text on one machine; on another processor nearly so.
SAME = 0.99
ROOM = 500_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `cure` is empty when nothing is wrong with it."""

    name: str
    said: str
    cure: str = ""


REBUILD = "run `rag sync --rebuild`"


def print_findings(settings: Settings) -> int:
    """Print a line a finding; return how many things are wrong."""
    wrong = 0
    for finding in examine(settings):
        wrong += bool(finding.cure)
        cure = f"; {finding.cure}" if finding.cure else ""
        print(f"{'WRONG' if cure else 'ok':5}  {finding.name}: {finding.said}{cure}", flush=True)
    return wrong


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at everything, the cheapest first; later checks are left out when they cannot be done.

    Nothing is changed, and nothing is repaired.
    """
    for check in (_corpus, _folder, _model):
        yield from _guarded(check, settings)
    whole = list(_guarded(_files, settings))
    yield from whole
    if all(not finding.cure for finding in whole):
        yield from _guarded(_contents, settings)


def _guarded(
    check: Callable[[Settings], Iterator[Finding]], settings: Settings
) -> Iterator[Finding]:
    try:
        yield from check(settings)
    except RagError as error:
        said, _, cure = str(error).partition("; ")
        yield Finding(check.__name__.strip("_"), said, cure or REBUILD)
    except OSError as error:
        yield Finding(check.__name__.strip("_"), str(error), "make the file readable")


def _corpus(settings: Settings) -> Iterator[Finding]:
    from rag.errors import LetterError
    from rag.letters.read import letter_files, read_letter
    from rag.store.sync import corpus_state

    corpus_state(settings.corpus)
    files = letter_files(settings.corpus)
    broken = 0
    for file in files:
        try:
            read_letter(file)
        except LetterError as error:
            broken += 1
            said, _, cure = str(error).partition("; ")
            yield Finding("corpus", said, cure or "mend or remove the file")
    yield Finding("corpus", f"{len(files) - broken} of {len(files)} letters can be read")


def _folder(settings: Settings) -> Iterator[Finding]:
    index = settings.index
    if index.exists() and not os.access(index, os.W_OK):
        yield Finding("index", f"{index}: cannot be written", "make it writable to use `rag sync`")
    free = shutil.disk_usage(next(p for p in (index, *index.parents) if p.exists())).free
    cure = "free disk space before the next `rag sync`" if free < ROOM else ""
    yield Finding("disk", f"{free / 1e9:.1f} GB free", cure)


def _model(settings: Settings) -> Iterator[Finding]:
    from rag.store.embedding import OnnxEncoder, TorchEncoder, model_fingerprint
    from rag.store.snapshot import damages

    if settings.embed_backend == "torch":
        TorchEncoder(settings.embed_model)
    else:
        folder = settings.index / "models" / model_fingerprint(settings.embed_model)
        if not folder.exists():
            yield Finding("model", "not exported yet", "nothing: the next start does it")
            return
        wrong = damages(folder)
        for said in wrong.values():
            yield Finding("model", f"{folder}: {said}", "nothing: the next start exports it again")
        if wrong:
            return
        OnnxEncoder(folder)
    yield Finding("model", f"{Path(settings.embed_model).name} ({settings.embed_backend}) loads")


def _files(settings: Settings) -> Iterator[Finding]:
    from rag.store.snapshot import current_snapshot, damages
    from rag.store.sync import corpus_state, is_current

    snapshot = current_snapshot(settings.index)
    if snapshot is None:
        yield Finding("index", f"{settings.index}: there is none yet", "run `rag sync`")
        return
    wrong = damages(snapshot)
    for said in wrong.values():
        yield Finding("index", f"{snapshot}: {said}", f"{REBUILD}, or start: it rebuilds by itself")
    if wrong:
        return
    if not is_current(settings, snapshot, corpus_state(settings.corpus)):
        said = "of other letters, another model or another version of the program"
        yield Finding("index", f"{snapshot}: is {said}", "run `rag sync`")
        return
    count = sum(1 for path in snapshot.rglob("*") if path.is_file())
    yield Finding("index", f"{count} files are as they were sealed")


def _contents(settings: Settings) -> Iterator[Finding]:
    """The index against the letters themselves, for passages spread over them."""
    from rag.letters.read import letter_files, read_letter
    from rag.store.index import open_index
    from rag.store.vectors import unit_texts

    index = open_index(settings, lambda _: None)
    try:
        step = max(1, len(index.passages) // SAMPLE)
        sample = index.passages[::step]
        files = {file.stem: file for file in letter_files(settings.corpus)}
        for name in sorted({passage.letter_id for passage in sample}):
            if read_letter(files[name]) != index.letters[name]:
                yield Finding("letters", f"{name}: the index says other than the letter", REBUILD)
        texts = [
            unit_texts(index.letters[p.letter_id])[index.letters[p.letter_id].passages.index(p)]
            for p in sample
        ]
        made = index.encoder.encode(texts, "passage")
        cosines = (made * index.vectors.passages(sample)).sum(axis=1)
        lost = [
            passage.id
            for passage, vector in zip(sample, index.vectors.passages(sample), strict=True)
            if passage.id not in index.vectors.nearest(vector, 200, None)
        ]
        cure = REBUILD if cosines.min() < SAME else ""
        yield Finding("vectors", f"the model gives them again (cosine {cosines.min():.4f})", cure)
        said = f"{len(sample) - len(lost)} of {len(sample)} passages find themselves"
        yield Finding("search", said, REBUILD if lost else "")
    finally:
        index.vectors.close()
