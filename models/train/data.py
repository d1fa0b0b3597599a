"""What we train on: triples and word lists, their checks, and the seeded split."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

DATA = Path(__file__).parent / "data"
TEST_SIZE = 200
VALIDATION_SIZE = 200


@dataclass(frozen=True, slots=True)
class Triple:
    """One fact: as a letter says it, a question that it answers, and a plain retelling."""

    formal_nl: str
    formal_en: str
    question_nl: str
    question_en: str
    plain_nl: str
    plain_en: str
    negative_nl: str = ""
    negative_en: str = ""


@dataclass(frozen=True, slots=True)
class Questions:
    """More questions about a formal sentence."""

    answered: str
    near_misses: tuple[str, ...]  # they use its words and it does not answer them


@dataclass(frozen=True, slots=True)
class Split:
    """Triples to train on, to choose a checkpoint with, and to report on."""

    train: list[Triple]
    validation: list[Triple]
    test: list[Triple]


TRIPLE_KEYS = tuple(field.name for field in fields(Triple))
REQUIRED_KEYS = TRIPLE_KEYS[:6]


def read_json_lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and object of every line of a file."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            yield number, json.loads(line)
        except json.JSONDecodeError as error:
            raise ValueError(f"{path.name}:{number}: no JSON object: {error}") from error


def triple_files(data: Path) -> list[Path]:
    """The parts in order of their number."""
    return sorted((data / "triples").glob("part*.jsonl"), key=lambda p: int(p.stem[4:]))


def load_triples(data: Path, first_part: int = 1) -> list[Triple]:
    """All triples from a part on, in order; a fact told twice counts once."""
    triples: dict[str, Triple] = {}
    for path in triple_files(data)[first_part - 1 :]:
        for number, row in read_json_lines(path):
            if absent := [key for key in REQUIRED_KEYS if key not in row]:
                raise ValueError(f"{path.name}:{number}: no {absent[0]}")
            triples.setdefault(row["formal_nl"], Triple(**{k: row.get(k, "") for k in TRIPLE_KEYS}))
    return list(triples.values())


def load_questions(data: Path) -> dict[str, Questions]:
    """Formal sentence → another question that it answers, and questions that it does not."""
    return {
        row["formal_nl"]: Questions(row["question_nl"], tuple(row["near_misses"]))
        for path in sorted((data / "questions").glob("part*.jsonl"))
        for _, row in read_json_lines(path)
    }


def load_word_list(data: Path) -> dict[str, str]:
    """Dutch word form → English translation; the first list that has the word wins."""
    words: dict[str, str] = {}
    for path in sorted((data / "lexicon").glob("words*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            dutch, english = line.split("\t")
            words.setdefault(dutch, english)
    return words


def load_function_words(data: Path) -> dict[str, str]:
    """Dutch function words and terms of the trade → English."""
    lines = (data / "lexicon" / "function_words.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(" ") for line in lines if line.strip())
    return {dutch: english for dutch, _, english in pairs}


def load_sentence_pairs(data: Path) -> list[tuple[str, str]]:
    """Everyday Dutch sentences with their English translation."""
    pairs: list[tuple[str, str]] = []
    for path in sorted((data / "sentences").glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            dutch, english = line.split("\t")
            pairs.append((dutch, english))
    return pairs


def split_triples(triples: Sequence[Triple], seed: int) -> Split:
    """The first 200 by a seeded hash of the fact to report on, the next 200 to choose with."""

    def key(triple: Triple) -> str:
        return hashlib.sha256(f"{seed}:{triple.formal_nl}".encode()).hexdigest()

    held_out = sorted(triples, key=key)[: TEST_SIZE + VALIDATION_SIZE]
    test, validation = held_out[:TEST_SIZE], held_out[TEST_SIZE:]
    kept_apart = {triple.formal_nl for triple in held_out}
    train = [without_negative(t, kept_apart) for t in triples if t.formal_nl not in kept_apart]
    return Split(train, validation, test)


def without_negative(triple: Triple, kept_apart: set[str]) -> Triple:
    """The triple, without its hard negative where that is a held-out fact."""
    if triple.negative_nl not in kept_apart:
        return triple
    return Triple(*(getattr(triple, key) for key in REQUIRED_KEYS))


def check_data(data: Path) -> list[str]:
    """What is wrong with the data, one line a fault; empty when all is well."""
    return [*_check_triples(data), *_check_questions(data), *_check_tables(data)]


def _check_triples(data: Path) -> Iterator[str]:
    seen: dict[str, str] = {}
    for path in triple_files(data):
        for number, row in read_json_lines(path):
            place = f"{path.name}:{number}"
            yield from (
                f"{place}: no {key}" for key in REQUIRED_KEYS if not row.get(key, "").strip()
            )
            yield from (f"{place}: unknown key {key}" for key in row if key not in TRIPLE_KEYS)
            if bool(row.get("negative_nl")) != bool(row.get("negative_en")):
                yield f"{place}: a negative in one language only"
            formal = row.get("formal_nl", "")
            if formal and formal == row.get("negative_nl"):
                yield f"{place}: the negative is the fact itself"
            if formal in seen:
                yield f"{place}: same formal_nl as {seen[formal]}"
            seen.setdefault(formal, place)


def _check_questions(data: Path) -> Iterator[str]:
    files = sorted((data / "questions").glob("part*.jsonl"))
    known = {triple.formal_nl for triple in load_triples(data)} if files else set()
    for path in files:
        for number, row in read_json_lines(path):
            asked = [row.get("question_nl", ""), *row.get("near_misses", [])]
            if row.get("formal_nl") not in known:
                yield f"{path.name}:{number}: formal_nl of no triple"
            if len(asked) < 3 or not all(question.strip() for question in asked):
                yield f"{path.name}:{number}: expected a question and two near misses"
            if len(set(asked)) < len(asked):
                yield f"{path.name}:{number}: a near miss is the question itself"


def _check_tables(data: Path) -> Iterator[str]:
    for folder in ("lexicon", "sentences"):
        for path in sorted((data / folder).glob("*.tsv")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                cells = line.split("\t")
                if len(cells) != 2 or not all(cell.strip() for cell in cells):
                    yield f"{path.name}:{number}: expected dutch<TAB>english, got {line!r}"
