"""Configuration: one frozen record, from defaults, `rag.toml` and `RAG_*` variables, in that order.

`rag.toml` is read from the project folder; relative paths in it are relative to that folder.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rag.errors import SettingsError

PROJECT = Path(__file__).resolve().parent.parent
CROSS_ENCODER = PROJECT / "models" / "douane-crossencoder-nl"
BACKENDS = ("onnx", "torch")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and how they run; every field has a default that works offline.

    corpus, index: folders. embed_model: folder or hub name of a sentence-transformers model.
    embed_backend: `onnx` (int8, fast) or `torch`. chroma_url: a Chroma server, or `none` for the
    database in the index folder. host, port: where the page is served.
    llm: `none`, `ollama:NAME` (also `ollama:NAME@URL`) or `openai-like:NAME@URL`. llm_key: its key,
    which is never shown. llm_seconds: how long an answer of it may take.
    """

    corpus: Path = PROJECT / "corpus"
    index: Path = PROJECT / "index"
    embed_model: str = str(PROJECT / "models" / "douane-minilm-nl")
    embed_backend: str = "onnx"
    chroma_url: str = "none"
    host: str = "127.0.0.1"
    port: int = 7860
    llm: str = "none"
    llm_key: str = field(default="", repr=False)
    llm_seconds: float = 60.0


def load_settings(
    environment: Mapping[str, str] | None = None, file: Path = PROJECT / "rag.toml"
) -> Settings:
    """Read the settings; raises SettingsError on an unknown name or a value not allowed."""
    values: dict[str, tuple[object, str]] = _from_file(file) if file.exists() else {}
    for name, value in (os.environ if environment is None else environment).items():
        if name.startswith("RAG_"):
            values[name.removeprefix("RAG_").lower()] = (value, f"environment variable {name}")
    known = {field.name for field in fields(Settings)}
    changed: dict[str, Any] = {}
    for name, (given, origin) in values.items():
        if name not in known:
            raise SettingsError(
                f"{origin}: unknown setting {name!r}; allowed: {', '.join(sorted(known))}"
            )
        changed[name] = _convert(name, given, origin, file.parent)
    return replace(Settings(), **changed)


def _from_file(file: Path) -> dict[str, tuple[object, str]]:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            f"{file}: cannot be read as TOML ({error}); mend or remove it"
        ) from None
    return {name: (value, str(file)) for name, value in table.items()}


def _convert(name: str, value: object, origin: str, base: Path) -> object:
    def wrong(allowed: str) -> SettingsError:
        # A key, also one in an address, is not for the screen or a log.
        shown = "…" if name == "llm_key" else repr(re.sub(r"//[^/@]*@|\?.*", "//…", str(value)))
        shown = repr(value) if name not in ("llm", "llm_key") else shown
        return SettingsError(f"{origin}: {name} = {shown} is not allowed; give {allowed}")

    if name == "port":
        if not str(value).isascii() or not str(value).isdigit() or not 0 < int(str(value)) < 65536:
            raise wrong("a number from 1 to 65535")
        return int(str(value))
    if name == "llm_seconds":
        if not re.fullmatch(r"\d{1,4}(\.\d+)?", str(value)) or not 1 <= float(str(value)) <= 3600:
            raise wrong("a number of seconds from 1 to 3600")
        return float(str(value))
    if name == "llm_key" and isinstance(value, str) and value.isascii() and value.isprintable():
        return value.strip()
    if name == "llm_key":
        raise wrong("printable ASCII on one line")
    if name == "llm" and not (isinstance(value, str) and _is_llm(value)):
        raise wrong("none, ollama:NAME or openai-like:NAME@http(s)://HOST[:PORT][/PATH]")
    if not isinstance(value, str) or not value.strip():
        raise wrong("a text that is not empty")
    if name == "embed_backend" and value not in BACKENDS:
        raise wrong(f"one of {', '.join(BACKENDS)}")
    if name == "chroma_url" and not _is_server(value):
        raise wrong("none or http(s)://HOST[:PORT]")
    if name in ("corpus", "index"):
        # A path in the file is relative to the file, one in the environment to where you are.
        folder = Path(value).expanduser()
        return (base / folder if origin.endswith(".toml") else folder).resolve()
    return value


def _is_server(value: str) -> bool:
    """`none`, or the address of a server without path or key."""
    match = re.fullmatch(r"https?://[\w.-]+(?::(\d{1,5}))?", value)
    return value == "none" or bool(match and 0 < int(match[1] or 1) < 65536)


def _is_llm(value: str) -> bool:
    """`none`, `ollama:NAME`, `ollama:NAME@URL`, `openai-like:NAME@URL`; no key in the address."""
    match = re.fullmatch(r"(ollama|openai-like):([\w./:@-]+?)(?:@(https?://[^\s@?#]+))?", value)
    if not match:
        return value == "none"
    try:
        address = urlsplit(match[3] or "")
        whole = not match[3] or (bool(address.hostname) and (address.port or 1) > 0)
    except ValueError:
        return False
    return whole and "://" not in match[2] and (match[1] == "ollama" or bool(match[3]))
