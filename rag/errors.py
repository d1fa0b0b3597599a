"""Everything that can go wrong in a way the user can mend.

RagError
├── SettingsError   a setting has a value that is not allowed
├── LetterError     a letter or its metadata cannot be read
├── FetchError      an official source cannot be reached or answers wrongly
├── StoreError      the index cannot be built, opened or written
│   └── LockedError another process is writing the index
├── ModelError      the embedding model cannot be loaded
└── QuestionError   the question or its filters cannot be used

Each message names the thing, the value and the cure, on one line.
"""


class RagError(Exception):
    """Root of the tree; faces print its message as one line and stop with exit code 1."""


class SettingsError(RagError):
    """A setting has a value that is not allowed."""


class LetterError(RagError):
    """A letter or its metadata cannot be read."""


class FetchError(RagError):
    """An official source cannot be reached or answers wrongly."""


class StoreError(RagError):
    """The index cannot be built, opened or written."""


class LockedError(StoreError):
    """Another process is writing the index."""


class ModelError(RagError):
    """The embedding model cannot be loaded."""


class QuestionError(RagError):
    """The question or its filters cannot be used."""
