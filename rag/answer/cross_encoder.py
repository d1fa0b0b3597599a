"""A cross-encoder reads a question and a sentence together: does the one answer the other?"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.errors import ModelError
from rag.store.onnx_session import open_session, side_by_side


class CrossEncoder:
    """Scores how well sentences answer a question; made by `python -m models.train cross`."""

    def __init__(self, folder: Path) -> None:
        """Load the model; raises ModelError when it is not there or damaged."""
        from tokenizers import Tokenizer

        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            self._session = open_session(folder / "model.onnx")
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._lengths = (config["question_length"], config["sentence_length"])
        except Exception as error:
            raise ModelError(
                f"{folder}: the cross-encoder cannot be loaded ({error}); restore that folder from "
                "the repository"
            ) from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def score(self, question: str, sentences: Sequence[str]) -> list[float]:
        """Return a score per sentence: above 0 it rather answers, below 0 it rather does not."""
        asked = _cut(self._tokenizer.encode(question).ids, self._lengths[0])
        return side_by_side(lambda sentence: self._score_one(asked, sentence), sentences)

    def _score_one(self, asked: list[int], sentence: str) -> float:
        read = _cut(self._tokenizer.encode(sentence).ids, self._lengths[1] + 1)[1:]
        ids = np.array([[*asked, *read]], dtype=np.int64)
        types = np.array([[0] * len(asked) + [1] * len(read)], dtype=np.int64)
        feed = {"ids": ids, "types": types, "mask": np.ones_like(ids)}
        return float(self._session.run(None, feed)[0][0])


def _cut(ids: list[int], length: int) -> list[int]:
    """Ids without what is too long; the closing [SEP] stays."""
    return ids if len(ids) <= length else [*ids[: length - 1], ids[-1]]
