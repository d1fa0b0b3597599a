"""Polite downloads from the official sources: paced, patient with 429, strict about what comes."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

from rag.errors import FetchError
from rag.letters.sandbox import MAX_FILE_BYTES

PAUSE = 0.5
TRIES = 5
LONGEST_WAIT = 120.0
TIMEOUT = 30.0
MAX_ANSWER_BYTES = 20_000_000
_AGENT = "douane-rag (reads letters to parliament; open source)"
_AGAIN = (429, 500, 502, 503, 504)


class Client:
    """One connection to the sources; `wait` is how it sleeps (tests give their own)."""

    def __init__(self, wait: Callable[[float], None] = time.sleep) -> None:
        import httpx

        self._wait = wait
        self._next = 0.0
        # Identity: a compressed answer could unpack to anything.
        headers = {"User-Agent": _AGENT, "Accept-Encoding": "identity"}
        self._client = httpx.Client(
            timeout=TIMEOUT, follow_redirects=True, max_redirects=5, headers=headers
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def json(self, url: str) -> dict[str, Any]:
        """The JSON object at an address; raises FetchError."""
        import json

        content, _ = self.get(url, MAX_ANSWER_BYTES)
        try:
            answer = json.loads(content)
        except ValueError:
            raise FetchError(f"{url}: answers with something that is not JSON") from None
        if not isinstance(answer, dict):
            raise FetchError(f"{url}: answers with JSON of another form than documented")
        return answer

    def get(self, url: str, maximum: int = MAX_FILE_BYTES) -> tuple[bytes, str]:
        """Content and content type; tries again what can pass; raises FetchError."""
        import httpx

        for attempt in range(1, TRIES + 1):
            self._pace()
            try:
                with self._client.stream("GET", url) as response:
                    if response.status_code in _AGAIN and attempt < TRIES:
                        self._wait(_delay(response.headers.get("Retry-After"), attempt))
                        continue
                    if response.status_code != 200:
                        raise FetchError(f"{url}: answers {response.status_code}; try again later")
                    kind = response.headers.get("Content-Type", "").partition(";")[0].lower()
                    return _body(response, url, maximum), kind.strip()
            except (httpx.TransportError, httpx.StreamError) as error:
                # A connection cut half-way: httpx says so when fewer bytes came than announced.
                if attempt == TRIES:
                    reason = str(error) or type(error).__name__
                    raise FetchError(f"{url}: cannot be reached ({reason})") from error
                self._wait(_delay(None, attempt))
            except httpx.HTTPError as error:
                raise FetchError(f"{url}: cannot be fetched ({error})") from error
        raise FetchError(f"{url}: does not answer; try again later")

    def _pace(self) -> None:
        now = time.monotonic()
        if now < self._next:
            self._wait(self._next - now)
        self._next = max(now, self._next) + PAUSE


def same_place(base: str, link: str) -> str:
    """A link to a next page, which must be at the same place; raises FetchError."""
    url = urljoin(base, link)
    if urlsplit(url)[:2] != urlsplit(base)[:2]:
        raise FetchError(f"{base}: points to another place for its next page ({url})")
    return url


def _body(response: Any, url: str, maximum: int) -> bytes:
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > maximum:
        raise FetchError(f"{url}: is {int(announced):,} bytes, more than {maximum:,}; left out")
    content = bytearray()
    for piece in response.iter_bytes():
        content += piece
        if len(content) > maximum:
            raise FetchError(f"{url}: is more than {maximum:,} bytes; left out")
    return bytes(content)


def _delay(retry_after: str | None, attempt: int) -> float:
    """Seconds to wait: what the source asks (seconds or a date), else longer each time."""
    asked = float(2**attempt)
    if retry_after:
        if retry_after.strip().isdecimal():
            asked = float(retry_after)
        else:
            try:
                until = parsedate_to_datetime(retry_after)
                asked = (until - datetime.now(UTC)).total_seconds()
            except (ValueError, TypeError):
                pass
    if asked > LONGEST_WAIT:
        raise FetchError(
            f"the source asks to wait {asked:.0f} seconds; run the command again after that"
        )
    return max(0.0, asked)
