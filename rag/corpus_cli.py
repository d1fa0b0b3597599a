"""The verbs of the command line that change the corpus: `rag add`, `rag fetch`."""

import argparse
import sys
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


def description(proposal: Proposal) -> str:
    """What is known about a letter and where that stands, and what is not known."""
    lines = [f"{proposal.path} → {proposal.name}"]
    width = max(map(len, FIELDS))
    for field in FIELDS:
        value = getattr(proposal.source, field)
        if value:
            lines.append(f"  {field:<{width}}  {value}   ({proposal.origins[field]})")
    if proposal.unknown:
        lines.append(f"  niet bekend: {', '.join(proposal.unknown)}")
    return "\n".join(lines)


def _confirmed() -> bool:
    try:
        return input("Klopt dit, en toevoegen? [j/N] ").strip().lower() in ("j", "ja", "y", "yes")
    except EOFError:
        print()
        return False
