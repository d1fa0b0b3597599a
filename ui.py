"""The page: `python ui.py` serves it, `build_app` gives it as an ASGI app."""

import os
import socket
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rag.assistant import Assistant, Progress, Report
from rag.errors import RagError
from rag.settings import PROJECT, Settings, load_settings

QUEUE = 64
# Visitors whose conversation the server remembers: Gradio copies the page's settings, 0.12 MB, for
# each. Who comes back after so many others keeps the questions, in the browser.
VISITORS = 200


def _open(settings: Settings, report: Report, progress: Progress) -> Assistant:
    return Assistant.open(settings, report, progress=progress)


def build_app(
    settings: Settings,
    mcp: bool = False,
    open_assistant: Callable[[Settings, Report, Progress], Assistant] = _open,
    kept: Path = PROJECT / "evals",
) -> Any:
    """Return the page as an ASGI app; the letters load in the background.

    `mcp` makes the API an MCP server as well; answers a visitor keeps go to the folder `kept`.
    Raises RagError when `mcp` is asked for and not installed.
    """
    if mcp and find_spec("mcp") is None:
        raise RagError("the MCP server needs the package `mcp`; run: pip install 'douane-rag[mcp]'")
    # Read by gradio when it is imported.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    # Its statistics of events, which nobody sees here: a table of thousands, made anew each time.
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
    import gradio as gr
    from fastapi import FastAPI
    from fastapi.responses import FileResponse

    from rag.page.api import speak_json
    from rag.page.blocks import build_blocks, theme
    from rag.page.engine import Engine
    from rag.page.server import ASSETS, HEAD, HERE, MAXIMUM_UPLOAD, SafeHeaders
    from rag.page.texts import GRADIO

    engine = Engine(lambda report, progress: open_assistant(settings, report, progress))
    engine.start()
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/page/{name}")
    def asset(name: str) -> FileResponse:
        file = name if name in ASSETS else "style.css"
        return FileResponse(HERE / file, media_type=ASSETS[file])

    blocks = build_blocks(engine, settings.corpus, kept)
    blocks.queue(max_size=QUEUE, default_concurrency_limit=8)
    blocks.state_session_capacity = VISITORS
    gr.mount_gradio_app(
        app,
        blocks,
        path="",
        server_name=settings.host,
        server_port=settings.port,
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        blocked_paths=[str(settings.corpus), str(settings.index)],
        show_error=False,
        max_file_size=MAXIMUM_UPLOAD,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=mcp,
        i18n=gr.I18n(en=GRADIO, nl=GRADIO),
        theme=theme(),
        head=HEAD,
    )
    if mcp:
        speak_json(blocks.mcp_server_obj)
    return SafeHeaders(app)


def serve(settings: Settings, mcp: bool = False) -> None:
    """Serve the page, and with `mcp` an MCP server, until stopped; RagError without the port."""
    import uvicorn

    # Checked first: uvicorn would log the error and stop with a code of its own.
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except (OSError, OverflowError) as error:
            raise RagError(
                f"port {settings.port} on {settings.host} cannot be used ({error}); "
                "stop what uses it or set RAG_PORT"
            ) from None
    app = build_app(settings, mcp)
    address = f"http://{settings.host}:{settings.port}"
    print(f"Open {address}", flush=True)
    if mcp:
        print(f"MCP: {address}/gradio_api/mcp/", flush=True)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        timeout_graceful_shutdown=2,
    )


def main() -> int:
    """Serve with the settings of the environment; exit code 1 with one line on a RagError."""
    try:
        serve(load_settings())
    except RagError as error:
        print(f"rag: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    sys.exit(main())
