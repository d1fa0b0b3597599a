"""Everything that can go wrong in a way the user can mend.

RagError
├── SettingsError         a setting has a value that is not allowed
├── LetterError           a letter or its metadata cannot be read or added
│   ├── FormatError       it has another form than is read, or than its name says
│   ├── EncodingError     it is no text in UTF-8
│   ├── DamagedError      it is broken
│   ├── HarmError         it holds what only a file made to do harm holds
│   ├── MacroError        it holds macros
│   ├── ProtectedError    it has a password
│   ├── ScanError         it is a picture of a letter
│   ├── EmptyError        it holds no text
│   ├── TooLargeError     it is larger, longer or slower to read than any letter
│   ├── UnreadableError   the disk does not give it
│   ├── FactsError        its metadata is not usable
│   ├── ExistsError       another letter has its name
│   └── CorpusError       the folder of letters cannot be read or written
│       └── DiskFullError
├── FetchError            an official source cannot be reached or answers wrongly
├── StoreError            the index cannot be built, opened or written
│   ├── LockedError       another process is writing the index
│   └── IndexFullError    its disk is full
├── ModelError            the embedding model cannot be loaded
└── QuestionError         the question or its filters cannot be used

Each message names the thing, the value and the cure, on one line. A letter is never refused by a
bare LetterError: the page has a Dutch line for each kind (`rag/page/problems.py`).
"""


class RagError(Exception):
    """Root of the tree; faces print its message as one line and stop with exit code 1."""


class SettingsError(RagError):
    """A setting has a value that is not allowed."""


class LetterError(RagError):
    """A letter or its metadata cannot be read or added."""


class FormatError(LetterError):
    """A letter has another form than is read, or than its name says."""


class EncodingError(LetterError):
    """A letter is no text in UTF-8."""


class DamagedError(LetterError):
    """A letter is broken."""


class HarmError(LetterError):
    """A file holds what only a file made to do harm holds."""


class MacroError(LetterError):
    """A letter holds macros."""


class ProtectedError(LetterError):
    """A letter has a password."""


class ScanError(LetterError):
    """A letter is a picture of a letter."""


class EmptyError(LetterError):
    """A letter holds no text."""


class TooLargeError(LetterError):
    """A file is larger, longer or slower to read than any letter."""


class UnreadableError(LetterError):
    """The disk does not give a letter."""


class FactsError(LetterError):
    """The metadata of a letter is not usable."""


class ExistsError(LetterError):
    """Another letter has this name."""


class CorpusError(LetterError):
    """The folder of letters cannot be read or written."""


class DiskFullError(CorpusError):
    """The disk of the letters is full."""


class FetchError(RagError):
    """An official source cannot be reached or answers wrongly."""


class StoreError(RagError):
    """The index cannot be built, opened or written."""


class LockedError(StoreError):
    """Another process is writing the index."""


class IndexFullError(StoreError):
    """The disk of the index is full."""


class ModelError(RagError):
    """The embedding model cannot be loaded."""


class QuestionError(RagError):
    """The question or its filters cannot be used."""
