"""What went wrong, as one Dutch line for the visitor."""

import sys
import traceback

from rag import errors
from rag.cite.note import NoteError
from rag.page import texts

# By kind; a kind that is not here takes the line of the one above it in the tree.
LINES: dict[type[errors.RagError], str] = {
    errors.FormatError: texts.ERROR_LETTER_FORMAT,
    errors.EncodingError: texts.ERROR_LETTER_ENCODING,
    errors.DamagedError: texts.ERROR_LETTER_DAMAGED,
    errors.HarmError: texts.ERROR_LETTER_HARM,
    errors.MacroError: texts.ERROR_LETTER_MACROS,
    errors.ProtectedError: texts.ERROR_LETTER_PROTECTED,
    errors.ScanError: texts.ERROR_LETTER_SCAN,
    errors.EmptyError: texts.ERROR_LETTER_EMPTY,
    errors.TooLargeError: texts.ERROR_LETTER_LARGE,
    errors.UnreadableError: texts.ERROR_LETTER_UNREADABLE,
    errors.FactsError: texts.ERROR_LETTER_FACTS,
    errors.ExistsError: texts.ERROR_LETTER_EXISTS,
    errors.CorpusError: texts.ERROR_LETTER_CORPUS,
    errors.DiskFullError: texts.ERROR_LETTER_FULL,
    errors.SettingsError: texts.ERROR_SETTINGS,
    errors.FetchError: texts.ERROR_FETCH,
    errors.StoreError: texts.ERROR_STORE,
    errors.LockedError: texts.ERROR_LOCKED,
    errors.IndexFullError: texts.ERROR_INDEX_FULL,
    errors.ModelError: texts.ERROR_MODEL,
    errors.QuestionError: texts.ERROR_FILTER,
    NoteError: texts.ERROR_NOTE,
}


class PageError(Exception):
    """Something the visitor can mend; its message is the Dutch line to show."""


def dutch_line(error: Exception) -> str:
    """One Dutch line for the visitor; the cause itself goes to stderr, for the administrator."""
    if isinstance(error, PageError):
        return str(error)
    if not isinstance(error, errors.RagError):
        traceback.print_exception(error)
        return texts.ERROR_OTHER
    print(f"rag: {error}", file=sys.stderr)
    kinds = (kind for kind in type(error).__mro__ if kind in LINES)
    return LINES.get(next(kinds, errors.RagError), texts.ERROR_OTHER)
