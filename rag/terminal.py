"""Answers and letters as text for the terminal, in Dutch where the user of answers reads them."""

from collections.abc import Sequence

from rag.cite.finding import Finding
from rag.records import Answer, Letter


def as_text(answer: Answer, shown: str = "") -> str:
    """Return an answer for people: short answer, sentences, references; or the refusal.

    `shown` are the words of a model's answer that stand on the screen already: they are left out.
    """
    lines = []
    if answer.standalone != answer.question and not shown:
        lines.append(f"(gezocht: {answer.standalone})")
    if answer.note:
        lines.append(f"{answer.note}\n")
    if answer.short and not shown:
        lines.append(f"{answer.short}\n")
    if rest := rest_of(answer, shown):
        lines.append(rest)
    if answer.mode == "llm":
        lines += ["", made_by(answer), ""]
        for item in answer.citations:
            lines += [f"[{item.number}] {item.reference}", f"    “{' '.join(item.quote.split())}”"]
        lines += list(dict.fromkeys(f"    {item.url}" for item in answer.citations if item.url))
    elif answer.found:
        lines.append("")
        lines += [f"[{item.number}] {item.reference}" for item in answer.citations]
        lines += list(dict.fromkeys(f"    {item.url}" for item in answer.citations if item.url))
    else:
        lines.append(answer.reason or "")
        if answer.nearest:
            lines.append("Dichtbij, maar niet het antwoord:")
            lines += [f"- {heading}" for heading in answer.nearest]
    return "\n".join(lines)


def rest_of(answer: Answer, shown: str) -> str:
    """Return the words of an answer that come after those shown; all when it went another way."""
    same = answer.mode == "llm" and answer.answer.startswith(shown)
    return answer.answer[len(shown) :].lstrip() if same else answer.answer


def made_by(answer: Answer) -> str:
    """Return how a model's answer was made and how many of its claims were checked."""
    kept, dropped = answer.kept, answer.dropped
    line = (
        "Opgesteld door een taalmodel; "
        f"{kept + dropped} {'uitspraak' if kept + dropped == 1 else 'uitspraken'} gecontroleerd"
    )
    if dropped == 1:
        return f"{line}, 1 weggelaten omdat die niet in de brief staat."
    if dropped:
        return f"{line}, {dropped} weggelaten omdat die niet in de brief staan."
    return f"{line}, alle in de brief gevonden."


def findings_text(findings: Sequence[Finding]) -> str:
    """Return what a check found, a block a finding: verdict, words, and why or where."""
    blocks = []
    for finding in findings:
        lines = [f"{finding.display}: {' '.join(finding.text.split())}"]
        lines += [f"    notitie: {note}  brief: {letter}" for note, letter in finding.differing]
        if finding.reason:
            lines.append(f"    {finding.reason}")
        if finding.letter_id:
            lines.append(f"    {finding.passage or finding.letter_id}")
        blocks.append("\n".join(lines))
    return "\n".join(blocks)


def letter_table(letters: Sequence[Letter]) -> str:
    """Return one line a letter: id, date, number of passages, title."""
    width = max((len(letter.source.letter_id) for letter in letters), default=0)
    return "\n".join(
        f"{letter.source.letter_id:{width}}  {letter.source.date or '-'!s:<10}  "
        f"{len(letter.passages):4} passages  {_title(letter)}"
        for letter in letters
    )


def section_tree(letter: Letter, with_passages: bool) -> str:
    """Return the headings of a letter, indented by level, with the passages if asked."""
    lines = [f"{letter.source.letter_id}  {_title(letter)}".rstrip()]
    for section in letter.sections:
        indent = "  " * len(section.path)
        lines.append(f"{indent}{section.path[-1]}")
        if with_passages:
            lines += [
                f"{indent}  [{passage.id.partition('#')[2]}] {' '.join(passage.text.split())}"
                for passage in letter.passages
                if passage.section == section.path
            ]
    return "\n".join(lines)


def _title(letter: Letter) -> str:
    return f"{letter.source.title}{' (OCR)' if letter.source.scanned else ''}".strip()
