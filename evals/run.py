"""Ask every question and measure every answer, all in this process.

The real letter is asked alone; `multi` runs on the real and the fictional letters together. Both
have an index of their own in the cache folder, so that a run never touches the user's index.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from tqdm import tqdm

from evals.cases import FICTIONAL, FOLDER, SETS, Case, section_of
from evals.measures import is_right, measure, needs, rank_measures
from rag.records import Answer, Letter
from rag.settings import CROSS_ENCODER, PROJECT, Settings, load_settings

CORPUS = PROJECT / "corpus"
PASSAGES = 10
WARM_UP = "Waar gaat deze brief over?"
# Settings that say where things are, not how they work.
_PLACES = (
    "corpus", "index", "embed_model", "chroma_url", "host", "port", "llm", "llm_key", "llm_seconds",
)  # fmt: skip


class Asker(Protocol):
    """What the evals need of an assistant."""

    def ask(
        self,
        question: str,
        *,
        letters: Sequence[str] = (),
        since: date | None = None,
        until: date | None = None,
        passages: int = 10,
        history: Sequence[Answer] = (),
    ) -> Answer:
        """Answer a question; `history` holds the earlier answers of the conversation."""
        ...


@dataclass(frozen=True, slots=True)
class Result:
    """A case with its answer and measures; `section` is where the answer stands."""

    case: Case
    answer: Answer
    section: str
    values: Mapping[str, float]

    @property
    def right(self) -> bool:
        """A correct answer, or a refusal where that is right."""
        return is_right(self.case, self.values)

    @property
    def confidence(self) -> float:
        """How sure the engine is that the letters answer."""
        return self.answer.confidence


def run_cases(
    chosen: Sequence[Case],
    all_cases: Sequence[Case],
    assistants: Callable[[str], Asker],
    letters: Mapping[str, Letter],
    quiet: bool = False,
) -> list[Result]:
    """Results of the chosen cases in order; `all_cases` gives a chosen turn its earlier turns."""
    answers: dict[str, Answer] = {}
    with tqdm(total=len(chosen), unit="vraag", disable=quiet) as bar:
        for name in SETS:
            cases = [case for case in chosen if case.set == name]
            if not cases:
                continue
            assistant = assistants(name)
            assistant.ask(WARM_UP)
            bar.set_description(name)
            for case in cases:
                for turn in _up_to(case, all_cases):
                    if turn.id not in answers:
                        answers[turn.id] = _ask(assistant, turn, all_cases, answers)
                bar.update()
    return _measure_all(chosen, answers, letters)


def _up_to(case: Case, all_cases: Iterable[Case]) -> list[Case]:
    """A case, after the earlier turns of its conversation."""
    if case.conversation is None:
        return [case]
    turns = [other for other in all_cases if other.conversation == case.conversation]
    return turns[: turns.index(case) + 1]


def _ask(
    assistant: Asker, case: Case, all_cases: Iterable[Case], answers: Mapping[str, Answer]
) -> Answer:
    history = [answers[turn.id] for turn in _up_to(case, all_cases)[:-1]]
    return assistant.ask(
        case.question, since=case.since, until=case.until, passages=PASSAGES, history=history
    )


def _measure_all(
    cases: Iterable[Case], answers: Mapping[str, Answer], letters: Mapping[str, Letter]
) -> list[Result]:
    cases = list(cases)
    wanted = {case.id: needs(case, letters) for case in cases if case.answerable}
    found = {case: [hit.passage.id for hit in answers[case].hits] for case in wanted}
    ranking = rank_measures(wanted, found)
    return [
        Result(
            case=case,
            answer=answers[case.id],
            section=section_of(case, letters),
            values=measure(case, answers[case.id], letters, ranking.get(case.id, {})),
        )
        for case in cases
    ]


def open_assistants(settings: Settings | None = None) -> Callable[[str], Asker]:
    """Opens the assistant of a set when it is first asked for."""
    from rag.assistant import Assistant

    base = settings or load_settings()
    opened: dict[str, Asker] = {}

    def assistant(name: str) -> Asker:
        corpus = "multi" if name == "multi" else "real"
        if corpus not in opened:
            opened[corpus] = Assistant.open(eval_settings(base, corpus), report=tqdm.write)
        return opened[corpus]

    return assistant


def eval_settings(base: Settings, corpus: str, cache: Path | None = None) -> Settings:
    """Settings with a corpus of the evals (`real` or `multi`) and its own index."""
    cache = cache or _cache_folder()
    folder = CORPUS
    if corpus == "multi":
        folder = cache / "multi-corpus"
        _copy_letters((CORPUS, FICTIONAL), folder)
    index = cache / f"{corpus}-index"
    index.mkdir(parents=True, exist_ok=True)
    return replace(base, corpus=folder, index=index)


def _copy_letters(sources: Iterable[Path], target: Path) -> None:
    """Make the target hold the letters of the sources, and nothing else."""
    target.mkdir(parents=True, exist_ok=True)
    files = {path.name: path for source in sources for path in _corpus_files(source)}
    for old in target.iterdir():
        if old.name not in files:
            old.unlink()
    for name, path in files.items():
        copy = target / name
        if not copy.exists() or copy.read_bytes() != path.read_bytes():
            shutil.copyfile(path, copy)


def _corpus_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in (".txt", ".toml"))


def _cache_folder() -> Path:
    """A folder for this checkout under the user's cache."""
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return root / "douane-rag" / f"evals-{_digest(str(PROJECT).encode())}"


def hashes(settings: Settings) -> dict[str, str]:
    """What a run depends on, so that a change of any of it can be told from the baseline."""
    files = [*_corpus_files(CORPUS), *_corpus_files(FICTIONAL)]
    model = Path(settings.embed_model)
    reader = sorted(path for path in CROSS_ENCODER.iterdir() if path.suffix != ".md")
    how = {f.name: str(getattr(settings, f.name)) for f in fields(settings)}
    how = {name: value for name, value in how.items() if name not in _PLACES}
    return {
        "corpus": _digest_files(files),
        "questions": _digest_files([FOLDER / f"{name}.jsonl" for name in SETS]),
        "model": _digest_files(sorted(p for p in model.rglob("*") if p.is_file()))
        if model.is_dir()
        else _digest(settings.embed_model.encode()),
        "cross-encoder": _digest_files(reader),
        "settings": _digest(repr(how).encode()),
    }


def _digest_files(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
