"""Question answering with proof over the Dutch Customs letters to parliament."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.assistant import Assistant

# ONNX Runtime reports to Microsoft unless this is set before it is loaded (onnxruntime #29843).
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

__all__ = ["Assistant"]


def __getattr__(name: str) -> object:
    # Deferred, so that `import rag` loads no index or model library.
    if name == "Assistant":
        from rag.assistant import Assistant

        return Assistant
    raise AttributeError(f"module 'rag' has no attribute {name!r}")
