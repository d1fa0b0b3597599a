"""Turns worth keeping: one line in `candidates.jsonl` each, to be made into a case by a person."""

import datetime
import json
import os
from pathlib import Path

from rag.errors import RagError
from rag.records import Answer

FILE = "candidates.jsonl"


def keep_candidate(folder: Path, question: str, answer: Answer, wrong: str) -> Path:
    """Append a question, its answer and what was wrong with it; the file it went to."""
    path = folder / FILE
    row = {
        "kept": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "question": question,
        "standalone": answer.standalone,
        "found": answer.found,
        "short": answer.short,
        "answer": answer.answer,
        "reason": answer.reason,
        "citations": [
            {"letter": c.source.letter_id, "start": c.start, "end": c.end, "quote": c.quote}
            for c in answer.citations
        ],
        "wrong": wrong.strip(),
    }
    line = (json.dumps(row, ensure_ascii=False) + "\n").encode()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _append(path, line)
    except OSError as error:
        raise RagError(f"{path}: cannot be written ({error.strerror}); check the folder") from error
    return path


def _append(path: Path, line: bytes) -> None:
    # One write to a file opened for appending: two writers cannot mix their lines.
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        if os.write(descriptor, line) != len(line):
            raise OSError(28, "the disk is full")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
