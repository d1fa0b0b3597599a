"""Files -> `Letter`."""

from pathlib import Path

from rag.errors import LetterError
from rag.letters.clean import clean
from rag.letters.metadata import read_source
from rag.letters.passages import make_passages
from rag.letters.sections import make_sections
from rag.records import Letter, Source

# The longest letters to parliament are well under 1 MB of text.
MAX_BYTES = 5_000_000


def letter_files(folder: Path) -> tuple[Path, ...]:
    """The letters in a folder, sorted by name; `LetterError` if it is not a folder."""
    if not folder.is_dir():
        raise LetterError(f"{folder}: is not a folder; name the folder that holds the letters")
    return tuple(sorted(p for p in folder.iterdir() if p.suffix == ".txt" and p.is_file()))


def read_letter(path: Path) -> Letter:
    """The letter in a .txt file with its sidecar; `LetterError` if either is not usable."""
    raw = _read_text(path)
    letter = parse_letter(raw, read_source(path))
    if not letter.text:
        raise LetterError(f"{path}: holds no text; remove it or put the letter in it")
    return letter


def parse_letter(raw: str, source: Source) -> Letter:
    """The letter in raw text with `[footnoteRef:N]` marks; whatever the text, this succeeds."""
    cleaned = clean(raw)
    blocks, sections = make_sections(cleaned, source.title)
    passages = make_passages(source.letter_id, cleaned.text, blocks, sections, cleaned.footnotes)
    return Letter(source, cleaned.text, blocks, cleaned.footnotes, sections, passages)


def _read_text(path: Path) -> str:
    """UTF-8 text of a file; `LetterError` for any file that is not a letter in plain text."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise LetterError(
                f"{path}: is {size:,} bytes, more than {MAX_BYTES:,}; split it or leave it out"
            )
        data = path.read_bytes()
    except OSError as error:
        raise LetterError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    if not data.strip():
        raise LetterError(f"{path}: is empty; remove it or put the letter in it")
    if b"\0" in data:
        raise LetterError(f"{path}: is binary, not text; save the letter as UTF-8 text (.txt)")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LetterError(
            f"{path}: is not UTF-8 (byte {data[error.start]:#04x} at {error.start}); "
            "save the letter as UTF-8 text"
        ) from error
