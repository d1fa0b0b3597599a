"""A large corpus of real Dutch: paragraphs of law, put together as letters around the real one."""

import json
import lzma
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.run import CORPUS
from rag.errors import RagError

# About as long as the real letter.
PARAGRAPHS = 49


@dataclass(frozen=True, slots=True)
class Law:
    """A paragraph of law: what the letter's passages are hidden among."""

    title: str
    text: str


def read_laws(file: Path) -> list[Law]:
    """Read the paragraphs; raises RagError when the file cannot be used."""
    try:
        opener = lzma.open if file.suffix == ".xz" else open
        with opener(file, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        return [Law(row["title"], row["text"]) for row in rows]
    except (OSError, ValueError, KeyError, TypeError, lzma.LZMAError) as error:
        raise RagError(
            f"{file}: cannot be read ({error!r}); give lines with title, text"
        ) from error


def write_corpus(folder: Path, laws: Sequence[Law], letters: int, real: bool = True) -> None:
    """Write so many letters of law, and the real letter, to a folder that becomes the corpus."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if real:
        for file in CORPUS.glob("kst-31934-87.*"):
            shutil.copyfile(file, folder / file.name)
    for number in range(letters):
        part = laws[number * PARAGRAPHS : (number + 1) * PARAGRAPHS]
        name = f"wet-{number:04}"
        text = "\n\n".join(" ".join(law.text.split()) for law in part)
        (folder / f"{name}.txt").write_text(text + "\n", encoding="utf-8")
        title = json.dumps(part[0].title, ensure_ascii=False)
        (folder / f"{name}.toml").write_text(
            f'letter_id = "{name}"\ntitle = {title}\n', encoding="utf-8"
        )
