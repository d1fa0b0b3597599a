"""Files -> `Letter`."""

from pathlib import Path

from rag.errors import CorpusError, EmptyError, EncodingError, ExistsError, FormatError
from rag.letters.clean import clean
from rag.letters.document import Document, Fact
from rag.letters.metadata import read_source
from rag.letters.passages import make_passages
from rag.letters.sandbox import read_bytes, read_in_sandbox
from rag.letters.sections import make_sections
from rag.letters.structured import parse_document
from rag.records import Letter, Source

# The longest letters to parliament are well under 1 MB of text.
MAX_BYTES = 5_000_000


# The reader of each format that is not plain text, by suffix.
READERS = {
    ".md": "markdown",
    ".docx": "docx",
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".xml": "xml",
    ".odt": "odt",
}
SUFFIXES = (".txt", *READERS)
# Letters too, but not in a form that is read: said, not passed over.
REFUSED = {
    ".doc": "is an old Word file",
    ".docm": "can hold macros",
    ".dotx": "is a template",
    ".dotm": "is a template that can hold macros",
    ".rtf": "is RTF",
}


def letter_files(folder: Path) -> tuple[Path, ...]:
    """The letters in a folder, sorted by name; `LetterError` if it is not a folder."""
    if not folder.is_dir():
        raise CorpusError(f"{folder}: is not a folder; name the folder that holds the letters")
    return tuple(
        sorted(
            path
            for path in folder.iterdir()
            if path.suffix.lower() in (*SUFFIXES, *REFUSED)
            and not path.name.startswith((".", "~$"))
            and path.is_file()
        )
    )


def read_letter(path: Path) -> Letter:
    """The letter in a file with its sidecar; `LetterError` if either is not usable."""
    return read_with_facts(path)[0]


def read_with_facts(path: Path) -> tuple[Letter, tuple[Fact, ...] | None]:
    """The letter in a file, and what the file states about it; None for plain text."""
    others = (path.with_suffix(suffix) for suffix in (*SUFFIXES, *REFUSED))
    rivals = [other.name for other in others if other != path and other.is_file()]
    if rivals:
        raise ExistsError(
            f"{path}: {rivals[0]} is the same letter by its name; keep one of the two"
        )
    facts = None
    if path.suffix.lower() in READERS or path.suffix.lower() in REFUSED:
        document = read_document(path)
        letter, facts = parse_document(document, read_source(path)), document.facts
    else:
        letter = parse_letter(_read_text(path), read_source(path))
    if not letter.text:
        raise EmptyError(f"{path}: holds no text; remove it or put the letter in it")
    return letter, facts


def read_document(path: Path) -> Document:
    """Parts and facts of a letter that is not plain text, read in a process with limits."""
    suffix = path.suffix.lower()
    if suffix in REFUSED:
        raise FormatError(f"{path}: {REFUSED[suffix]}; save the letter as .docx or .pdf")
    if suffix not in READERS:
        raise FormatError(f"{path}: {suffix or 'no suffix'} is not read; use {', '.join(SUFFIXES)}")
    return read_in_sandbox(path, READERS[suffix])


def parse_letter(raw: str, source: Source) -> Letter:
    """The letter in raw text with `[footnoteRef:N]` marks; whatever the text, this succeeds."""
    cleaned = clean(raw)
    blocks, sections = make_sections(cleaned, source.title)
    passages = make_passages(source.letter_id, cleaned.text, blocks, sections, cleaned.footnotes)
    return Letter(source, cleaned.text, blocks, cleaned.footnotes, sections, passages)


def _read_text(path: Path) -> str:
    """UTF-8 text of a file; `LetterError` for any file that is not a letter in plain text."""
    data = read_bytes(path, MAX_BYTES)
    if not data.strip():
        raise EmptyError(f"{path}: is empty; remove it or put the letter in it")
    if b"\0" in data:
        raise EncodingError(f"{path}: is binary, not text; save the letter as UTF-8 text (.txt)")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EncodingError(
            f"{path}: is not UTF-8 (byte {data[error.start]:#04x} at {error.start}); "
            "save the letter as UTF-8 text"
        ) from error
