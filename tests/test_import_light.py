"""What is light stays light: these modules load no model, index or page library."""

import subprocess
import sys

import pytest

HEAVY = ("torch", "chromadb", "llama_index", "gradio", "sentence_transformers", "numpy")


@pytest.mark.parametrize(
    "module",
    [
        "rag",
        "rag.records",
        "rag.settings",
        "rag.letters.read",
        "rag.cite.reference",
        "rag.cli",
    ],
)
def test_import_is_light(module: str) -> None:
    script = f"import sys, {module}; print(*(m for m in {HEAVY!r} if m in sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert result.stdout.split() == []


def test_the_package_offers_the_assistant_only() -> None:
    import rag
    from rag.assistant import Assistant

    assert rag.__all__ == ["Assistant"]
    assert rag.Assistant is Assistant
    with pytest.raises(AttributeError, match="no attribute 'Asisstant'"):
        _ = rag.Asisstant
