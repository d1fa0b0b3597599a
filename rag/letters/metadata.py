"""What is known about a letter: the sidecar `kst-31934-87.toml` beside `kst-31934-87.txt`."""

import tomllib
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path

from rag.errors import FactsError
from rag.records import Source

FIELDS = tuple(field.name for field in fields(Source))


def read_source(letter: Path) -> Source:
    """Identity of the letter at this path, from its sidecar; `LetterError` if that is wrong.

    A letter without a sidecar is known by its file name only.
    """
    sidecar = letter.with_suffix(".toml")
    try:
        table = tomllib.loads(sidecar.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return Source(letter_id=letter.stem)
    except OSError as error:
        raise FactsError(f"{sidecar}: cannot be read ({error.strerror}); check it") from error
    except UnicodeDecodeError as error:
        raise FactsError(f"{sidecar}: is not UTF-8 text; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise FactsError(f"{sidecar}: is not valid TOML ({error}); correct that line") from error
    return parse_source(table, sidecar)


def parse_source(table: dict[str, object], sidecar: Path) -> Source:
    """A checked `Source` from a sidecar's table; `LetterError` names file, field, value, cure."""
    for name, value in table.items():
        _check(name, value, sidecar)
    letter_id = table.get("letter_id")
    if letter_id is None:
        raise FactsError(f'{sidecar}: letter_id is missing; add letter_id = "{sidecar.stem}"')
    if letter_id != sidecar.stem:
        raise FactsError(
            f"{sidecar}: letter_id is {letter_id!r} but the file is called {sidecar.stem!r}; "
            "make them the same"
        )
    return Source(**table)  # type: ignore[arg-type]  # names and types were checked above


def _check(name: str, value: object, sidecar: Path) -> None:
    if name not in FIELDS:
        raise FactsError(
            f"{sidecar}: unknown field {name!r} ({value!r}); use only {', '.join(FIELDS)}"
        )
    # A TOML date-time is a `datetime`, which Python counts as a date.
    if name == "date" and (not isinstance(value, date) or isinstance(value, datetime)):
        raise FactsError(
            f"{sidecar}: date is {value!r}; write a date without quotes, like 2024-12-12"
        )
    if name != "date" and not isinstance(value, str):
        raise FactsError(f"{sidecar}: {name} is {value!r}; put the value between quotes")
