"""The letters, opened in the background so that the page is there at once."""

import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta

from rag.assistant import (
    MAXIMUM_QUESTION,
    Assistant,
    Progress,
    Report,
    bar_on_stderr,
    to_stderr,
)
from rag.errors import RagError
from rag.page import texts
from rag.page.problems import PageError
from rag.records import Letter

SHOWN_BEFORE = 6  # answers that a follow-up may lean on
_LOOK_AGAIN = 0.3  # seconds
MAXIMUM_NOTE = 200_000  # characters


class Engine:
    """Opens an assistant in a thread; whoever needs it earlier waits.

    `refresh` puts a newer one in its place; questions that run finish on the one they took.
    """

    def __init__(self, open_assistant: Callable[[Report, Progress], Assistant]) -> None:
        self._open = open_assistant
        self._refreshing = threading.Lock()
        self._done = threading.Event()
        self._assistant: Assistant | None = None
        self._error: Exception | None = None
        self._share = 0.0

    def start(self) -> None:
        """Begin to load; returns at once."""
        threading.Thread(target=self._load, name="letters", daemon=True).start()

    @property
    def ready(self) -> bool:
        """Whether loading has ended, well or not."""
        return self._done.is_set()

    def shares(self) -> Iterator[float]:
        """How much of the loading is done, each time that is more; ends when it has ended."""
        told = -1.0
        while not self._done.wait(_LOOK_AGAIN):
            if self._share > told:
                told = self._share
                yield told

    def assistant(self) -> Assistant:
        """The assistant, after waiting for it; raises what went wrong while loading."""
        self._done.wait()
        if self._assistant is None:
            raise self._error or RagError("the letters were not loaded; start again")
        return self._assistant

    def refresh(self, report: Report, progress: Progress) -> Assistant:
        """Bring the index in line with the corpus and answer from it; raises RagError.

        When it fails, the assistant that was there stays.
        """
        self._done.wait()
        with self._refreshing:
            self._assistant = assistant = self._opened(report, progress)
        return assistant

    def _opened(self, report: Report, progress: Progress) -> Assistant:
        assistant = self._open(report, progress)
        if assistant.letters:
            assistant.without_model.ask(texts.TITLE)  # the model loads at its first question
        return assistant

    def _loaded(self, share: float) -> None:
        self._share = share
        bar_on_stderr(share)

    def _load(self) -> None:
        try:
            self._assistant = self._opened(to_stderr, self._loaded)
        except Exception as error:
            self._error = error
            print(f"rag: {error}", file=sys.stderr)
        finally:
            self._done.set()


def check_question(question: str) -> str:
    """The question without outer space; raises PageError when it cannot be asked."""
    question = question.strip()
    if not question:
        raise PageError(texts.ERROR_EMPTY)
    if len(question) > MAXIMUM_QUESTION:
        raise PageError(texts.ERROR_LONG.format(f"{MAXIMUM_QUESTION:,}".replace(",", ".")))
    if not any(char.isalnum() for char in question):
        raise PageError(texts.ERROR_WORDS)
    return question


def parse_period(since: str, until: str) -> tuple[date | None, date | None]:
    """Both ends of a period as a visitor writes them; raises PageError."""
    first, last = _parse_day(since, end=False), _parse_day(until, end=True)
    if first and last and first > last:
        raise PageError(texts.ERROR_PERIOD)
    return first, last


def check_within(
    letters: Iterable[Letter], ids: Sequence[str], since: date | None, until: date | None
) -> None:
    """Raise PageError when a choice of letters and a period leaves no letter to search."""
    for letter in letters:
        day = letter.source.date
        in_period = (day is not None and (since or day) <= day <= (until or day)) or not (
            since or until
        )
        if in_period and (not ids or letter.source.letter_id in ids):
            return
    if ids or since or until:
        raise PageError(texts.ERROR_NONE_WITHIN)


def _parse_day(written: str, end: bool) -> date | None:
    """A day, or the first or last day of a year; None for nothing."""
    written = written.strip()
    if not written:
        return None
    parts = written.replace("/", "-").replace(".", "-").split("-")
    try:
        numbers = [int(part) for part in parts]
        if len(numbers) == 1 and len(written) == 4:
            return date(numbers[0] + 1, 1, 1) - timedelta(1) if end else date(numbers[0], 1, 1)
        year, month, day = numbers if len(parts[0]) == 4 else reversed(numbers)
        return date(year if len(str(year)) == 4 else -1, month, day)
    except (ValueError, OverflowError):
        raise PageError(texts.ERROR_DATE.format(written[:30])) from None
