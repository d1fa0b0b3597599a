"""A server on loopback: the OpenAI chat and the Ollama protocol, misbehaving when told."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[list[dict[str, Any]]], str]
PIECE = 7
KEY = "sk-geheim-0123456789abcdef"


def nothing(_: list[dict[str, Any]]) -> str:
    return '{"claims": []}'


@dataclass
class Behaviour:
    """What the server does with the next calls; `calls` holds the bodies it got.

    `status` refuses with an error that repeats the key, as bad servers do. `cut` closes after so
    many pieces; `endless` never stops; `stall` waits so many seconds before each piece;
    `plain_only` refuses structured output.
    """

    reply: Reply = nothing
    status: int = 0
    message: str = "error"
    cut: int = -1
    endless: bool = False
    stall: float = 0.0
    plain_only: bool = False
    garbage: bytes = b""
    redirect: str = ""
    condense: str = ""
    calls: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"
    behaviour: Behaviour

    def log_message(self, *_: Any) -> None:
        pass

    def do_POST(self) -> None:
        told = self.behaviour
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/api/show":
            self._send(200, json.dumps({"model_info": {"test.context_length": 8192}}).encode())
            return
        told.calls.append(body)
        told.headers.append(dict(self.headers))
        if told.redirect:
            self.send_response(307)
            self.send_header("Location", told.redirect)
            self.end_headers()
            return
        refuses = told.plain_only and ("response_format" in body or body.get("format"))
        if told.status or refuses:
            key = self.headers.get("Authorization", "")
            words = f"{told.message} for {key}" if told.status else "response_format unsupported"
            error = {"error": {"message": words}} if "/v1/" in self.path else {"error": words}
            self._send(told.status or 400, json.dumps(error).encode())
            return
        if told.garbage:
            self._send(200, told.garbage)
            return
        self._stream(body, "/v1/" in self.path)

    def _send(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(content)

    def _stream(self, body: dict[str, Any], openai: bool) -> None:
        told = self.behaviour
        condensing = "Herschrijf" in body["messages"][0]["content"]
        text = told.condense if condensing else told.reply(body["messages"])
        self.send_response(200)
        kind = "text/event-stream" if openai else "application/x-ndjson"
        self.send_header("Content-Type", kind)
        self.end_headers()
        try:
            for number, piece in enumerate(self._pieces(text)):
                if number == told.cut:
                    return
                time.sleep(told.stall)
                self._write(_openai(piece) if openai else _ollama(piece, False))
            self._write(_openai(None) + "data: [DONE]\n\n" if openai else _ollama("", True))
        except OSError:
            pass

    def _pieces(self, text: str) -> Iterator[str]:
        yield from (text[at : at + PIECE] for at in range(0, len(text), PIECE))
        while self.behaviour.endless:
            yield "bla bla "

    def _write(self, line: str) -> None:
        self.wfile.write(line.encode())
        self.wfile.flush()


def _openai(piece: str | None) -> str:
    choice: dict[str, Any] = {"index": 0, "delta": {"role": "assistant", "content": piece or ""}}
    choice["finish_reason"] = None if piece is not None else "stop"
    frame = {
        "id": "x", "object": "chat.completion.chunk", "created": 1, "model": "test",
        "choices": [choice],
    }  # fmt: skip
    return f"data: {json.dumps(frame)}\n\n"


def _ollama(piece: str, done: bool) -> str:
    message = {"role": "assistant", "content": piece}
    frame = {
        "model": "test", "created_at": "2024-01-01T00:00:00Z", "message": message, "done": done,
    }  # fmt: skip
    return json.dumps(frame) + "\n"


@contextmanager
def serving(behaviour: Behaviour) -> Iterator[str]:
    """Address of the server while the block runs."""
    handler = type("Handler", (_Handler,), {"behaviour": behaviour})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        behaviour.endless = False
        server.shutdown()
        server.server_close()
        thread.join()
