"""Generated letters: equal for equal seeds, with figures of their own, and answered right."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from evals.generate import Generated, day_of, generate, main, month_of, write
from evals.many import NEWEST, known_questions, outcome
from evals.many import main as many
from rag.assistant import Assistant
from rag.letters.read import letter_files, read_letter
from rag.settings import Settings
from tests.conftest import silent

COUNT = 24
SEED = 3


@pytest.fixture(scope="module")
def letters() -> list[Generated]:
    return generate(COUNT, SEED)


@pytest.fixture(scope="module")
def among_many(
    settings: Settings, letters: list[Generated], tmp_path_factory: pytest.TempPathFactory
) -> Assistant:
    corpus = tmp_path_factory.mktemp("many")
    write(letters, corpus)
    return Assistant.open(replace(settings, corpus=corpus), silent)


def test_equal_seeds_give_equal_letters(letters: list[Generated]) -> None:
    assert generate(COUNT, SEED) == letters
    assert generate(COUNT, SEED + 1) != letters


@pytest.mark.parametrize("count", [0, 1, 24, 1000])
def test_each_letter_has_a_name_a_day_and_a_number_of_its_own(count: int) -> None:
    found = generate(count, SEED)
    assert len(found) == count
    for name in ("letter_id", "date", "number", "kenmerk", "title"):
        assert len({getattr(letter, name) for letter in found}) == count
    assert sorted(found, key=lambda letter: letter.date) == found


def test_no_two_letters_give_the_same_figure(letters: list[Generated]) -> None:
    given = Counter((fact.name, fact.value) for letter in letters for fact in letter.facts)
    assert set(given.values()) == {1}


def test_a_figure_stands_in_its_letter_once(letters: list[Generated]) -> None:
    for letter in letters:
        assert not re.search(r"[{}|]", letter.text)
        assert len(letter.facts) >= 10
        for fact in letter.facts:
            assert fact.value in letter.text
            assert all("{ref}" in question for question in fact.questions)


def test_what_is_written_is_read(letters: list[Generated], tmp_path: Path) -> None:
    write(letters, tmp_path)
    for path, letter in zip(letter_files(tmp_path), letters, strict=True):
        read = read_letter(path)
        assert read.source.letter_id == letter.letter_id
        assert (read.source.date, read.source.number) == (letter.date, letter.number)
        # A section for each topic, the introduction, the end and the signature.
        assert len(read.sections) >= 7


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "new"), "--count", "3", "--seed", "5"]) == 0
    assert len(letter_files(tmp_path / "new")) == 3
    assert "3 letters" in capsys.readouterr().out
    (tmp_path / "file").write_text("x")
    assert main([str(tmp_path / "file"), "--count", "1"]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_a_letter_that_is_named_answers_and_no_other(
    letters: list[Generated], among_many: Assistant
) -> None:
    found: Counter[str] = Counter()
    for known in known_questions(letters, 150, SEED):
        said = outcome(known, among_many.ask(known.question))
        assert not said.startswith("wrong"), known
        found[said] += 1
    assert found["right"] >= 0.85 * found.total()


def test_without_a_letter_named_the_newest_answers(
    letters: list[Generated], among_many: Assistant
) -> None:
    asked = [known for known in known_questions(letters, 0, SEED) if known.kind == NEWEST]
    found = Counter(outcome(known, among_many.ask(known.question)) for known in asked)
    assert len(asked) > 20 and found["wrong figure"] == 0
    assert found["right"] >= 0.75 * len(asked), found


def test_the_command_for_many_letters(capsys: pytest.CaptureFixture[str]) -> None:
    assert many(["--letters", "2,3", "--questions", "5"]) == 0
    said = capsys.readouterr().out
    assert "an answer takes" in said and "older letter" in said


def test_the_newest_figure_comes_first_with_the_dates(
    letters: list[Generated], among_many: Assistant
) -> None:
    answer = among_many.ask("Hoeveel combinaties van een speurhond en een begeleider zijn er?")
    having = [item for item in letters if any(fact.name == "3.dogs" for fact in item.facts)]
    value = next(fact.value for fact in having[-1].facts if fact.name == "3.dogs")
    assert answer.citations[0].source.letter_id == having[-1].letter_id
    assert value in answer.citations[0].quote
    dates = [citation.source.date for citation in answer.citations]
    assert len(dates) > 1 and dates == sorted(dates, reverse=True)
    for citation in answer.citations:
        assert f"Brief van {day_of(citation.source.date)}: {citation.quote}" in answer.answer
    assert len(answer.answer) <= 600


def test_letters_beside_each_other_oldest_first(
    letters: list[Generated], among_many: Assistant
) -> None:
    having = [item for item in letters if any(fact.name == "4.drones" for fact in item.facts)]
    one, other = having[-2:]
    months = f"{month_of(one.date)} en {month_of(other.date)}"
    answer = among_many.ask(f"Is het aantal drones gestegen? Vergelijk de brieven van {months}.")
    cited = [citation.source.letter_id for citation in answer.citations]
    assert cited[:2] == [one.letter_id, other.letter_id]


@pytest.mark.parametrize(
    "words", ["in de brief van mei 1999", "in nr. 9999", "volgens de brief van 1 april 2001"]
)
def test_a_letter_that_there_is_not(
    letters: list[Generated], among_many: Assistant, words: str
) -> None:
    answer = among_many.ask(f"Hoeveel drones zijn er {words}?")
    assert not answer.found and answer.hits == ()
    assert answer.reason == (
        f"Bij ‘{words}’ hoort hier geen brief. De {COUNT} brieven lopen van "
        f"{day_of(letters[0].date)} tot en met {day_of(letters[-1].date)}."
    )


def test_one_letter_more_or_less_embeds_no_other(
    letters: list[Generated], settings: Settings, tmp_path: Path
) -> None:
    from rag.store.sync import sync

    index = tmp_path / "index"
    index.mkdir()
    (index / "models").symlink_to(settings.index / "models")
    own = replace(settings, corpus=tmp_path / "corpus", index=index)
    write(letters[:3], own.corpus)
    assert len(sync(own, silent).added) == 3
    write(letters[3:4], own.corpus)
    result = sync(own, silent)
    assert (result.added, len(result.unchanged)) == ((letters[3].letter_id,), 3)
    (own.corpus / f"{letters[0].letter_id}.txt").unlink()
    (own.corpus / f"{letters[0].letter_id}.toml").unlink()
    result = sync(own, silent)
    assert (result.removed, len(result.unchanged)) == ((letters[0].letter_id,), 3)
