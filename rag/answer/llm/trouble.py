"""What can go wrong with a language model, each as one Dutch line without its words.

Messages of a server or library can hold a key or an address with a password: they are never
shown, logged or kept; only their kind is.
"""

from collections.abc import Iterator

ENDING = "dit is het antwoord in de woorden van de brief."
LINES = {
    "time": "Het taalmodel antwoordde niet op tijd; ",
    "unreachable": "De server van het taalmodel is niet bereikbaar; ",
    "key": "De server van het taalmodel weigert de sleutel (RAG_LLM_KEY); ",
    "model": "De server kent dit taalmodel niet (RAG_LLM); ",
    "busy": "De server van het taalmodel is te druk; ",
    "long": "De passages zijn te lang voor dit taalmodel; ",
    "cut": "Het antwoord van het taalmodel brak af; ",
    "endless": "Het taalmodel hield niet op; ",
    "empty": "Het taalmodel gaf geen bruikbare uitspraak; ",
    "dropped": "Geen uitspraak van het taalmodel bleek in de brief te staan; ",
    "other": "Het taalmodel werkt niet; ",
}
_LONG = ("context", "too long", "maximum length", "too many tokens", "token limit", "prompt_too")


class Trouble(Exception):
    """A model that did not do its work; `kind` is a key of `LINES`."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind

    @property
    def line(self) -> str:
        """The Dutch line that tells it."""
        return LINES[self.kind] + ENDING


def kind_of(error: BaseException, started: bool = False) -> str:
    """Return the kind of trouble that an exception of any client library tells of.

    `started` says that part of the answer had come already.
    """
    chain = list(_chain(error))
    names = " ".join(type(item).__name__.lower() for item in chain)
    status = next((code for item in chain if (code := _status(item))), 0)
    words = " ".join(str(item) for item in chain).lower()[:4_000]
    if status in (401, 403):
        return "key"
    if status in (429, 503):
        return "busy"
    if status == 413 or (status in (400, 422, 500) and any(part in words for part in _LONG)):
        return "long"
    if status == 404:
        return "model"
    if "timeout" in names or status in (408, 504):
        return "time"
    if started:
        return "cut"
    if "connect" in names or isinstance(error, OSError):
        return "unreachable"
    if "protocol" in names or "readerror" in names or "incomplete" in names:
        return "cut"
    return "other"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    while error is not None and error not in seen and len(seen) < 10:
        seen.append(error)
        yield error
        error = error.__cause__ or error.__context__


def _status(error: BaseException) -> int:
    for name in ("status_code", "status", "code"):
        value = getattr(error, name, None)
        if isinstance(value, int) and 100 <= value < 600:
            return value
    return 0
