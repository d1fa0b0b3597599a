"""What makes an answer good: each measure is a pure function of a case and an answer.

Every measure is better when higher, except `over_refused`, `length` and `seconds`. Nothing
found counts as zero; `measure` leaves out what does not apply to a case.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

import ir_measures
from ir_measures import R, nDCG

from evals.cases import Case, Gold
from rag.records import Answer, Citation, Letter, Section

RANKING = {"recall@1": R @ 1, "recall@5": R @ 5, "recall@10": R @ 10, "ndcg@10": nDCG @ 10}
SHORT_KINDS = ("number", "name", "abbreviation")
_SIGNS = str.maketrans("‘’‚‛“”„‟´`–—‑‐", "''''\"\"\"\"''----")
_MARK = re.compile(r"\s*\[\d+\]")
_ARTICLE = re.compile(r"\b(de|het|een)\b")
_NOT_WORD = re.compile(r"[^\w%€]+")


def measure(
    case: Case, answer: Answer, letters: Mapping[str, Letter], ranking: Mapping[str, float]
) -> dict[str, float]:
    """All measures that apply to a case; `ranking` comes from `rank_measures`."""
    values = {"seconds": answer.seconds}
    if answer.citations or answer.found:
        values["verbatim"] = float(is_verbatim(answer, letters))
    if answer.found:
        values["length"] = float(len(answer.answer))
    if not case.answerable:
        return values | {"refused": float(is_refused(answer))}
    values |= {
        "correct": float(is_correct(answer, case)),
        "over_refused": float(not answer.found),
        "citation_precision": citation_precision(answer.citations, case.gold),
        "citation_recall": citation_recall(answer.citations, case.gold, case.any),
        "sentence@1": float(any(overlaps(answer.citations[0], g) for g in case.gold))
        if answer.citations
        else 0.0,
        **ranking,
    }
    if case.kind in SHORT_KINDS and len(case.facts) == 1:
        values["short_em"] = best_exact(answer.short or "", case.facts[0])
        values["short_f1"] = best_f1(answer.short or "", case.facts[0])
    return values


def is_right(case: Case, values: Mapping[str, float]) -> bool:
    """Whether the outcome is right: a correct answer, or a refusal where that is right."""
    return values["correct" if case.answerable else "refused"] == 1.0


def is_refused(answer: Answer) -> bool:
    """A refusal shows no citation."""
    return not answer.found and not answer.citations


def is_correct(answer: Answer, case: Case) -> bool:
    """Every fact is in the answer, and a citation stands on a gold sentence."""
    if not answer.found:
        return False
    shown = " | ".join([answer.answer, answer.short or "", *(c.quote for c in answer.citations)])
    on_gold = any(overlaps(c, gold) for c in answer.citations for gold in case.gold)
    return on_gold and has_facts(shown, case.facts)


def has_facts(text: str, facts: Iterable[Collection[str]]) -> bool:
    """Whether one alternative of each group stands in the text, as whole words and figures."""
    plain = normalise(_MARK.sub("", text))
    return all(any(_stands_in(normalise(word), plain) for word in group) for group in facts)


def _stands_in(fact: str, text: str) -> bool:
    # `58` is not in `1958`, `1.58` or `58,5`; `honderd` is not in `achthonderd`.
    pattern = rf"(?<!\w)(?<!\d[.,]){re.escape(fact)}(?!\w)(?![.,]\d)"
    return re.search(pattern, text) is not None


def normalise(text: str) -> str:
    """Lower case, no accents, one kind of quote and dash, single spaces."""
    letters = unicodedata.normalize("NFKD", text.translate(_SIGNS))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(plain.casefold().split())


def overlaps(citation: Citation, gold: Gold) -> bool:
    """Whether a citation and a gold sentence share a character."""
    same_letter = citation.source.letter_id == gold.letter
    return same_letter and citation.start < gold.end and gold.start < citation.end


def citation_precision(citations: Iterable[Citation], gold: Iterable[Gold]) -> float:
    """Share of the cited characters that are in a gold sentence."""
    cited = _cited(citations)
    wanted = _characters(gold)
    return len(cited & wanted) / len(cited) if cited else 0.0


def citation_recall(citations: Iterable[Citation], gold: Sequence[Gold], any_: bool) -> float:
    """Share of the gold characters that are cited; of the best gold sentence if any suffices."""
    cited = _cited(citations)
    parts = [[g] for g in gold] if any_ else [gold]
    wanted = [_characters(part) for part in parts]
    return max((len(cited & part) / len(part) for part in wanted if part), default=0.0)


def _cited(citations: Iterable[Citation]) -> set[tuple[str, int]]:
    return _characters(Gold(c.source.letter_id, c.start, c.end) for c in citations)


def _characters(spans: Iterable[Gold]) -> set[tuple[str, int]]:
    return {(span.letter, i) for span in spans for i in range(span.start, span.end)}


def is_verbatim(answer: Answer, letters: Mapping[str, Letter]) -> bool:
    """Whether every quote is, to the letter, what its place in its letter says."""
    return all(
        citation.quote != ""
        and citation.source.letter_id in letters
        and letters[citation.source.letter_id].text[citation.start : citation.end] == citation.quote
        for citation in answer.citations
    )


def needs(case: Case, letters: Mapping[str, Letter]) -> list[frozenset[str]]:
    """What a search must find: for each gold sentence the passages that hold it, any of which does.

    For a heading that is any passage of its section; with `any`, all sentences are one need.
    """
    found = [_holders(gold, letters[gold.letter]) for gold in case.gold]
    return [frozenset().union(*found)] if case.any else found


def _holders(gold: Gold, letter: Letter) -> frozenset[str]:
    start, end = gold.start, gold.end
    for section in letter.sections:
        if section.start <= gold.start and gold.end <= section.body:
            start, end = section.start, max(s.end for s in _below(letter, section.path))
    return frozenset(p.id for p in letter.passages if p.start < end and start < p.end)


def _below(letter: Letter, path: tuple[str, ...]) -> list[Section]:
    return [section for section in letter.sections if section.path[: len(path)] == path]


def relevant(wanted: Iterable[frozenset[str]], ranked: Sequence[str]) -> set[str]:
    """One passage for each need: the one ranked best, or any when none was found."""
    places = {passage: place for place, passage in enumerate(ranked)}
    return {
        min(need, key=lambda passage: (places.get(passage, len(places)), passage))
        for need in wanted
        if need
    }


def rank_measures(
    wanted: Mapping[str, Sequence[frozenset[str]]], ranked: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """Recall and nDCG of the passages found, per case id; a case without hits scores zero."""
    judgements = [
        ir_measures.Qrel(case, passage, 1)
        for case, needed in wanted.items()
        for passage in relevant(needed, ranked.get(case, ()))
    ]
    run = [
        ir_measures.ScoredDoc(case, passage, -float(place))
        for case, passages in ranked.items()
        for place, passage in enumerate(passages)
    ]
    names = {str(measure): name for name, measure in RANKING.items()}
    values = {case: dict.fromkeys(RANKING, 0.0) for case in wanted}
    if run:
        for metric in ir_measures.iter_calc(list(RANKING.values()), judgements, run):
            values[metric.query_id][names[str(metric.measure)]] = metric.value
    return values


def tokens(text: str) -> list[str]:
    """Words of a short answer: SQuAD's normalisation with the Dutch articles."""
    return _NOT_WORD.sub(" ", _ARTICLE.sub(" ", normalise(text))).split()


def best_exact(given: str, facts: Iterable[str]) -> float:
    """1 if the short answer is one of the alternatives."""
    return float(any(tokens(given) == tokens(fact) for fact in facts))


def best_f1(given: str, facts: Iterable[str]) -> float:
    """Overlap in words with the closest alternative: harmonic mean of precision and recall."""
    return max((_f1(tokens(given), tokens(fact)) for fact in facts), default=0.0)


def _f1(given: list[str], wanted: list[str]) -> float:
    shared = sum((Counter(given) & Counter(wanted)).values())
    return 2 * shared / (len(given) + len(wanted)) if shared else 0.0
