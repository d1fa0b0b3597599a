"""Fetch the Stand-van-zakenbrieven of a dossier into the corpus: list, choose, download, store."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from rag.errors import FetchError, LetterError
from rag.letters.add import Proposal, store, write_file
from rag.letters.metadata import FIELDS
from rag.letters.read import SUFFIXES
from rag.letters.sources import koop, tk
from rag.letters.sources.http import Client
from rag.letters.sources.paper import Paper, is_state_of_affairs

SOURCES = {"tk": tk.list_papers, "koop": koop.list_papers}
NAMES = {"tk": "the open data of the Tweede Kamer", "koop": "officielebekendmakingen.nl"}
# Where a letter goes that is in the corpus already but with other content: kept, not indexed.
OTHERS = "andere-versies"
Kind = Literal["new", "there", "changed"]
_DOSSIER = re.compile(r"(\d{2})[ .]?(\d{3})(?:[ -]([IVXLC]+[A-Z]?))?")


@dataclass(frozen=True, slots=True)
class Planned:
    """A paper of the list and what fetching it would do; `there` is the file in the corpus."""

    paper: Paper
    kind: Kind
    there: Path | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of a paper: a file that was written, or what is wrong."""

    paper: Paper
    file: Path | None = None
    wrong: str = ""


def clean_dossier(text: str) -> str:
    """A dossier number as `31934` or `36800 IX`; raises FetchError."""
    match = _DOSSIER.fullmatch(text.strip())
    if not match:
        raise FetchError(f"dossier {text!r} is not a number like 31934 or 36800-IX")
    return f"{match[1]}{match[2]} {match[3] or ''}".strip()


def plan(
    client: Client, source: str, dossier: str, since: date | None, corpus: Path
) -> tuple[list[Planned], int]:
    """The letters to fetch, newest first, and how many papers were not chosen."""
    papers = list(SOURCES[source](client, clean_dossier(dossier)))
    chosen: dict[str, Paper] = {}
    for paper in papers:
        day = paper.source.date
        if is_state_of_affairs(paper) and (since is None or (day and day >= since)):
            chosen.setdefault(paper.source.letter_id, paper)
    order = sorted(chosen.values(), key=lambda paper: paper.source.date or date.min, reverse=True)
    return [_planned(paper, corpus) for paper in order], len(papers) - len(chosen)


def _planned(paper: Paper, corpus: Path) -> Planned:
    for suffix in SUFFIXES:
        there = corpus / f"{paper.source.letter_id}{suffix}"
        if there.is_file():
            same_form = any(suffix == other for _, other in paper.files)
            differs = same_form and paper.size and paper.size != there.stat().st_size
            return Planned(paper, "changed" if differs else "there", there)
    return Planned(paper, "new")


def fetch(
    client: Client, source: str, planned: Iterable[Planned], corpus: Path,
    report: Callable[[str], None],
) -> Iterator[Fetched]:  # fmt: skip
    """Download what is new or changed; one that fails does not stop the others."""
    for item in planned:
        if item.kind == "there":
            continue
        report(f"{item.paper.source.letter_id}: fetching")
        try:
            yield Fetched(item.paper, _fetch_one(client, source, item, corpus))
        except (FetchError, LetterError) as error:
            yield Fetched(item.paper, wrong=str(error))


def _fetch_one(client: Client, source: str, item: Planned, corpus: Path) -> Path | None:
    paper = item.paper
    if not paper.files:
        raise FetchError(f"{paper.source.letter_id}: the source gives no file for it")
    wrong: FetchError | None = None
    for url, suffix in paper.files:
        try:
            content, kind = client.get(url)
            found = checked_suffix(url, content, kind, suffix)
        except FetchError as error:
            wrong = error  # Perhaps the next form is there: old papers have no XML.
            continue
        if paper.size and source == "tk" and len(content) != paper.size:
            raise FetchError(
                f"{url}: sent {len(content):,} bytes of {paper.size:,}; run the command again"
            )
        if item.there:
            if item.there.read_bytes() == content:
                return None
            return _keep_both(content, paper.source.letter_id + found, corpus)
        origins = {f: NAMES[source] for f in FIELDS if getattr(paper.source, f)}
        return store(Proposal(Path(f"x{found}"), content, paper.source, origins), corpus)
    raise wrong or FetchError(f"{paper.source.letter_id}: cannot be fetched")


def checked_suffix(url: str, content: bytes, kind: str, suffix: str) -> str:
    """The form of a file by its content; raises FetchError when it is not what was promised."""
    if content.startswith(b"PK\x03\x04") and b"word/" in content:
        found = ".docx"
    elif content.startswith(b"%PDF-"):
        found = ".pdf"
    elif b"<officiele-publicatie" in content[:10_000]:
        found = ".xml"
    else:
        said = kind or "no content type"
        raise FetchError(f"{url}: sent no letter but something else ({said}); left out")
    if suffix and found != suffix:
        raise FetchError(f"{url}: sent {found} where {suffix} was promised; left out")
    return found


def _keep_both(content: bytes, name: str, corpus: Path) -> Path:
    stem, _, suffix = name.rpartition(".")
    mark = hashlib.sha256(content).hexdigest()[:8]
    target = corpus / OTHERS / f"{stem}-{mark}.{suffix}"
    if not target.exists():
        write_file(target, content)
    return target
