"""The named endpoints with their real clients: gradio_client and the MCP python client."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from gradio_client import Client
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from rag.cite.formats import STYLES
from rag.settings import PROJECT, Settings
from tests.ui.serving import free_port
from tests.ui.steps import QUESTION

REFERENCE = "Kamerstukken II 2024/25, 31934, nr. 87, onder C"
FOLLOW_UP = "En hoeveel strafrechtelijke onderzoeken?"
WRONG = "De Douane legde 737 zendingen voor bij de CDIU."


@pytest.fixture(scope="module")
def client(address: str) -> Client:
    return Client(address, verbose=False)


def test_exactly_these_endpoints_are_named_and_documented(client: Client) -> None:
    named = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    assert set(named) == {"/ask", "/cite", "/check"}
    for name, endpoint in named.items():
        assert len(endpoint["description"]) > 80, name


def test_ask(client: Client) -> None:
    answer = client.predict(QUESTION, api_name="/ask")
    assert answer["found"] and answer["short"] == "727 zendingen"
    assert answer["citations"][0]["reference"] == REFERENCE
    follow_up = client.predict(FOLLOW_UP, before=[QUESTION], api_name="/ask")
    assert "84 strafrechtelijke onderzoeken" in follow_up["answer"]
    assert follow_up["standalone"] != FOLLOW_UP
    within = client.predict(QUESTION, letters=["fictief-1"], since="2025", api_name="/ask")
    assert "727" not in str(within["short"])


@pytest.mark.parametrize("style", STYLES)
def test_cite(client: Client, style: str) -> None:
    found = client.predict("binnen de Douane 727 zendingen", style, api_name="/cite")
    assert found["literal"] and found["quote"] == "binnen de Douane 727 zendingen"
    assert found["letter"] == "kst-31934-87" and found["reference"] == REFERENCE
    assert "31934" in found["citation"].replace("\xa0", "")


def test_cite_what_is_not_literal(client: Client) -> None:
    found = client.predict("737 voorgelegde zendingen CDIU", api_name="/cite")
    assert not found["literal"] and "727 zendingen" in found["quote"]


def test_check(client: Client) -> None:
    findings = client.predict(f"{WRONG} Zie Kamerstuk 31 934, nr. 87.", api_name="/check")
    figure, paper = findings
    assert figure["verdict"] == "bijna" and ["737", "727"] in [
        [note.split()[0], letter.split()[0]] for note, letter in figure["differing"]
    ]
    assert figure["reference"] == REFERENCE
    assert paper["kind"] == "verwijzing" and paper["verdict"] == "letterlijk"


@pytest.mark.parametrize(
    ("endpoint", "values", "line"),
    [
        ("/ask", [" "], "Typ eerst een vraag."),
        ("/ask", [QUESTION, ["kst-0-0"]], "Geen brief valt binnen"),
        ("/ask", [QUESTION, [], "morgen"], "Dit is geen datum: morgen"),
        ("/cite", ["douane", "apa"], "Deze vorm bestaat niet; kies uit leidraad"),
        ("/cite", [""], "Typ eerst een vraag."),
        ("/check", [" "], "Plak eerst een tekst"),
    ],
)
def test_a_mistake_gets_one_dutch_line(
    client: Client, endpoint: str, values: list[Any], line: str
) -> None:
    with pytest.raises(Exception, match=line):
        client.predict(*values, api_name=endpoint)


def test_twenty_users_at_once_have_conversations_of_their_own(address: str) -> None:
    subjects = (
        (QUESTION, "727", FOLLOW_UP, "84 strafrechtelijke"),
        ("Hoeveel luxe vaartuigen stonden op 1 november 2024 onder toezicht?", "zeven",
         "En hoeveel vliegtuigen?", "zes vliegtuigen"),
    ) * 10  # fmt: skip

    def visit(subject: tuple[str, str, str, str]) -> list[str]:
        """What went wrong for one visitor."""
        first, expected, follow_up, next_expected = subject
        client = Client(address, verbose=False)
        one = client.predict(first, api_name="/ask")
        two = client.predict(follow_up, before=[first], api_name="/ask")
        wrong = [] if expected in one["answer"] else [one["answer"]]
        return wrong + ([] if next_expected in two["answer"] else [two["answer"]])

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(visit, subjects)) == [[]] * 20


@pytest.fixture(scope="module")
def mcp_address(settings: Settings, assistant: object) -> Iterator[str]:
    """`rag serve --mcp` on the index of the session."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "rag", "serve", "--mcp"],
        cwd=PROJECT,
        env=os.environ | {"RAG_PORT": str(port), "RAG_INDEX": str(settings.index)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    address = [process.stdout.readline() for _ in range(2)][1].removeprefix("MCP: ").strip()
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield address
    process.terminate()
    process.communicate(timeout=15)


def test_mcp_tools(mcp_address: str) -> None:
    async def use() -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        async with (
            streamable_http_client(mcp_address) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = {tool.name: tool for tool in (await session.list_tools()).tools}
            asked = await session.call_tool("ask", {"question": QUESTION})
            checked = await session.call_tool("check", {"note": WRONG})
            assert not asked.isError and not checked.isError
            return tools, *(json.loads(r.content[0].text) for r in (asked, checked))  # type: ignore

    tools, asked, checked = asyncio.run(use())
    assert set(tools) == {"ask", "cite", "check"}
    assert "Dutch Customs" in tools["ask"].description
    for tool in tools.values():
        for name, parameter in tool.inputSchema["properties"].items():
            assert parameter.get("description"), (tool.name, name)
    assert tools["cite"].inputSchema["required"] == ["words"]
    assert asked["short"] == "727 zendingen"
    assert checked[0]["verdict"] == "bijna"


def test_mcp_is_off_unless_asked(address: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{address}gradio_api/mcp/")
