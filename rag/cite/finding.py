"""What the checker says about one thing in a note, and the Dutch words to say it with."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["letterlijk", "bijna", "andere-brief", "niet-gevonden"]
FindingKind = Literal["citaat", "cijfer", "verwijzing"]
PieceKind = Literal["same", "letter", "note"]

VERDICTS: dict[Verdict, str] = {
    "letterlijk": "Letterlijk gevonden",
    "bijna": "Bijna: het verschil is gemarkeerd",
    "andere-brief": "Andere brief",
    "niet-gevonden": "Niet gevonden",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a word diff: in both texts, only in the letter, or only in the note."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A quotation, figure or reference of a note, and where it stands in the letters.

    `note[note_start:note_end]` is what was checked; `words` is `letter.text[start:end]`, the
    letter's own words, empty with `letter_id` when nothing was found. `differing` pairs what the
    note says with what the letter says; `reason` is one Dutch sentence.
    """

    kind: FindingKind
    text: str
    verdict: Verdict
    reason: str = ""
    letter_id: str = ""
    passage: str = ""
    section: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    words: str = ""
    difference: tuple[Piece, ...] = ()
    differing: tuple[tuple[str, str], ...] = ()
    note_start: int = 0
    note_end: int = 0

    @property
    def display(self) -> str:
        """The verdict in Dutch words."""
        return VERDICTS[self.verdict]
