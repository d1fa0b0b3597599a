"""The embedding model in the product: `python -m evals.backends`.

Prints how alike int8 vectors are to torch's, how much faster they are made, and whether the best
text stays the same for the plain-language questions of the evals, dev and test; only the rate is
printed.
Whether passages are still found among many others: `python -m evals.bench laws`.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from statistics import median

import numpy as np

from evals.cases import Case, load_cases
from evals.run import open_assistants
from rag.assistant import Assistant
from rag.errors import RagError
from rag.store.embedding import Encoder, OnnxEncoder, TorchEncoder, Vectors
from rag.store.vectors import unit_texts

KIND = "paraphrase"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exit code 0 = measured, 1 = an error."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--passages", type=int, default=1000, help="texts to time (1000)")
    options = parser.parse_args(arguments)
    try:
        assistant = open_assistants()("questions")
        assert isinstance(assistant, Assistant)
        cases = [case for case in load_cases(sets=("questions",)) if case.kind == KIND]
        _compare_backends(assistant, cases, options.passages)
    except RagError as error:
        print(f"backends: {error}", file=sys.stderr)
        return 1
    return 0


def _compare_backends(assistant: Assistant, cases: list[Case], count: int) -> None:
    fast = assistant.index.encoder
    if not isinstance(fast, OnnxEncoder):
        raise RagError("RAG_EMBED_BACKEND is not onnx; unset it to compare onnx with torch")
    slow = TorchEncoder(assistant.settings.embed_model)
    texts = [text for letter in assistant.letters for text in unit_texts(letter)]
    ours, theirs = fast.encode(texts, "passage"), slow.encode(texts, "passage")
    cosines = (ours * theirs).sum(axis=1)
    print(f"cosine int8 - torch fp32 over {len(texts)} texts: mean {cosines.mean():.4f}, "
          f"lowest {cosines.min():.4f}")  # fmt: skip
    questions = [case.question for case in cases]
    same = [
        int(np.argmax(ours @ _query(fast, question)) == np.argmax(theirs @ _query(slow, question)))
        for question in questions
    ]
    print(f"same best text for {sum(same)} of {len(same)} questions")
    times: dict[str, list[float]] = {"int8": [], "torch": []}
    for question in questions:
        for name, model in (("int8", fast), ("torch", slow)):
            started = time.perf_counter()
            _query(model, question)
            times[name].append(1000 * (time.perf_counter() - started))
    _print_times("one query, median", "ms", median(times["int8"]), median(times["torch"]))
    many = (texts * (1 + count // len(texts)))[:count]
    seconds = []
    for model in (fast, slow):
        started = time.perf_counter()
        model.encode(many, "passage")
        seconds.append(time.perf_counter() - started)
    _print_times(f"{count} texts of letters", "s", *seconds)


def _print_times(what: str, unit: str, ours: float, theirs: float) -> None:
    print(f"{what}: int8 {ours:.2f} {unit}, torch fp32 {theirs:.2f} {unit}: "
          f"{theirs / ours:.1f} times faster")  # fmt: skip


def _query(model: Encoder, question: str) -> Vectors:
    return np.asarray(model.encode([question], "query")[0])


if __name__ == "__main__":
    sys.exit(main())
