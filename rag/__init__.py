"""Question answering with proof over the Dutch Customs letters to parliament."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.assistant import Assistant

__all__ = ["Assistant"]


def __getattr__(name: str) -> object:
    # Deferred, so that `import rag` loads no index or model library.
    if name == "Assistant":
        from rag.assistant import Assistant

        return Assistant
    raise AttributeError(f"module 'rag' has no attribute {name!r}")
