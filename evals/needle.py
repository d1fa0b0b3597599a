"""The embedding model in the product: `python -m evals.needle [--laws FILE]`.

Prints how alike int8 vectors are to torch's and how much faster they are made, whether rankings
stay the same, and, with `--laws` (a .jsonl or .jsonl.xz with `id`, `title`, `text` a line), whether
the letter's passages are still found among the paragraphs of law: the needle test. Its questions
are the plain-language ones of the evals, all of them, dev and test; only the rate is printed.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import numpy as np

from evals.bench.laws import Law, read_laws
from evals.cases import Case, load_cases
from evals.run import open_assistants
from rag.assistant import Assistant
from rag.dutch import search_terms
from rag.errors import RagError
from rag.search.search import LEXICAL_WEIGHT
from rag.store.embedding import Encoder, OnnxEncoder, TorchEncoder, Vectors
from rag.store.lexical import passage_terms
from rag.store.vectors import unit_texts

KIND = "paraphrase"
RANKS = (1, 5, 10)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exit code 0 = measured, 1 = an error."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--laws", type=Path, metavar="FILE", help="paragraphs of law")
    parser.add_argument("--passages", type=int, default=1000, help="texts to time (1000)")
    options = parser.parse_args(arguments)
    try:
        assistant = open_assistants()("questions")
        assert isinstance(assistant, Assistant)
        cases = [case for case in load_cases(sets=("questions",)) if case.kind == KIND]
        _compare_backends(assistant, cases, options.passages)
        if options.laws:
            _needle(assistant, cases, read_laws(options.laws))
    except RagError as error:
        print(f"needle: {error}", file=sys.stderr)
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


def _needle(assistant: Assistant, cases: list[Case], laws: list[Law]) -> None:
    """Rank the passages of the letter among the paragraphs, scored as the product does.

    Paragraphs of law get one vector each, so the letter's passages do too: with the vectors of
    their sentences, as in the product, they would have more chances than what they hide among.
    """
    import bm25s

    index = assistant.index
    print(f"embedding {len(laws)} paragraphs", file=sys.stderr)
    vectors = index.encoder.encode([f"{law.title}\n{law.text}" for law in laws], "passage")
    passages = list(index.passages)
    own = index.vectors.passages(passages)
    terms = [passage_terms(index.letters[item.letter_id], item) for item in passages]
    lexical = bm25s.BM25(method="lucene")
    lexical.index(
        [*terms, *(search_terms(f"{law.title} {law.text}") for law in laws)], show_progress=False
    )
    highest = float(np.log(1 + (len(passages) + len(laws) + 0.5) / 0.5))
    ranks = []
    for case in cases:
        query = _query(index.encoder, case.question)
        dense = np.concatenate([own @ query, vectors @ query])
        known = [term for term in search_terms(case.question) if term in lexical.vocab_dict]
        words = lexical.get_scores(known) if known else np.zeros(len(dense))
        scores = dense + LEXICAL_WEIGHT * words / highest
        gold = [
            number
            for number, passage in enumerate(passages)
            if any(
                gold.letter == passage.letter_id
                and gold.start < passage.end
                and passage.start < gold.end
                for gold in case.gold
            )
        ]
        best = max((scores[number] for number in gold), default=-np.inf)
        ranks.append(int((scores > best).sum()) + 1)
    rates = ", ".join(f"R@{rank} {np.mean([r <= rank for r in ranks]):.3f}" for rank in RANKS)
    print(f"needle: {len(cases)} plain questions, {len(passages)} passages among {len(laws)} "
          f"paragraphs of law: {rates}")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
