"""Connect to a language model, and let it write within a time limit.

Through llama-index's `LLM`: Ollama, an OpenAI-compatible server, or any other that is passed in.
"""

import queue
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from rag.answer.llm.parse import MAXIMUM_OUTPUT
from rag.answer.llm.prompt import SCHEMA, Messages
from rag.answer.llm.trouble import Trouble, kind_of
from rag.errors import ModelError
from rag.settings import Settings

OLLAMA = "http://127.0.0.1:11434"
CONTEXT = 8_192
MAXIMUM_TOKENS = 1_000
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Model:
    """A llama-index LLM with the name to show and the seconds that it may take for one answer."""

    llm: Any
    name: str
    seconds: float

    def __repr__(self) -> str:
        """Without the LLM, which may print its key."""
        return f"Model({self.name!r})"


def connect(settings: Settings) -> Model | None:
    """Return the model of the settings, None for `none`; nothing is sent yet.

    Raises ModelError when the package for it is not installed.
    """
    kind, _, rest = settings.llm.partition(":")
    if kind == "none":
        return None
    # A model's name can hold an `@`, an address that is allowed cannot.
    name, _, address = rest.rpartition("@") if re.search(r"@https?://", rest) else (rest, "", "")
    try:
        if kind == "ollama":
            llm = _ollama(name, address or OLLAMA, settings.llm_seconds)
        else:
            llm = _openai_like(name, address, settings.llm_key, settings.llm_seconds)
    except ImportError:
        raise ModelError(
            f"RAG_LLM = {settings.llm!r} needs more packages; run: pip install 'douane-rag[llm]'"
        ) from None
    return Model(llm, name, settings.llm_seconds)


def given(llm: Any, settings: Settings) -> Model:
    """Return an LLM that the caller made; raises ModelError when it is none of llama-index's."""
    if not hasattr(llm, "stream_chat") or not hasattr(llm, "metadata"):
        raise ModelError(f"llm is a {type(llm).__name__}; give a llama-index LLM")
    return Model(llm, str(getattr(llm.metadata, "model_name", "")) or "llm", settings.llm_seconds)


def _ollama(name: str, address: str, seconds: float) -> Any:
    from llama_index.llms.ollama import Ollama
    from ollama import Client

    return Ollama(
        model=name,
        base_url=address,
        temperature=0.0,
        context_window=CONTEXT,
        request_timeout=seconds,
        additional_kwargs={"num_predict": MAXIMUM_TOKENS},
        client=Client(host=address, timeout=seconds, **_direct(address)),
    )


def _openai_like(name: str, address: str, key: str, seconds: float) -> Any:
    import httpx
    from llama_index.llms.openai_like import OpenAILike

    options: dict[str, Any] = {
        "api_base": address,
        # The client wants a key; a server without keys does not look.
        "api_key": key or "none",
        "is_chat_model": True,
        "context_window": CONTEXT,
        "max_tokens": MAXIMUM_TOKENS,
        "temperature": 0.0,
        "max_retries": 0,
        "timeout": seconds,
        "http_client": httpx.Client(timeout=seconds, **_direct(address)),
    }
    return OpenAILike(model=name, **options)


def _direct(address: str) -> dict[str, Any]:
    """No redirects: the letters and the key go to the address configured; no proxy on loopback."""
    return {"follow_redirects": False, "trust_env": urlsplit(address).hostname not in _LOOPBACK}


def write(model: Model, messages: Messages, structured: bool = True) -> Iterator[str]:
    """Yield all that the model has written so far, each time it adds something.

    Asks for JSON by the model's own means where it has them, and without when it refuses those.
    Raises Trouble.
    """
    deadline = time.monotonic() + model.seconds
    options = _structured(model.llm) if structured else {}
    try:
        yield from _within(model, messages, options, deadline)
    except Trouble as trouble:
        if not options or trouble.kind != "other":
            raise
        yield from _within(model, messages, {}, deadline)


def _structured(llm: Any) -> dict[str, Any]:
    """How this kind of model is told to write JSON by the schema; nothing when it cannot be."""
    kind = llm.class_name() if hasattr(llm, "class_name") else ""
    if kind == "Ollama_llm":
        return {"format": SCHEMA}
    if kind in ("OpenAILike", "openai_llm"):
        schema = {"name": "uitspraken", "schema": SCHEMA, "strict": True}
        return {"response_format": {"type": "json_schema", "json_schema": schema}}
    if getattr(llm.metadata, "is_function_calling_model", False):
        return {"tool": True}
    return {}


def _within(
    model: Model, messages: Messages, options: dict[str, Any], deadline: float
) -> Iterator[str]:
    """Let the model write in a thread of its own, which is left behind when time is up."""
    pieces: queue.Queue[str | BaseException | None] = queue.Queue(maxsize=1000)
    stop = threading.Event()

    def work() -> None:
        try:
            for piece in _pieces(model.llm, messages, options):
                if stop.is_set():
                    return
                pieces.put(piece, timeout=model.seconds)
            pieces.put(None, timeout=model.seconds)
        except BaseException as error:
            if not stop.is_set():
                pieces.put(error)

    threading.Thread(target=work, name="language-model", daemon=True).start()
    written = ""
    try:
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise Trouble("time")
            try:
                piece = pieces.get(timeout=left)
            except queue.Empty:
                raise Trouble("time") from None
            if piece is None:
                return
            if isinstance(piece, Trouble):
                raise piece
            if isinstance(piece, BaseException):
                # Not chained: what the library says may hold the key.
                raise Trouble(kind_of(piece, started=bool(written))) from None
            written += piece
            if len(written) > MAXIMUM_OUTPUT:
                raise Trouble("endless")
            yield written
    finally:
        stop.set()


def _pieces(llm: Any, messages: Messages, options: dict[str, Any]) -> Iterator[str]:
    from llama_index.core.llms import ChatMessage

    if options.get("tool"):
        yield _by_tool(llm, messages)
        return
    chat = [ChatMessage(role=role, content=content) for role, content in messages]
    seen = ""
    ended = False
    for response in llm.stream_chat(chat, **options):
        text = response.message.content or ""
        # Some models give only deltas, some only the text so far.
        piece = response.delta or text[len(seen) :]
        seen += piece
        ended = ended or _says_end(response.raw)
        if piece:
            yield piece
    if _tells_end(llm) and not ended:
        raise Trouble("cut")


def _tells_end(llm: Any) -> bool:
    """Whether this kind of server says when it has finished; if it does not, its stream was cut."""
    return hasattr(llm, "class_name") and llm.class_name() in ("Ollama_llm", "OpenAILike")


def _says_end(raw: Any) -> bool:
    if isinstance(raw, dict):
        return bool(raw.get("done"))
    choices = getattr(raw, "choices", None) or []
    return any(getattr(choice, "finish_reason", None) for choice in choices)


def _by_tool(llm: Any, messages: Messages) -> str:
    """Have a model that calls functions fill in the claims; return them as JSON."""
    from llama_index.core.llms import ChatMessage
    from llama_index.core.prompts import ChatPromptTemplate
    from pydantic import BaseModel, Field

    class Claim(BaseModel):
        """A sentence in Dutch and the numbers of the sentences that say it."""

        text: str
        sentences: list[int]

    class Claims(BaseModel):
        """The answer to the question as claims."""

        claims: list[Claim] = Field(default_factory=list)

    # Passed as variables: braces in a letter are no template.
    template = ChatPromptTemplate(
        message_templates=[
            ChatMessage(role=role, content=f"{{part{place}}}")
            for place, (role, _) in enumerate(messages)
        ]
    )
    parts = {f"part{place}": content for place, (_, content) in enumerate(messages)}
    filled = llm.structured_predict(Claims, template, **parts)
    return str(filled.model_dump_json())
