"""What the page sends besides Gradio's own files: its style and script, and a safety header."""

import json
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.page import texts

HERE = Path(__file__).resolve().parent
ASSETS = {"style.css": "text/css", "page.js": "text/javascript"}

# Gradio needs inline scripts and eval; what matters is that nothing leaves the origin.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "style-src 'self' 'unsafe-inline'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "connect-src 'self'",
        "font-src 'self' data:",
        "form-action 'self'",
        "frame-src 'none'",
        "object-src 'none'",
        "base-uri 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}

MAXIMUM_UPLOAD = 20_000_000  # bytes

_SCRIPT_TEXTS = {
    "copied": texts.COPIED,
    "notCopied": texts.NOT_COPIED,
    "tooLarge": texts.UPLOAD_TOO_LARGE.format(MAXIMUM_UPLOAD // 1_000_000),
    "maximumUpload": MAXIMUM_UPLOAD,
}

# The language is set before anything is drawn: a screen reader must not read Dutch as English.
HEAD = f"""
<script>
document.documentElement.lang = "nl";
window.douaneTexts = {json.dumps(_SCRIPT_TEXTS)};
</script>
<link rel="stylesheet" href="/page/style.css">
<script src="/page/page.js" defer></script>
"""


class SafeHeaders:
    """Adds the safety headers to every response of an ASGI app."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; headers are added when its response starts."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, send_safely)
