"""Any llama-index LLM, the packages that are missing, and trouble without a word of the server."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import httpx
import pytest
from llama_index.core.base.llms.types import (
    ChatMessage,
    ChatResponse,
    CompletionResponse,
    LLMMetadata,
)
from llama_index.core.llms import CustomLLM, MockLLM

from rag.answer.llm.connect import connect, given, write
from rag.answer.llm.trouble import ENDING, LINES, Trouble, kind_of
from rag.assistant import Assistant
from rag.errors import ModelError
from rag.settings import Settings
from tests.llm.server import KEY
from tests.llm.test_compose import QUESTION, TRUE, claiming


class Scripted(CustomLLM):
    """Completes with true claims about whatever it is asked."""

    text: str = ""
    tools: bool = False

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(model_name="scripted", is_function_calling_model=self.tools)

    def complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponse:
        return CompletionResponse(text=self.text or claiming(TRUE)([{"content": prompt}]))

    def stream_complete(self, prompt: str, formatted: bool = False, **_: Any) -> Any:
        text = self.complete(prompt).text
        for end in range(5, len(text) + 5, 5):
            yield CompletionResponse(text=text[:end], delta=text[end - 5 : end])

    def structured_predict(self, output_cls: Any, prompt: Any, *_: Any, **parts: Any) -> Any:
        content = prompt.format_messages(**parts)[-1].content
        return output_cls.model_validate_json(self.complete(str(content)).text)


@pytest.mark.parametrize("tools", [False, True])
def test_any_llm_of_llama_index(assistant: Assistant, tools: bool) -> None:
    model = given(Scripted(tools=tools), assistant.settings)
    assert model.name == "scripted"
    answer = replace(assistant, model=model).ask(QUESTION)
    assert (answer.mode, answer.answer) == ("llm", f"{TRUE} [1]")


def test_open_takes_an_llm(settings: Settings, assistant: Assistant) -> None:
    opened = Assistant.open(settings, lambda _: None, llm=Scripted())
    assert opened.ask(QUESTION).mode == "llm"


def test_a_model_that_echoes_claims_nothing(assistant: Assistant) -> None:
    answer = replace(assistant, model=given(MockLLM(), assistant.settings)).ask(QUESTION)
    assert answer.mode == "extractive" and answer.note


def test_something_else_is_no_llm(settings: Settings) -> None:
    with pytest.raises(ModelError, match="llm is a str; give a llama-index LLM"):
        given("gpt-4", settings)


def test_none_is_no_model(settings: Settings) -> None:
    assert connect(settings) is None


@pytest.mark.parametrize(
    ("llm", "package"),
    [
        ("ollama:x", "llama_index.llms.ollama"),
        ("openai-like:x@http://localhost/v1", "llama_index.llms.openai_like"),
    ],
)
def test_missing_package_says_what_to_install(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, llm: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ModelError, match=r"pip install 'douane-rag\[llm\]'"):
        connect(replace(settings, llm=llm))


@pytest.mark.parametrize(
    ("llm", "name"),
    [
        ("ollama:llama3.1:8b", "llama3.1:8b"),
        ("ollama:a/b@http://pc:11434", "a/b"),
        ("openai-like:org/m@https://ai.example.nl/v1", "org/m"),
    ],
)
def test_name_of_the_model(settings: Settings, llm: str, name: str) -> None:
    model = connect(replace(settings, llm=llm, llm_key=KEY))
    assert model is not None and model.name == name and KEY not in repr(model)


class _Status(Exception):
    def __init__(self, status: int, words: str = "") -> None:
        super().__init__(words)
        self.status_code = status


def _caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "started", "kind"),
    [
        (_Status(401), False, "key"),
        (_Status(429), True, "busy"),
        (_Status(400, "prompt is too long: 9000 tokens"), False, "long"),
        (_Status(400, "bad request"), False, "other"),
        (_Status(404, "model 'x' not found"), False, "model"),
        (httpx.ConnectError("no"), False, "unreachable"),
        (httpx.ReadTimeout("slow"), True, "time"),
        (httpx.RemoteProtocolError("peer closed"), True, "cut"),
        (ConnectionError("down"), False, "unreachable"),
        (
            _caused(RuntimeError("Connection error."), httpx.ConnectError("no")),
            False,
            "unreachable",
        ),
        (ValueError("what"), False, "other"),
        (KeyError("choices"), True, "cut"),
    ],
)
def test_kind_of_trouble(error: Exception, started: bool, kind: str) -> None:
    assert kind_of(error, started) == kind


@pytest.mark.parametrize("kind", LINES)
def test_every_trouble_is_one_dutch_line(kind: str) -> None:
    line = Trouble(kind).line
    assert line.endswith(ENDING) and "\n" not in line


def test_trouble_hides_what_the_library_said(settings: Settings) -> None:
    class Telling(Scripted):
        def stream_chat(self, messages: Sequence[ChatMessage], **_: Any) -> Any:
            raise RuntimeError(f"Authorization: Bearer {KEY}")
            yield ChatResponse(message=ChatMessage(content=""))

    with pytest.raises(Trouble) as caught:
        list(write(given(Telling(), settings), (("user", "x"),)))
    assert caught.value.__cause__ is None and caught.value.__suppress_context__
    assert KEY not in str(caught.value)
