"""The known questions: what is asked, which sentences answer it, which facts must be in the answer.

Reads the three question files and the letters they point into; knows nothing of the engine.
"""

import datetime
import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rag.errors import RagError
from rag.letters.read import letter_files, read_letter
from rag.records import Letter

FOLDER = Path(__file__).resolve().parent
FICTIONAL = FOLDER / "letters"
SETS = ("questions", "conversations", "multi")
SPLITS = ("dev", "test")
# Questions to learn from only, on the fictional letters, each asked within one letter.
TRAINING = "training"
UNANSWERABLE = "unanswerable"
KINDS: Mapping[str, tuple[str, ...]] = {
    "questions": (
        "number", "name", "abbreviation", "explain", "yesno", "paraphrase", "multi", "typo",
        "english", UNANSWERABLE,
    ),
    "conversations": ("first-turn", "later-turn", UNANSWERABLE),
    "multi": ("plain", "newest", "period", "which-letter", "contradiction", UNANSWERABLE),
}  # fmt: skip


class CaseError(RagError):
    """A question file of the evals is not as it should be."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A sentence that answers: `letter.text[start:end]`."""

    letter: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Case:
    """One question, or one turn of a conversation; no gold = the letters do not answer it.

    `any`: each gold sentence suffices by itself. `facts`: groups of alternatives; a right answer
    holds one of each group. `why`: why the question cannot be answered.
    """

    id: str
    set: str
    split: str
    kind: str
    question: str
    gold: tuple[Gold, ...]
    any: bool
    facts: tuple[tuple[str, ...], ...]
    why: str | None
    since: datetime.date | None = None
    until: datetime.date | None = None
    conversation: str | None = None
    within: str | None = None

    @property
    def answerable(self) -> bool:
        """Whether the letters hold the answer."""
        return bool(self.gold)

    @property
    def fingerprint(self) -> str:
        """Changes when the question, or what counts as right, changes."""
        text = json.dumps(asdict(self), default=str, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def load_cases(folder: Path = FOLDER, sets: Iterable[str] = SETS) -> tuple[Case, ...]:
    """The cases of the sets named, in file order; `CaseError` if a file is not valid."""
    cases: list[Case] = []
    for name in sets:
        for number, row in _rows(folder / f"{name}.jsonl"):
            try:
                cases += _turns(row) if name == "conversations" else [_case(name, row)]
            except (KeyError, TypeError, ValueError) as error:
                raise CaseError(f"{name}.jsonl line {number}: {error!r}; mend the line") from error
    twice = [case for case, count in Counter(case.id for case in cases).items() if count > 1]
    if twice:
        raise CaseError(f"evals: id {twice[0]} is used twice; give each question its own")
    return tuple(cases)


def load_training(folder: Path = FOLDER) -> tuple[Case, ...]:
    """The questions that the engine learns from beside the dev split; they are never reported."""
    return tuple(
        Case(
            id=row["id"],
            set=TRAINING,
            split="dev",
            kind=row["kind"],
            question=row["question"],
            gold=tuple(Gold(gold["letter"], gold["start"], gold["end"]) for gold in row["gold"]),
            any=row["any"],
            facts=(),
            why=row["why"],
            within=row["letter"],
        )
        for _, row in _rows(folder / f"{TRAINING}.jsonl")
    )


def load_off_topic(count: int, seed: int) -> tuple[Case, ...]:
    """Questions about other matters of state, as ones that the letters do not answer.

    They are the everyday questions of the embedding model's training data, a seeded sample.
    """
    files = sorted((FOLDER.parent / "models" / "train" / "data" / "triples").glob("*.jsonl"))
    questions = sorted({row["question_nl"] for file in files for _, row in _rows(file)})
    return tuple(
        Case(
            id=f"o{number:03d}",
            set=TRAINING,
            split="dev",
            kind=UNANSWERABLE,
            question=question,
            gold=(),
            any=False,
            facts=(),
            why="off-topic: about another matter",
        )
        for number, question in enumerate(random.Random(seed).sample(questions, count))
    )


def load_letters(*folders: Path) -> dict[str, Letter]:
    """The parsed letters of the folders, by id."""
    letters = [read_letter(path) for folder in folders for path in letter_files(folder)]
    return {letter.source.letter_id: letter for letter in letters}


def check_cases(cases: Iterable[Case], letters: Mapping[str, Letter]) -> None:
    """`CaseError` if a case points outside its letter, cuts a sentence or asks the impossible."""
    ends = {name: _sentence_ends(letter) for name, letter in letters.items()}
    for case in cases:
        for gold in case.gold:
            if gold.letter not in letters:
                raise CaseError(f"{case.id}: letter {gold.letter} is not there; add it or mend it")
            starts, stops = ends[gold.letter]
            if gold.start not in starts or gold.end not in stops or gold.start >= gold.end:
                place = f"{gold.letter} {gold.start}-{gold.end}"
                raise CaseError(f"{case.id}: {place} is not made of whole sentences; mend its gold")


def section_of(case: Case, letters: Mapping[str, Letter]) -> str:
    """Top heading above the first gold sentence, or `` when there is none."""
    if not case.gold:
        return ""
    first = case.gold[0]
    sections = letters[first.letter].sections
    return next((s.path[0] for s in reversed(sections) if s.start <= first.start), "")


def select(
    cases: Sequence[Case], split: str = "all", kind: str | None = None, only: str | None = None
) -> tuple[Case, ...]:
    """The cases of a split and kind, or the one case or conversation with an id."""
    if only is not None:
        return tuple(case for case in cases if only in (case.id, case.conversation))
    return tuple(
        case for case in cases if split in ("all", case.split) and kind in (None, case.kind)
    )


def _sentence_ends(letter: Letter) -> tuple[set[int], set[int]]:
    sentences = [(s.start, s.end) for passage in letter.passages for s in passage.sentences]
    lines = [(b.start, b.end) for b in letter.blocks if b.kind in ("heading", "signature")]
    starts, ends = zip(*sentences, *lines, strict=True)
    return set(starts), set(ends)


def _rows(path: Path) -> list[tuple[int, dict[str, Any]]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [(number, json.loads(line)) for number, line in enumerate(lines, 1) if line]
    except (OSError, ValueError) as error:
        raise CaseError(f"{path}: cannot be read ({error}); restore it") from error


def _turns(row: dict[str, Any]) -> list[Case]:
    cases = []
    for number, turn in enumerate(row["turns"]):
        answerable = "first-turn" if number == 0 else "later-turn"
        kind = answerable if turn["gold"] else UNANSWERABLE
        fields = {**turn, "kind": kind, "split": row["split"], "conversation": row["id"]}
        cases.append(_case("conversations", fields))
    return cases


def _case(name: str, row: dict[str, Any]) -> Case:
    case = Case(
        id=row["id"],
        set=name,
        split=row["split"],
        kind=row["kind"],
        question=row["question"],
        gold=tuple(Gold(gold["letter"], gold["start"], gold["end"]) for gold in row["gold"]),
        any=row["any"],
        facts=tuple(tuple(group) for group in row["facts"]),
        why=row["why"],
        since=_date(row.get("since")),
        until=_date(row.get("until")),
        conversation=row.get("conversation"),
    )
    if case.kind not in KINDS[name]:
        raise ValueError(f"unknown kind {case.kind}")
    if case.split not in SPLITS:
        raise ValueError(f"unknown split {case.split}")
    if not case.question.strip():
        raise ValueError("empty question")
    if case.answerable != bool(case.facts) or not all(g and all(g) for g in case.facts):
        raise ValueError("facts and gold go together")
    if case.answerable == (case.kind == UNANSWERABLE) or case.answerable == bool(case.why):
        raise ValueError("gold, or kind unanswerable and a why")
    return case


def _date(value: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(value) if value else None
