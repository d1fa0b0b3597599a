"""A paper in a list of an official source, and which papers are Stand-van-zakenbrieven."""

import re
from dataclasses import dataclass

from rag.records import Source

# Titles vary: Stand-van-zakenbrief, Stand van zakenbrief, Stand van Zaken Douane 2023.
_TITLE = re.compile(r"stand[\s-]+van[\s-]+zaken", re.IGNORECASE)
_OTHER = re.compile(
    r"verslag van een|commissiedebat|jaarplan|jaarverslag|lijst van vragen|uitstel", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper: what the source says of it and where its files are, the best form first.

    `files` are (address, suffix); `size` in bytes, 0 = not said.
    """

    source: Source
    kind: str
    files: tuple[tuple[str, str], ...]
    size: int = 0


def is_state_of_affairs(paper: Paper) -> bool:
    """Whether a paper is a letter of the government on the state of affairs, by kind and title."""
    title = paper.source.title
    is_letter = paper.kind.lower() in ("brief regering", "brief")
    return is_letter and bool(_TITLE.search(title)) and not _OTHER.search(title)


def parliamentary_year(text: str) -> str:
    """`2024-2025` as `2024/25`; empty when it is not of that form."""
    match = re.fullmatch(r"(\d{4})[-–/](?:\d{2})?(\d{2})", text.strip())
    return f"{match[1]}/{match[2]}" if match else ""
