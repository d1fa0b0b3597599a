"""What these tests share: assistants whose model is a server on loopback."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from rag.answer.llm.connect import connect
from rag.assistant import Assistant
from rag.settings import Settings
from tests.llm.server import KEY, Behaviour, serving


@pytest.fixture
def behaviour() -> Behaviour:
    return Behaviour()


@pytest.fixture(params=["ollama:test", "openai-like:test"])
def asked(
    request: pytest.FixtureRequest, assistant: Assistant, behaviour: Behaviour
) -> Iterator[Assistant]:
    """The assistant on the real letter with a model behind each protocol."""
    with serving(behaviour) as address:
        tail = "/v1" if request.param.startswith("openai") else ""
        yield with_llm(assistant, f"{request.param}@{address}{tail}")


def with_llm(assistant: Assistant, llm: str, seconds: float = 30.0) -> Assistant:
    settings: Settings = replace(assistant.settings, llm=llm, llm_key=KEY, llm_seconds=seconds)
    return replace(assistant, settings=settings, model=connect(settings))
