"""Precision and recall of the quote checker: `python -m evals.note_check [-v]`.

A case of `notes.jsonl` is a quotation or a claim with one figure, with the verdict it must get.
An altered quotation that is called `letterlijk` is a failure of the product, and exit code 1.
"""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.cite.check import check_note, check_quote
from rag.cite.finding import VERDICTS
from rag.cite.kamerstuk import find_kamerstukken
from rag.letters.read import read_letter
from rag.records import Letter

HERE = Path(__file__).resolve().parent
LETTER = HERE.parent / "corpus" / "kst-31934-87.txt"
HONEST = frozenset({"exact", "exact-form", "ellipsis", "insertion", "cited-right"})


@dataclass(frozen=True, slots=True)
class Case:
    """A quotation or claim and the verdict it must get; `figure` names the claim's figure."""

    id: str
    type: str
    kind: str
    text: str
    verdict: str
    figure: str = ""
    cited: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case and what the checker said."""

    case: Case
    verdict: str
    reason: str


def read_cases(path: Path = HERE / "notes.jsonl") -> tuple[Case, ...]:
    """The cases of a file, one JSON object a line."""
    return tuple(Case(**json.loads(line)) for line in path.read_text("utf-8").splitlines())


def judge(case: Case, letters: Sequence[Letter]) -> Outcome:
    """Run the checker on one case; a claim's figure that it does not see is `overgeslagen`."""
    if case.kind == "quote":
        finding = check_quote(case.text, letters, find_kamerstukken(case.cited))
        return Outcome(case, finding.verdict, finding.reason)
    for finding in check_note(case.text, letters):
        if finding.kind == "cijfer" and finding.text.startswith(case.figure):
            return Outcome(case, finding.verdict, finding.reason)
    return Outcome(case, "overgeslagen", "Het cijfer is niet gezien.")


def precision_recall(outcomes: Sequence[Outcome], verdict: str) -> tuple[float, float]:
    """Precision and recall of one verdict; 1.0 where there is nothing to find."""
    said = [o for o in outcomes if o.verdict == verdict]
    meant = [o for o in outcomes if o.case.verdict == verdict]
    right = sum(o.case.verdict == verdict for o in said)
    return (right / len(said) if said else 1.0, right / len(meant) if meant else 1.0)


def main(arguments: Sequence[str]) -> int:
    """Print the table; 1 if an altered quotation was called literal."""
    letters = (read_letter(LETTER),)
    outcomes = [judge(case, letters) for case in read_cases()]
    for kind in ("quote", "claim"):
        part = [outcome for outcome in outcomes if outcome.case.kind == kind]
        print(f"{kind}: {len(part)} cases")
        for verdict in VERDICTS:
            precision, recall = precision_recall(part, verdict)
            meant = sum(o.case.verdict == verdict for o in part)
            print(f"  {verdict:15} n={meant:3}  precision {precision:.3f}  recall {recall:.3f}")
    quotes = [outcome for outcome in outcomes if outcome.case.kind == "quote"]
    honest = [o for o in quotes if o.case.type in HONEST]
    known = sum(o.verdict == "letterlijk" for o in honest)
    fooled = [o for o in quotes if o.verdict == "letterlijk" and o.case.type not in HONEST]
    print(f"honest quotes recognised: {known}/{len(honest)} = {known / len(honest):.3f}")
    print(f"altered quotes called letterlijk: {len(fooled)}")
    wrong = Counter(o.case.type for o in outcomes if o.verdict != o.case.verdict)
    print("wrong by type:", dict(wrong) or "none")
    if "-v" in arguments:
        for o in outcomes:
            if o.verdict != o.case.verdict:
                print(
                    f"  {o.case.id}: {o.verdict}, not {o.case.verdict}: {o.case.text} ({o.reason})"
                )
    return 1 if fooled else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
