"""A thousand letters: `python -m evals.many --letters 10,100,1000`.

Prints what it costs to build, and then to add, change or take away one letter, and how questions
that name a letter are answered among so many: each figure asked for is known (`evals.generate`).
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evals.generate import Generated, day_of, generate, month_of, write
from evals.measures import has_facts
from rag.assistant import Assistant
from rag.errors import RagError
from rag.records import Answer
from rag.settings import Settings, load_settings

# Wrong answers printed.
SHOWN = 20
OUTCOMES = ("right", "refused", "other words", "older letter", "wrong figure", "wrong letter")
# Questions that name no letter: the newest that states the figure must answer.
NEWEST = "no letter named"


@dataclass(frozen=True, slots=True)
class Known:
    """A question that names letters (`within`), with the figure they state; None = they do not."""

    kind: str
    question: str
    within: frozenset[str]
    value: str | None


def known_questions(letters: Sequence[Generated], count: int, seed: int) -> list[Known]:
    """Return questions that name a letter in every way there is, a fifth of them unanswerable.

    After them comes, for each figure, a question that names no letter.
    """
    chance = random.Random(seed)
    named = list(_names(letters))
    facts = {fact.name: fact for letter in letters for fact in letter.facts}
    found = []
    for number in range(count):
        kind, words, within = chance.choice(named)
        letter = next(letter for letter in letters if letter.letter_id in within)
        own = {fact.name: fact for fact in letter.facts}
        absent = number % 5 == 4
        others = sorted(facts.keys() - own.keys())
        fact = facts[chance.choice(others)] if absent and others else chance.choice(letter.facts)
        question = chance.choice(fact.questions).replace("{ref}", words)
        value = None if fact.name not in own else fact.value
        found.append(
            Known(f"{kind}, not there" if value is None else kind, question, within, value)
        )
    newest = {fact.name: (letter, fact) for letter in letters for fact in letter.facts}
    for letter, fact in newest.values():
        question = " ".join(chance.choice(fact.questions).replace("{ref}", "").split())
        question = question.replace(" ?", "?")
        found.append(Known(NEWEST, question, frozenset([letter.letter_id]), fact.value))
    return found


def _names(letters: Sequence[Generated]) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Ways to name each letter: kind, words, and the letters that the words fit."""
    months = Counter(month_of(letter.date) for letter in letters)
    for letter in letters:
        only = frozenset([letter.letter_id])
        if months[month_of(letter.date)] == 1:
            yield "month", f"in de brief van {month_of(letter.date)}", only
            yield "month", f"volgens de Kamerbrief uit {month_of(letter.date)}", only
        yield "day", f"volgens de brief van {day_of(letter.date)}", only
        yield "number", f"in nr. {letter.number}", only
        yield "number", f"volgens Kamerstuk 31 934, nr. {letter.number}", only
        yield "kenmerk", f"volgens de brief met kenmerk {letter.kenmerk}", only
    for words, letter in (
        ("laatste", letters[-1]),
        ("vorige", letters[-2]),
        ("eerste", letters[0]),
    ):
        yield "order", f"volgens de {words} brief", frozenset([letter.letter_id])


def outcome(known: Known, answer: Answer) -> str:
    """Return what came of a question: the worst thing that can be said of the answer."""
    if not answer.found:
        return "right" if known.value is None else "refused"
    # Older figures may follow the newest, each with its date.
    cited = answer.citations[:1] if known.kind == NEWEST else answer.citations
    if any(citation.source.letter_id not in known.within for citation in cited):
        return "older letter" if known.kind == NEWEST else "wrong letter"
    if known.value is None:
        return "other words"
    if not has_facts(answer.answer, [[known.value]]):
        return "other words"
    if answer.short and not has_facts(answer.short, [[known.value]]):
        return "wrong figure"
    return "right"


def costs(letters: Sequence[Generated], settings: Settings) -> dict[str, float]:
    """Seconds to build the letters but the last, add it, change it, do nothing, take it away."""
    from rag.store.sync import load_encoder, sync

    def quiet(_line: str) -> None:
        pass

    load_encoder(settings, quiet)
    write(letters[:-1], settings.corpus)
    last = settings.corpus / f"{letters[-1].letter_id}.txt"

    def change() -> None:
        last.write_text(last.read_text(encoding="utf-8").replace("Tot slot", "Slot"), "utf-8")

    def take_away() -> None:
        last.unlink()
        last.with_suffix(".toml").unlink()

    steps: dict[str, Callable[[], None]] = {
        "build": lambda: None,
        "add": lambda: write(letters[-1:], settings.corpus),
        "change": change,
        "nothing": lambda: None,
        "take away": take_away,
    }
    seconds = {}
    for name, prepare in steps.items():
        prepare()
        started = time.perf_counter()
        sync(settings, quiet)
        seconds[name] = time.perf_counter() - started
    return seconds


def ask_all(letters: Sequence[Generated], settings: Settings, count: int, seed: int) -> list[str]:
    """Ask that many known questions; return lines that say what came of them."""
    write(letters, settings.corpus)
    assistant = Assistant.open(settings, report=lambda _line: None)
    table: dict[str, Counter[str]] = {}
    seconds, bad = [], []
    for known in known_questions(letters, count, seed):
        answer = assistant.ask(known.question)
        seconds.append(answer.seconds)
        said = outcome(known, answer)
        table.setdefault(known.kind, Counter())[said] += 1
        table.setdefault("all", Counter())[said] += 1
        if said.startswith("wrong"):
            bad.append(f"{said}: {known.question} ({known.value}): {answer.short} {answer.answer}")
    lines = [f"{'':22}" + "".join(f"{name:>14}" for name in OUTCOMES)]
    lines += [
        f"{kind:22}" + "".join(f"{counts[name]:>14}" for name in OUTCOMES)
        for kind, counts in sorted(table.items())
    ]
    seconds.sort()
    lines.append(f"an answer takes {1000 * seconds[len(seconds) // 2]:.0f} ms, median")
    return [*lines, *bad[:SHOWN]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print both tables; exit code 1 = a figure of another letter, or an error."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--letters", default="10,100,1000", help="how many (10,100,1000)")
    parser.add_argument("--questions", type=int, default=500, help="to ask of the most (500)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    numbers = sorted(int(number) for number in options.letters.split(","))
    letters = generate(numbers[-1], options.seed)
    lines: list[str] = []
    print("letters   " + "".join(f"{n:>10}" for n in ("build", "add", "change", "nothing", "away")))
    try:
        with tempfile.TemporaryDirectory(prefix="rag-many-") as folder:
            for number in numbers:
                base = replace(load_settings(), llm="none", index=Path(folder) / "index")
                settings = replace(base, corpus=Path(folder) / str(number))
                took = costs(letters[:number], settings)
                row = "".join(f"{seconds:>10.1f}" for seconds in took.values())
                print(f"{number:<10}{row}", flush=True)
            lines = ask_all(letters, settings, options.questions, options.seed)
    except RagError as error:
        print(f"many: {error}", file=sys.stderr)
        return 1
    print("\n".join(lines))
    return int(any(line.startswith("wrong letter") for line in lines))


if __name__ == "__main__":
    sys.exit(main())
