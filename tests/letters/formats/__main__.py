"""Write the letter in all formats: `python -m tests.letters.formats`."""

from pathlib import Path

from tests.letters.formats.letter import FACTS, LETTER, NOTES
from tests.letters.formats.pdf_writer import BOLD, ITALIC, PLAIN, Run, write_pdf
from tests.letters.formats.text_writers import (
    as_html,
    as_kamerstuk,
    as_kamerwrk,
    as_markdown,
    as_txt,
)
from tests.letters.formats.zip_writers import as_docx, as_odt

FOLDER = Path(__file__).parents[1] / "data" / "formats"
LEFT, TOP, BOTTOM, STEP, WIDTH = 70, 760, 130, 14, 78
# Where a word is broken over two lines, as a typesetter would.
BREAKS = {"accijnsgoederen": "accijns-goederen", "containerscan.": "container-scan."}


def as_pdf() -> bytes:
    """Two pages with the Kamerstuk header, running feet, notes below and words broken in two."""
    pages: list[list[Run]] = [[]]
    y = float(TOP)
    foot: list[list[int]] = [[]]

    def put(words: str, font: str = PLAIN, x: float = LEFT, gap: float = 0) -> None:
        nonlocal y
        y -= STEP + gap
        if y < BOTTOM + 14 * len(foot[-1]):
            pages.append([])
            foot.append([])
            y = TOP - STEP
        for part, size, raised, left in _parts(words, x):
            if raised:
                foot[-1].append(int(part))
            pages[-1].append((left, y + (4 if raised else 0), font, size, part))

    for line in (
        "Tweede Kamer der Staten-Generaal",
        "Vergaderjaar 2023-2024",
        "99 001 Voorbeelddossier",
        "Nr. 7 BRIEF VAN DE STAATSSECRETARIS VAN FINANCIËN",
        "Aan de Voorzitter van de Tweede Kamer der Staten-Generaal",
        "Den Haag, 24 juni 2024",
    ):
        put(line, gap=8)
    for piece in LETTER:
        font = {0: PLAIN, 1: BOLD, 2: ITALIC}[piece.level]
        if piece.kind in ("bullets", "numbers"):
            for i, row in enumerate(piece.rows, 1):
                put("•" if piece.kind == "bullets" else f"{i}.")
                y += STEP
                put(row[0], x=LEFT + 14)
        elif piece.kind == "table":
            for row in piece.rows:
                for k, cell in enumerate(row):
                    put(cell, x=LEFT + 120 * k)
                    y += STEP
                y -= STEP
        else:
            gap = 8 if piece.kind != "signature" or piece.text.endswith(",") else 0
            for i, line in enumerate(_wrap(piece.text)):
                put(line, font, gap=gap if i == 0 else 0)
    for number, (page, notes) in enumerate(zip(pages, foot, strict=True), 1):
        for k, note in enumerate(notes):
            page.append((LEFT, 104 - 12 * k, PLAIN, 5, str(note)))
            page.append((LEFT + 6, 100 - 12 * k, PLAIN, 8, NOTES[note]))
        page.append((LEFT, 60, PLAIN, 8, "Tweede Kamer, vergaderjaar 2023-2024, 99 001, nr. 7"))
        page.append((500, 60, PLAIN, 8, str(number)))
    return write_pdf(pages)


def _parts(words: str, x: float) -> list[tuple[str, float, bool, float]]:
    """Text and raised note marks of a line with their places."""
    found = []
    for i, part in enumerate(words.replace("}", "{").split("{")):
        if part:
            found.append((part, 6.0 if i % 2 else 10.0, bool(i % 2), x))
        x += _width(part, 6 if i % 2 else 10)
    return found


# Widths of Helvetica in thousandths (Adobe Font Metrics); others are about 556.
_WIDTHS = {
    **dict.fromkeys("ijl'’", 222), **dict.fromkeys(" .,:;ft/", 278), **dict.fromkeys("r-()", 333),
    **dict.fromkeys("ckszvxy", 500), **dict.fromkeys("m", 833), **dict.fromkeys("w", 722),
    **dict.fromkeys("ABDKVZ", 667), **dict.fromkeys("T", 611), **dict.fromkeys("M", 833),
}  # fmt: skip


def _width(text: str, size: float) -> float:
    return sum(_WIDTHS.get(char, 556) for char in text) * size / 1000


def _wrap(text: str) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        broken = BREAKS.get(word)
        if broken and len(line) + len(broken) > 40:
            left, right = broken.split("-")
            lines.append(f"{line} {left}-")
            line = right
        elif len(line) + len(word) + 1 > WIDTH:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


FORMATS = {
    "txt": lambda: as_txt().encode(),
    "md": lambda: as_markdown().encode(),
    "html": lambda: as_html().encode(),
    "kamerstuk.xml": lambda: as_kamerstuk().encode(),
    "kamerwrk.xml": lambda: as_kamerwrk().encode(),
    "docx": as_docx,
    "odt": as_odt,
    "pdf": as_pdf,
}

if __name__ == "__main__":
    for ending, write in FORMATS.items():
        (FOLDER / f"brief.{ending}").write_bytes(write())
    print(f"{FACTS['letter_id']}: {len(FORMATS)} formats in {FOLDER}")
