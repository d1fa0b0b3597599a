"""Write fictional letters whose figures are known: `python -m evals.generate FOLDER --count 1000`.

Each letter has a date, number and kenmerk of its own, some of the topics in `generated.toml`, and
figures that no other letter has as far as their range allows. Equal seeds give equal letters.
"""

import argparse
import random
import re
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from evals.cases import FOLDER
from rag.errors import RagError

TOPICS = FOLDER / "generated.toml"
FIRST_DAY = date(2006, 1, 9)
# Letters are spread over twenty years, and no closer than they must be.
DAYS = 7_200
LONGEST_STEP = 61
FIRST_NUMBER = 101
# Figures are drawn from their range without putting any back, up to so many letters.
MOST = 5_000
MONTHS = (
    "januari februari maart april mei juni juli augustus september oktober november december"
).split()
TITLES = ("Stand-van-zakenbrief Douane", "Voortgangsbrief Douane", "Voortgang dossiers Douane")
SENDERS = ("A.B. Fictief", "C.D. Voorbeeld-Verzonnen", "E. van der Proef")
OPENINGS = (
    "Met deze brief informeer ik uw Kamer over de voortgang bij de Douane in {half}.",
    "Hierbij ontvangt u de {title}. De brief gaat over {half}.",
    "Zoals toegezegd schets ik hieronder hoe de belangrijkste onderwerpen er bij de Douane voor "
    "staan. Deze brief bestrijkt {half}.",
)
# A letter names the one before it: a place where words of both stand together.
FOLLOWS = (
    "Deze brief volgt op mijn brief van {day} (Kamerstuk 31 934, nr. {number}).",
    "De vorige brief dateert van {day}{footnote}.",
)
CLOSINGS = (
    "De volgende brief ontvangt uw Kamer over enige maanden.",
    "Ik houd uw Kamer op de hoogte. Over de punten die nog openstaan, volgt een aparte brief.",
)
_SLOT = re.compile(r"\{(\w+)\}")
_CHOICE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure of a letter as it is written, and questions with `{ref}` where the letter goes."""

    name: str
    value: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Generated:
    """A fictional letter: what its two files hold, and what can be asked of it."""

    letter_id: str
    date: date
    number: str
    kenmerk: str
    title: str
    text: str
    facts: tuple[Fact, ...]


def generate(count: int, seed: int) -> list[Generated]:
    """Return so many letters, oldest first."""
    topics: list[dict[str, Any]] = tomllib.loads(TOPICS.read_text(encoding="utf-8"))["topic"]
    figures = {
        (place, name): random.Random(f"{seed} {place} {name}").sample(
            (possible := range(value["low"], value["high"] + 1)), min(len(possible), MOST)
        )
        for place, topic in enumerate(topics)
        for name, value in topic["values"].items()
    }
    letters: list[Generated] = []
    step = min(LONGEST_STEP, max(1, DAYS // max(1, count)))
    for number in range(count):
        chance = random.Random(f"{seed} {number}")
        day = FIRST_DAY + timedelta(days=number * step + chance.randrange(max(1, step // 3)))
        own = {key: drawn[number % len(drawn)] for key, drawn in figures.items()}
        letters.append(_letter(number, day, topics, own, chance, letters[-1:]))
    return letters


def write(letters: Sequence[Generated], folder: Path) -> None:
    """Write the letters with their sidecars to a folder, made when it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for letter in letters:
            path = folder / f"{letter.letter_id}.txt"
            path.write_text(letter.text, encoding="utf-8")
            path.with_suffix(".toml").write_text(_sidecar(letter), encoding="utf-8")
    except OSError as error:
        raise RagError(
            f"{folder}: cannot be written ({error.strerror}); name another folder"
        ) from error


def month_of(day: date) -> str:
    """Return `juni 2024`."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def day_of(day: date) -> str:
    """Return `12 juni 2024`."""
    return f"{day.day} {month_of(day)}"


def _letter(
    number: int,
    day: date,
    topics: Sequence[dict[str, Any]],
    own: dict[tuple[int, str], int],
    chance: random.Random,
    before: Sequence[Generated],
) -> Generated:
    which, year = ("tweede", day.year - 1) if day.month <= 6 else ("eerste", day.year)
    title = f"{chance.choice(TITLES)} {day.year}, {day_of(day)}"
    words = {"half": f"de {which} helft van {year}", "period": f"het {which} halfjaar"}
    words["title"] = title
    chosen = chance.sample(range(len(topics)), chance.randint(5, 7))
    marks = chance.choice((None, "ABCDEFG", "1234567"))
    opening = [_fill(chance.choice(OPENINGS), words, chance)]
    notes = ""
    if before:
        follows = {"day": day_of(before[0].date), "number": before[0].number}
        follows["footnote"] = "[footnoteRef:1]"
        opening.append(_fill(chance.choice(FOLLOWS), follows, chance))
        if "footnoteRef" in opening[-1]:
            notes = f" [1:  Kamerstuk 31 934, nr. {before[0].number}.] "
    parts = ["FICTIEVE BRIEF, gemaakt om het systeem te toetsen; geen echte Kamerbrief."]
    parts += [title, "", " ".join(opening) + notes, ""]
    facts: list[Fact] = []
    for place, topic_number in enumerate(chosen):
        topic = topics[topic_number]
        values = {
            name: _written(own[topic_number, name], value.get("as", "count"))
            for name, value in topic["values"].items()
        }
        facts += [
            Fact(f"{topic_number}.{name}", values[name], tuple(value["questions"]))
            for name, value in topic["values"].items()
            if "questions" in value
        ]
        heading = chance.choice(topic["heading"])
        text = _fill(chance.choice(topic["text"]), words | values, chance)
        parts += [f"{marks[place]}. {heading}" if marks else heading, text, ""]
    parts += [f"{marks[len(chosen)]}. Tot slot" if marks and len(chosen) < 7 else "Tot slot"]
    parts += [chance.choice(CLOSINGS), "", "De staatssecretaris van Financiën,"]
    parts += [chance.choice(SENDERS), ""]
    return Generated(
        letter_id=f"gemaakt-{number + 1:04d}",
        date=day,
        number=str(FIRST_NUMBER + number),
        kenmerk=f"{day.year}-{chance.randrange(10**10):010d}",
        title=title,
        text="\n".join(parts),
        facts=tuple(facts),
    )


def _fill(template: str, values: dict[str, str], chance: random.Random) -> str:
    text = _SLOT.sub(lambda match: values[match[1]], template)
    while _CHOICE.search(text):
        text = _CHOICE.sub(lambda match: chance.choice(match[1].split("|")), text)
    return text


def _written(value: int, kind: str) -> str:
    tenths = f"{value // 10:,}".replace(",", ".") + (f",{value % 10}" if value % 10 else "")
    return {
        "count": f"{value:,}".replace(",", "."),
        "million": f"{tenths} miljoen",
        "euro": f"{tenths} miljoen euro",
        "percent": f"{tenths}%",
    }[kind]


def _sidecar(letter: Generated) -> str:
    started = letter.date.year - (letter.date.month < 9)
    lines = {
        "letter_id": letter.letter_id,
        "title": letter.title,
        "sender_office": "De staatssecretaris van Financiën",
        "chamber": "II",
        "parliamentary_year": f"{started}/{(started + 1) % 100:02d}",
        "dossier": "31934",
        "dossier_title": "Douane",
        "number": letter.number,
        "kenmerk": letter.kenmerk,
    }
    return f"date = {letter.date}\n" + "".join(f'{k} = "{v}"\n' for k, v in lines.items())


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the letters; exit code 0 = written, 1 = an error."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=1000, help="letters to write (1000)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    letters = generate(options.count, options.seed)
    try:
        write(letters, options.folder)
    except RagError as error:
        print(f"generate: {error}", file=sys.stderr)
        return 1
    facts = sum(len(letter.facts) for letter in letters)
    print(f"{len(letters)} letters with {facts} known figures in {options.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
