"""Which terms stand in which rows, and how often: an inverted index that a change can be put in.

A row is a passage, or a letter. Terms are sorted and each stands in some row, so that equal
contents give equal files, whatever was added, changed or removed before.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
TERMS, NUMBERS = "terms.json", ("offsets", "rows", "counts", "lengths")


@dataclass(frozen=True, slots=True)
class Postings:
    """Of term t, `rows[offsets[t]:offsets[t + 1]]` have it, `counts[…]` times each.

    `lengths` holds the number of terms of each row, repeats counted.
    """

    terms: list[str]
    offsets: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.int32]
    lengths: NDArray[np.int32]


def count_terms(texts: Sequence[Sequence[str]]) -> Postings:
    """Count the terms of each text: a row each, in order."""
    numbers: dict[str, int] = {}
    terms, rows, counts = [], [], []
    for row, text in enumerate(texts):
        for term, count in Counter(text).items():
            terms.append(numbers.setdefault(term, len(numbers)))
            rows.append(row)
            counts.append(count)
    lengths = np.array([len(text) for text in texts], dtype=np.int32)
    return arranged(list(numbers), np.array(terms, int), np.array(rows, int), counts, lengths)


def replace_rows(old: Postings, moved: Integers, new: Postings, places: Integers) -> Postings:
    """Put old and new rows together: `moved[r]` is where old row r goes (-1: it is dropped).

    `places[r]` is where new row r goes; all places together are 0, 1, 2, ….
    """
    numbers = {term: number for number, term in enumerate(old.terms)}
    names = list(old.terms)
    translate = []
    for term in new.terms:
        if term not in numbers:
            numbers[term] = len(names)
            names.append(term)
        translate.append(numbers[term])
    old_rows = moved[old.rows]
    kept = old_rows >= 0
    lengths = np.zeros(int((moved >= 0).sum()) + len(places), dtype=np.int32)
    lengths[moved[moved >= 0]] = old.lengths[moved >= 0]
    lengths[places] = new.lengths
    return arranged(
        names,
        np.concatenate([_term_of(old)[kept], np.array(translate, int)[_term_of(new)]]),
        np.concatenate([old_rows[kept], places[new.rows]]),
        np.concatenate([old.counts[kept], new.counts]),
        lengths,
    )


def _term_of(postings: Postings) -> Integers:
    return np.repeat(np.arange(len(postings.terms)), np.diff(postings.offsets))


def arranged(
    names: list[str],
    terms: Integers,
    rows: Integers,
    counts: Sequence[int] | NDArray[np.int32],
    lengths: NDArray[np.int32],
) -> Postings:
    """Postings of (term, row, count) in any order: sorted, without the terms that no row has."""
    used = set(np.unique(terms).tolist())
    sorted_names = sorted(name for number, name in enumerate(names) if number in used)
    place = {name: number for number, name in enumerate(sorted_names)}
    terms = np.array([place.get(name, -1) for name in names], int)[terms]
    order = np.argsort(terms * max(1, len(lengths)) + rows, kind="stable")
    offsets = np.zeros(len(sorted_names) + 1, dtype=np.int64)
    np.cumsum(np.bincount(terms, minlength=len(sorted_names)), out=offsets[1:])
    return Postings(
        sorted_names,
        offsets,
        rows[order].astype(np.int32),
        np.asarray(counts, dtype=np.int32)[order],
        lengths,
    )


def save_postings(folder: Path, postings: Postings) -> None:
    """Write the postings to a new folder."""
    folder.mkdir(parents=True)
    (folder / TERMS).write_text(json.dumps(postings.terms, ensure_ascii=False), encoding="utf-8")
    for name in NUMBERS:
        np.save(folder / f"{name}.npy", getattr(postings, name))


def load_postings(folder: Path) -> Postings:
    """Read what `save_postings` wrote; the numbers stay on disk until they are looked at."""
    terms = json.loads((folder / TERMS).read_text(encoding="utf-8"))
    numbers = [np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in NUMBERS]
    return Postings(terms, *numbers)
