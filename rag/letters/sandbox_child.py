"""The process that reads one file: bytes on stdin, a document or an error as JSON on stdout.

Started by `sandbox` as a script: reader, bytes of memory, seconds of processor time.
"""

import importlib
import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path

READERS = {
    "docx": ("rag.letters.docx", "read_docx"),
    "pdf": ("rag.letters.pdf", "read_pdf"),
    "html": ("rag.letters.html", "read_html"),
    "xml": ("rag.letters.official_xml", "read_official_xml"),
    "odt": ("rag.letters.odt", "read_odt"),
    "markdown": ("rag.letters.markdown", "read_markdown"),
}
MAX_CHARACTERS = 2_000_000
MAX_PARTS = 50_000


def main(reader: str, memory: str, seconds: str) -> None:
    """Limit this process, then read stdin and answer on stdout."""
    for limit, value in (
        (resource.RLIMIT_AS, int(memory)),
        (resource.RLIMIT_CPU, int(seconds)),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        resource.setrlimit(limit, (value, value))
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    try:
        answer = json.dumps(_read(reader), ensure_ascii=True)
    except MemoryError:
        needs = f"needs more than {int(memory) // 2**20} MB to read"
        answer = json.dumps({"error": needs, "kind": "TooLargeError"})
    sys.stdout.write(answer)
    sys.stdout.flush()


def _read(name: str) -> dict[str, object]:
    from rag.errors import LetterError

    module, function = READERS[name]
    try:
        document = getattr(importlib.import_module(module), function)(sys.stdin.buffer.read())
    except LetterError as error:
        if "alloc" in str(error).lower():
            raise MemoryError from None
        return {"error": str(error), "kind": type(error).__name__}
    except RecursionError:
        return {"error": "is nested too deep to be a letter", "kind": "HarmError"}
    except MemoryError:
        raise
    except Exception as error:  # whatever a library raises on a damaged file
        damage = f"is damaged ({type(error).__name__}: {str(error)[:100]})"
        return {"error": damage, "kind": "DamagedError"}
    parts, notes = document.parts, document.notes
    characters = sum(len(part.text) for part in parts) + sum(len(text) for _, text in notes)
    if characters > MAX_CHARACTERS or len(parts) > MAX_PARTS:
        return {
            "error": f"holds {characters:,} characters in {len(parts):,} paragraphs, "
            "more than any letter; split it or leave it out",
            "kind": "TooLargeError",
        }
    return asdict(document)


if __name__ == "__main__":
    main(*sys.argv[1:])
