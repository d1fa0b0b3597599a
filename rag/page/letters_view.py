"""The corpus as HTML: the table of letters, one letter with its section tree, the index status."""

from collections.abc import Iterable, Mapping, Sequence

from rag.cite.reference import place
from rag.page import texts
from rag.page.markup import (
    Link,
    Span,
    address,
    day,
    footnote_list,
    footnote_marks,
    permalink,
    problem,
    prose,
    text,
    title,
)
from rag.page.references import reference_links
from rag.records import Letter, Passage, Source

_PREFIX = "brief"  # of the ids inside the letter shown; the answers use t1, t2, ...


def letters_table(letters: Sequence[Letter], chosen: str = "") -> str:
    """All letters as a table; a title opens its letter."""
    if not letters:
        return f'<p class="letters">{texts.NO_LETTERS}</p>'
    head = "".join(
        f'<th scope="col">{name}</th>'
        for name in (
            texts.COLUMN_TITLE,
            texts.COLUMN_DATE,
            texts.COLUMN_NUMBER,
            texts.COLUMN_SECTIONS,
        )
    )
    rows = "".join(_row(letter, letter.source.letter_id == chosen) for letter in letters)
    return (
        f'<div class="letters" tabindex="0" role="region" aria-label="{texts.LETTERS_TABLE}">'
        f'<table><caption class="hidden">{texts.LETTERS_TABLE}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def letter_html(
    letter: Letter, letters: Mapping[str, Letter], passage_id: str = "", arrive: str = ""
) -> str:
    """One letter: its section tree and full text; a passage asked for is marked."""
    source = letter.source
    wanted = next((one for one in letter.passages if one.id == passage_id), None)
    marked: list[Span] = [(wanted.start, wanted.end)] if wanted else []
    links = reference_links(letter, letters)
    published = address(source.url)
    outside = (
        f' · <a href="{published}" target="_blank" rel="noopener noreferrer">{texts.PUBLISHED}</a>'
        if published
        else ""
    )
    place_in_page = _anchor(wanted) if wanted else f"{_PREFIX}-top"
    unknown = problem(texts.UNKNOWN_PASSAGE.format(passage_id)) if passage_id and not wanted else ""
    return (
        f'<article class="letter" id="{_PREFIX}-top" data-arrive="{text(arrive)}" '
        f'data-to="{place_in_page}" data-address="{text(permalink(source.letter_id, passage_id))}">'
        f'<div class="letter-head"><h2>{text(title(source))}</h2>'
        f'<p class="meta">{_described(letter)}{outside}</p>{unknown}</div>'
        f'<div class="reading">{_tree(letter)}'
        f'<div class="section full">{_full_text(letter, marked, links)}'
        f"{footnote_list(letter, letter.footnotes, _PREFIX, marked, links)}</div></div></article>"
    )


def status_html(letters: Sequence[Letter], model: str, broken: Iterable[str]) -> str:
    """What the index holds and what could not be read."""
    passages = sum(len(letter.passages) for letter in letters)
    bad = "".join(f"<li><code>{text(name)}</code></li>" for name in sorted(broken))
    rows = (
        (texts.STATUS_LETTERS, str(len(letters))),
        (texts.STATUS_PASSAGES, str(passages)),
        (texts.STATUS_MODEL, text(model)),
        (texts.STATUS_BROKEN, f"<ul>{bad}</ul>{texts.STATUS_WHY}" if bad else texts.STATUS_NONE),
    )
    body = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows)
    opened = " open" if bad else ""
    return (
        f'<details class="folded status"{opened}><summary>{texts.STATUS}</summary>'
        f"<dl>{body}</dl></details>"
    )


def step_html(step: float, line: str) -> str:
    """How far adding a letter is: it is stored at 1 and searchable at 2."""
    return (
        f"{waiting_html(line)}"
        f'<progress max="2" value="{step:.2f}" aria-label="{texts.UPLOAD_PROGRESS}"></progress>'
    )


def waiting_html(line: str) -> str:
    """What is going on."""
    return f'<p class="waiting" role="status">{line}</p>'


def added_html(source: Source, new: bool = True) -> str:
    """The letter is there and can be asked; it was already when it is not new."""
    return (
        f'<p class="done" role="status">{texts.UPLOAD_DONE if new else texts.UPLOAD_THERE} '
        f'<a href="{text(permalink(source.letter_id))}">{text(title(source))}</a></p>'
    )


def _row(letter: Letter, chosen: bool) -> str:
    source = letter.source
    current = ' aria-current="true"' if chosen else ""
    return (
        f'<tr{current}><th scope="row"><a href="{text(permalink(source.letter_id))}" '
        f'data-do="letter" data-letter="{text(source.letter_id)}">{text(title(source))}</a></th>'
        f"<td>{day(source)}</td><td>{text(place(source) or texts.UNNUMBERED)}</td>"
        f"<td>{len(letter.sections)}</td></tr>"
    )


def _described(letter: Letter) -> str:
    source = letter.source
    scanned = texts.SCANNED if source.scanned else ""
    parts = (day(source), source.sender, place(source) or texts.UNNUMBERED, scanned)
    return " · ".join(text(part) for part in parts if part)


def _tree(letter: Letter) -> str:
    """The headings as nested lists of links into the text."""
    rows = "".join(
        f'<li class="level{section.level}"><a href="#{_PREFIX}-s{number}">'
        f"{text(section.path[-1])}</a></li>"
        for number, section in enumerate(letter.sections)
    )
    return (
        f'<nav class="tree" aria-label="{texts.CONTENTS}"><details open>'
        f'<summary>{texts.CONTENTS}</summary><ul role="list">{rows}</ul></details></nav>'
    )


def _full_text(letter: Letter, marked: Sequence[Span], links: Sequence[Link]) -> str:
    inserts = footnote_marks(letter, _PREFIX)
    for passage in letter.passages:
        if passage.kind != "footnote":
            link = _passage_link(passage)
            inserts[passage.start] = inserts.get(passage.start, "") + link
    parts = []
    for number, section in enumerate(letter.sections):
        heading = f'<div class="anchor" id="{_PREFIX}-s{number}" tabindex="-1"></div>'
        span = section.start, section.end
        parts.append(heading + prose(letter, *span, marked, inserts, top=3, links=links))
    return "".join(parts)


def _anchor(passage: Passage) -> str:
    if passage.kind == "footnote":
        return f"{_PREFIX}-{passage.id.rsplit('-', 1)[-1]}"
    return f"{_PREFIX}-p-{passage.id.partition('#')[2]}"


def _passage_link(passage: Passage) -> str:
    """The mark before a passage: an anchor, and its address to copy."""
    address_here = permalink(passage.letter_id, passage.id)
    name = passage.id.partition("#")[2]
    return (
        f'<a class="permalink" id="{text(_anchor(passage))}" href="{text(address_here)}" '
        f'aria-label="{texts.PERMALINK} {text(name)}" '
        f'title="{texts.PERMALINK}" data-done="{texts.COPIED}">¶</a>'
    )
