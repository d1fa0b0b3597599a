"""A visit to a page of one's own: ask, cite, check and add a letter through its API.

By plain requests, as the browser makes them: gradio_client itself asks huggingface.co.
"""

import json
import threading
import time
from pathlib import Path
from typing import Any

import httpx

from rag.settings import load_settings
from tests.ui.serving import START_SECONDS
from ui import serve

NO_FILTERS = ([], "", "", [])


def main(letter: Path) -> None:
    """Serve a page by the settings of the environment, visit it, and print what it said."""
    settings = load_settings()
    threading.Thread(target=serve, args=(settings,), daemon=True).start()
    address = f"http://{settings.host}:{settings.port}"
    with httpx.Client(base_url=address, timeout=60) as page:
        wait_for(page)
        print(call(page, "ask", "Hoeveel speurhonden zijn er?", *NO_FILTERS)["short"])
        print(call(page, "cite", "31 speurhonden in dienst", "leidraad")["letter"])
        print(call(page, "check", "Er zijn 32 speurhonden.")[0]["verdict"])
        print(add(page, letter))
        print(call(page, "ask", "Hoeveel drones heeft de Douane?", *NO_FILTERS)["short"])
    # ONNX Runtime first reports after ten seconds, if it may.
    time.sleep(12)


def wait_for(page: httpx.Client) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            page.get("/")
            return
        except httpx.TransportError:
            assert time.monotonic() < end, "the page did not start"
            time.sleep(0.1)


def call(page: httpx.Client, name: str, *values: Any) -> Any:
    """What a named endpoint answers."""
    started = page.post(f"/gradio_api/call/{name}", json={"data": values}).json()
    said = page.get(f"/gradio_api/call/{name}/{started['event_id']}").text
    ended, _, content = said.strip().rpartition("\ndata: ")
    assert ended.endswith("event: complete"), said
    return json.loads(content)[0]


def add(page: httpx.Client, letter: Path) -> str:
    """Upload a letter and confirm what the page found in it; return the page's last words."""
    config = page.get("/config").json()
    with letter.open("rb") as stream:
        (path,) = page.post("/gradio_api/upload", files={"files": stream}).json()
    file = {"path": path, "orig_name": letter.name, "meta": {"_type": "gradio.FileData"}}
    found = event(page, config, "upload-files", "upload", [file])
    boxes = [one["value"] for one in found[3:]]
    return str(event(page, config, "upload-add", "click", [None, *boxes])[0])


def event(
    page: httpx.Client, config: dict[str, Any], element: str, name: str, values: list[Any]
) -> list[Any]:
    """What the page shows last after an event of an element."""
    names = {one["id"]: one["props"].get("elem_id") for one in config["components"]}
    number = next(
        one["id"]
        for one in config["dependencies"]
        if [element, name] in [[names.get(target), event] for target, event in one["targets"]]
    )
    session = {"session_hash": "visit"}
    page.post(
        "/gradio_api/queue/join", json={"data": values, "fn_index": number, **session}
    ).raise_for_status()
    with page.stream("GET", "/gradio_api/queue/data", params=session) as lines:
        for line in lines.iter_lines():
            message = json.loads(line.removeprefix("data: ") or "{}")
            if message.get("msg") == "process_completed":
                assert message["success"], message
                return list(message["output"]["data"])
    raise AssertionError("the page stopped answering")
