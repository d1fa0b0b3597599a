"""Build a snapshot: read and embed what changed, share the rest with the snapshot before."""

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.errors import LetterError, StoreError
from rag.letters.read import letter_files, read_letter
from rag.records import Letter
from rag.settings import Settings
from rag.store.embedding import Encoder, Vectors, model_fingerprint
from rag.store.graph import (
    CONTENTS,
    FOLDER,
    build_graph,
    drop_collections,
    read_contents,
    serves,
)
from rag.store.letter_json import dump_letter, load_letter
from rag.store.lexical import build_lexical, update_lexical
from rag.store.snapshot import (
    FORMAT,
    Manifest,
    current_snapshot,
    program_hash,
    publish,
    read_manifest,
    seal,
)
from rag.store.vectors import unit_texts

Report = Callable[[str], None]
Progress = Callable[[float], None]
# The share of the work that is done when all letters are read, and when all are embedded.
_READ, _EMBEDDED = 0.2, 0.9
_TEXTS = 256  # embedded between two reports of progress
NONE = np.empty((0, 0), dtype=np.float32)


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


def build(
    settings: Settings,
    state: dict[str, str],
    encoder: Encoder,
    reusable: Path | None,
    wrong: str | None,
    report: Report,
    progress: Progress,
) -> SyncResult:
    """Write and publish a snapshot of the corpus; what did not change comes from `reusable`.

    `state` is the hash of each letter, `wrong` what was wrong with the index before.
    `progress` is told the share of the work that is done.
    """
    old = read_manifest(reusable) if reusable else None
    before = old.letters if old else {}
    same = {name for name in (old.passages if old else ()) if before[name] == state.get(name)}
    changed, broken = _read_letters(settings.corpus, same, progress)
    counts = {letter.source.letter_id: len(letter.passages) for letter in changed}
    counts |= {name: old.passages[name] for name in same} if old else {}
    counts = dict(sorted(counts.items()))
    if not counts:
        raise StoreError(
            f"{settings.corpus}: no letter can be read ({next(iter(broken.values()))})"
        )
    snapshots = settings.index / "snapshots"
    snapshots.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(snapshots)
    report(f"indexing {len(changed)} of {len(counts)} letters")
    with tempfile.TemporaryDirectory(dir=snapshots, prefix=".new-") as temporary:
        folder = Path(temporary) / "snapshot"
        (folder / "letters").mkdir(parents=True)
        kept = [f"letters/{name}{end}" for name in same for end in (".json", ".npy")]
        for letter, vectors in zip(
            changed, _vectors(changed, encoder, reusable, progress), strict=True
        ):
            file = folder / "letters" / f"{letter.source.letter_id}.json"
            file.write_text(dump_letter(letter), encoding="utf-8")
            np.save(file.with_suffix(".npy"), vectors)
        if old and reusable:
            update_lexical(folder / "bm25", reusable / "bm25", old.passages, counts, changed)
            if old.chroma_url == settings.chroma_url and serves(
                read_contents(reusable), _hashes(state, counts), counts
            ):
                kept += [name for name in old.files if name.startswith((f"{FOLDER}/", CONTENTS))]
            _link(reusable, folder, kept)
        else:
            build_lexical(
                folder / "bm25", sorted(changed, key=lambda letter: letter.source.letter_id)
            )
        if CONTENTS not in kept:
            hashes = _hashes(state, counts)
            rows = {name: _passage_rows(folder, name, counts[name]) for name in hashes}
            build_graph(folder, settings.chroma_url, hashes, rows)
        manifest = Manifest(
            format=FORMAT,
            program=program_hash(),
            model=model_fingerprint(settings.embed_model),
            backend=settings.embed_backend,
            chroma_url=settings.chroma_url,
            letters=state,
            broken=broken,
            passages=counts,
        )
        seal(folder, manifest, {name: old.files[name] for name in kept} if old else None)
        served = _collections(settings.index, folder)
        publish(settings.index, folder)
    if settings.chroma_url != "none":
        drop_collections(settings.chroma_url, served)
    names = {letter.source.letter_id for letter in changed}
    return SyncResult(
        added=tuple(sorted(names - before.keys())),
        changed=tuple(sorted(names & before.keys())),
        removed=tuple(sorted(before.keys() - state.keys())),
        unchanged=tuple(sorted(same)),
        broken=broken,
        rebuilt=wrong or (None if reusable else "built anew"),
    )


def _collections(index: Path, folder: Path) -> set[str]:
    """The collections of the new snapshot and of the one before, which readers still have open."""
    found = {read_contents(folder).collection}
    before = current_snapshot(index)
    with suppress(OSError, ValueError, KeyError):  # It may be damaged: that is why it is replaced.
        found |= {read_contents(before).collection} if before else set()
    return found


def _hashes(state: Mapping[str, str], counts: Mapping[str, int]) -> dict[str, str]:
    """The hash of each letter that could be read and holds a passage."""
    return {name: state[name] for name, count in counts.items() if count}


def _read_letters(
    corpus: Path, same: set[str], progress: Progress
) -> tuple[list[Letter], dict[str, str]]:
    letters, broken = [], {}
    files = letter_files(corpus)
    for number, file in enumerate(files):
        progress(_READ * number / len(files))
        if file.stem in same:
            continue
        try:
            letters.append(read_letter(file))
        except LetterError as error:
            broken[file.name] = str(error)
    return letters, broken


def _vectors(
    letters: Sequence[Letter], encoder: Encoder, reusable: Path | None, progress: Progress
) -> list[Vectors]:
    """The vectors of each letter; texts that it had before keep theirs."""
    texts = [unit_texts(letter) for letter in letters]
    known: dict[str, Vectors] = {}
    for letter in letters if reusable else ():
        file = reusable / "letters" / f"{letter.source.letter_id}.json" if reusable else Path()
        if file.exists():
            before = unit_texts(load_letter(file.read_text(encoding="utf-8")))
            known.update(zip(before, np.load(file.with_suffix(".npy")), strict=True))
    new = [text for text in dict.fromkeys(t for each in texts for t in each) if text not in known]
    for start in range(0, len(new), _TEXTS):
        progress(_READ + (_EMBEDDED - _READ) * start / len(new))
        some = new[start : start + _TEXTS]
        known.update(zip(some, encoder.encode(some, "passage"), strict=True))
    progress(_EMBEDDED)
    return [np.stack([known[text] for text in each]) if each else NONE for each in texts]


def _link(reusable: Path, folder: Path, names: Sequence[str]) -> None:
    """Share sealed files with the snapshot before; where the file system cannot, copy them."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(reusable / name, folder / name)
        except OSError:
            shutil.copyfile(reusable / name, folder / name)


def _passage_rows(folder: Path, name: str, count: int) -> tuple[list[str], Vectors]:
    """The ids and the vectors of a letter's passages."""
    letter = load_letter((folder / "letters" / f"{name}.json").read_text(encoding="utf-8"))
    rows = np.load(folder / "letters" / f"{name}.npy", mmap_mode="r")
    return [passage.id for passage in letter.passages], rows[:count]


def _remove_leftovers(snapshots: Path) -> None:
    for folder in snapshots.glob(".new-*"):
        shutil.rmtree(folder, ignore_errors=True)
