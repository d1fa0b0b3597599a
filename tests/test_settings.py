"""Settings: defaults, then `rag.toml`, then `RAG_*`; a bad value names itself and the cure."""

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from rag.errors import SettingsError
from rag.settings import PROJECT, Settings, load_settings


def test_defaults_work_offline_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings({}, tmp_path / "rag.toml")
    assert settings == Settings()
    assert settings.corpus == PROJECT / "corpus" and settings.index == PROJECT / "index"
    assert Path(settings.embed_model).is_dir()
    assert (settings.embed_backend, settings.host, settings.port) == ("onnx", "127.0.0.1", 7860)


def test_settings_are_few_and_frozen() -> None:
    assert len(fields(Settings)) <= 15
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("file", "environment", "expected"),
    [
        ("", {}, Settings()),
        ("port = 1", {}, Settings(port=1)),
        ("port = 1", {"RAG_PORT": "65535"}, Settings(port=65535)),
        ('embed_backend = "torch"', {}, Settings(embed_backend="torch")),
        ('host = "::1"', {"RAG_HOST": "0.0.0.0"}, Settings(host="0.0.0.0")),
        ("", {"RAG_LLM": "ollama:llama3.1:8b"}, Settings(llm="ollama:llama3.1:8b")),
        ("", {"RAG_LLM": "ollama:a@http://pc:1"}, Settings(llm="ollama:a@http://pc:1")),
        (
            'llm = "openai-like:org/model-7b@https://ai.example.nl/v1"',
            {"RAG_LLM_KEY": "geheim", "RAG_LLM_SECONDS": "12.5"},
            Settings(
                llm="openai-like:org/model-7b@https://ai.example.nl/v1",
                llm_key="geheim",
                llm_seconds=12.5,
            ),
        ),
        ("llm_seconds = 30", {"RAG_LLM": "none", "RAG_LLM_KEY": ""}, Settings(llm_seconds=30.0)),
        ("", {"RAG_EMBED_MODEL": "org/model"}, Settings(embed_model="org/model")),
        ('corpus = "/brieven"', {}, Settings(corpus=Path("/brieven"))),
        ("", {"RAG_CHROMA_URL": "http://chroma:8000"}, Settings(chroma_url="http://chroma:8000")),
        ("port = 1", {"PORT": "2", "XRAG_PORT": "3"}, Settings(port=1)),
    ],
)
def test_environment_over_file_over_defaults(
    tmp_path: Path, file: str, environment: dict[str, str], expected: Settings
) -> None:
    (tmp_path / "rag.toml").write_text(file, encoding="utf-8")
    assert load_settings(environment, tmp_path / "rag.toml") == expected


def test_relative_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the file they are relative to the file, in the environment to where you are."""
    there, here = tmp_path / "there", tmp_path / "here"
    there.mkdir()
    here.mkdir()
    monkeypatch.chdir(here)
    (there / "rag.toml").write_text('corpus = "brieven"\n', encoding="utf-8")
    settings = load_settings({"RAG_INDEX": "cache"}, there / "rag.toml")
    assert (settings.corpus, settings.index) == (there / "brieven", here / "cache")


def test_home_folder_is_expanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = load_settings({"RAG_INDEX": "~/index"}, tmp_path / "rag.toml")
    assert settings.index == tmp_path / "index"


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        *[
            ("RAG_PORT", value, "a number from 1 to 65535")
            for value in ("", "0", "-1", "65536", "http", "80.5", "٣", " 80", "1" * 30)
        ],
        ("RAG_EMBED_BACKEND", "cuda", "one of onnx, torch"),
        ("RAG_EMBED_BACKEND", "ONNX", "one of onnx, torch"),
        ("RAG_EMBED_BACKEND", "", "a text that is not empty"),
        ("RAG_EMBED_MODEL", " ", "a text that is not empty"),
        ("RAG_CORPUS", "", "a text that is not empty"),
        ("RAG_INDEX", "  ", "a text that is not empty"),
        ("RAG_HOST", "", "a text that is not empty"),
    ],
)
def test_bad_value_in_the_environment(tmp_path: Path, name: str, value: str, allowed: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({name: value}, tmp_path / "rag.toml")
    message = str(caught.value)
    for part in (name, name.removeprefix("RAG_").lower(), repr(value), allowed):
        assert part in message
    assert "\n" not in message


@pytest.mark.parametrize(
    "value",
    [
        "gpt-4", "ollama", "ollama:", "openai-like:model", "openai-like:@http://x/v1", "None",
        "openai-like:model@ftp://x", "openai-like:model@http://", "openai-like:m@http://x:99999/",
        "openai:model", "ollama:a b", "openai-like:m@https://x/v1?key=geheim",
        "openai-like:m@https://geheim@x/v1", "openai-like:m@https://u:geheim@x/v1",
    ],
)  # fmt: skip
def test_bad_llm_names_what_is_allowed_and_no_password(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingsError, match="none, ollama:NAME or openai-like:NAME@") as caught:
        load_settings({"RAG_LLM": value}, tmp_path / "rag.toml")
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("seconds", ["", "0", "-1", "3601", "een", "1e3", "nan", "inf"])
def test_bad_seconds(tmp_path: Path, seconds: str) -> None:
    with pytest.raises(SettingsError, match=r"RAG_LLM_SECONDS.*from 1 to 3600"):
        load_settings({"RAG_LLM_SECONDS": seconds}, tmp_path / "rag.toml")


@pytest.mark.parametrize("key", ["sleutel\nmet regel", "slëutel", "a\x00b"])
def test_the_key_is_never_shown(tmp_path: Path, key: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"RAG_LLM_KEY": key}, tmp_path / "rag.toml")
    assert key not in str(caught.value) and repr(key) not in str(caught.value)
    assert "geheim" not in repr(load_settings({"RAG_LLM_KEY": "geheim"}, tmp_path / "rag.toml"))


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("port = 0", ("port = 0", "1 to 65535")),
        ("port = true", ("port = True", "1 to 65535")),
        ("port = 7860.0", ("port = 7860.0", "1 to 65535")),
        ("port = [1]", ("port = [1]", "1 to 65535")),
        ("corpus = 3", ("corpus = 3", "not empty")),
        ("host = []", ("host = []", "not empty")),
        ("index = 2024-12-12", ("index", "not empty")),
        ('embed_backend = "gpu"', ("'gpu'", "onnx, torch")),
        ("poort = 7860", ("unknown setting 'poort'", "allowed:", "port")),
        ("[embed]\nmodel = 1", ("unknown setting 'embed'", "embed_model")),
        ("port = ", ("cannot be read as TOML", "mend or remove it")),
    ],
)
def test_bad_value_in_the_file(tmp_path: Path, line: str, parts: tuple[str, ...]) -> None:
    file = tmp_path / "rag.toml"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings({}, file)
    for part in (str(file), *parts):
        assert part in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"port = 1\x00"])
def test_file_that_is_no_text(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "rag.toml"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match="cannot be read as TOML"):
        load_settings({}, file)


def test_unknown_variable_is_named_with_what_is_allowed(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"RAG_PROT.*'prot'.*allowed: .*port"):
        load_settings({"RAG_PROT": "7860"}, tmp_path / "rag.toml")
