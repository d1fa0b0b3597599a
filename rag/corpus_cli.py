"""The verbs of the command line that change the corpus: `rag add`, `rag fetch`."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from rag.errors import LetterError
from rag.letters.add import Proposal, propose, store
from rag.letters.metadata import FIELDS
from rag.settings import load_settings

DONE, FAILED = 0, 1


def add_verbs(verbs: Any) -> None:
    """Add the verbs to the parser's."""
    add = verbs.add_parser("add", help="add letters to the corpus, with what their files state")
    add.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a letter in any format")
    add.add_argument("--yes", action="store_true", help="do not ask before each letter")
    add.set_defaults(run=_add)

    fetch = verbs.add_parser(
        "fetch", help="list the letters of a dossier at the official source, or download them"
    )
    fetch.add_argument("--dossier", required=True, metavar="NUMBER", help="31934 is Douane")
    fetch.add_argument("--since", type=_day, metavar="DATE", help="only letters from this day on")
    fetch.add_argument(
        "--source", choices=("tk", "koop"), default="tk",
        help="Tweede Kamer open data (tk) or officielebekendmakingen.nl (koop)",
    )  # fmt: skip
    fetch.add_argument(
        "--download", action="store_true", help="download what is new; without it only the list"
    )
    fetch.set_defaults(run=_fetch)


def _add(options: argparse.Namespace) -> int:
    corpus = load_settings().corpus
    failed = False
    for file in options.files:
        try:
            proposal = propose(file)
            print(description(proposal))
            if not options.yes and not _confirmed():
                print(f"{file.name}: niet toegevoegd")
                failed = True
                continue
            stored = store(proposal, corpus)
        except LetterError as error:
            print(f"rag: {' '.join(str(error).split())}", file=sys.stderr)
            failed = True
            continue
        print(f"toegevoegd: {stored}" if stored else f"{proposal.name}: stond er al")
    return FAILED if failed else DONE


def _fetch(options: argparse.Namespace) -> int:
    from rag.letters.sources.fetch import fetch, plan
    from rag.letters.sources.http import Client

    corpus = load_settings().corpus
    with Client() as client:
        planned, others = plan(client, options.source, options.dossier, options.since, corpus)
        marks = {"new": "nieuw", "there": "staat er al", "changed": "gewijzigd"}
        for item in planned:
            source = item.paper.source
            day = str(source.date or "")
            print(f"{marks[item.kind]:<12} {source.letter_id:<16} {day:<12}"
                  f"{source.title}")  # fmt: skip
        print(f"{len(planned)} brieven; {others} andere stukken in het dossier niet gekozen")
        wanted = sum(item.kind != "there" for item in planned)
        if not options.download:
            if wanted:
                print(f"niets opgehaald; --download haalt er {wanted} op")
            return DONE
        failed = False
        for done in fetch(client, options.source, planned, corpus, _to_stderr):
            name = done.paper.source.letter_id
            if done.wrong:
                failed = True
                print(f"rag: {' '.join(done.wrong.split())}", file=sys.stderr)
            elif done.file and done.file.parent != corpus:
                print(f"{name}: is gewijzigd; de oude blijft, de nieuwe staat in {done.file}")
            else:
                print(f"{name}: opgehaald" if done.file else f"{name}: ongewijzigd")
        return FAILED if failed else DONE


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2024-12-31") from None


def description(proposal: Proposal) -> str:
    """What is known about a letter and where that stands, and what is not known."""
    lines = [f"{proposal.path} → {proposal.name}"]
    width = max(map(len, FIELDS))
    for field in FIELDS:
        value = getattr(proposal.source, field)
        if value:
            lines.append(f"  {field:<{width}}  {value}   ({proposal.origins[field]})")
    if proposal.source.scanned:
        lines.append("  let op: met OCR uit een scan gelezen; cijfers en namen kunnen fout zijn")
    if proposal.unknown:
        lines.append(f"  niet bekend: {', '.join(proposal.unknown)}")
    return "\n".join(lines)


def _confirmed() -> bool:
    try:
        return input("Klopt dit, en toevoegen? [j/N] ").strip().lower() in ("j", "ja", "y", "yes")
    except EOFError:
        print()
        return False
