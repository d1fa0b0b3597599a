"""The report: one Dutch page that stands on its own and asks nothing of the network."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from math import ceil

from evals.charts import Bar, bars, curve, heat_table, histogram
from evals.measures import overlaps
from evals.regression import Change, Comparison
from evals.run import Result
from evals.statistics import (
    Estimate,
    Summary,
    Table,
    calibration,
    calibration_error,
    column,
    in_split,
    kind_of,
    refusal_curve,
    risk_coverage,
    separation,
)

NAMES = {
    "correct": "antwoord goed",
    "refused": "terecht geweigerd",
    "over_refused": "onterecht geweigerd",
    "citation_precision": "citaat: precisie",
    "citation_recall": "citaat: dekking",
    "verbatim": "citaten letterlijk",
    "sentence@1": "eerste citaat raak",
    "recall@1": "passage bij eerste 1",
    "recall@5": "passage bij eerste 5",
    "recall@10": "passage bij eerste 10",
    "ndcg@10": "nDCG@10",
    "short_em": "kort antwoord precies",
    "short_f1": "kort antwoord F1",
}
KINDS = {
    "number": "getal, datum, bedrag",
    "name": "naam, plaats, systeem",
    "abbreviation": "afkorting",
    "explain": "waarom, hoe, wat",
    "yesno": "ja of nee",
    "paraphrase": "in gewone woorden",
    "multi": "meer passages",
    "typo": "tikfouten, telegramstijl",
    "english": "Engels",
    "unanswerable": "onbeantwoordbaar",
    "first-turn": "eerste vraag",
    "later-turn": "vervolgvraag",
    "plain": "gewoon",
    "newest": "nieuwste cijfer",
    "period": "periode",
    "which-letter": "welke brief",
    "contradiction": "tegenspraak",
}
SETS = {"conversations": "gesprek", "multi": "3 brieven"}
SPLITS = {
    "dev": "Ontwikkelvragen (dev): hierop is afgesteld",
    "test": "Toetsvragen (test): alleen om te rapporteren",
}
OUTCOMES = (
    "goed",
    "juiste zin, feit mist",
    "andere zin",
    "onterecht geweigerd",
    "ten onrechte beantwoord",
)

_STYLE = """
:root{color-scheme:light dark;--ink:light-dark(#1b2733,#e8edf2);--soft:light-dark(#5b6b7a,#9fb0c0);
--paper:light-dark(#fff,#12181f);--line:light-dark(#d8e0e8,#2c3844);--main:light-dark(#154273,#7fb2e5);
--mark:light-dark(#b3470b,#f2a65a)}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);
max-width:1180px;margin:auto;padding:1.5rem}
h1{font-size:1.6rem}h2{margin-top:2.5rem;border-bottom:1px solid var(--line)}
.plots{display:flex;flex-wrap:wrap;gap:1.5rem}figure{margin:0;max-width:100%}
figcaption{font-weight:600}svg{max-width:100%;height:auto}svg text{font-size:12px;fill:var(--ink)}
.grid{stroke:var(--line);fill:none}.bar{fill:var(--main);opacity:.75}
.line{stroke:var(--main);stroke-width:2;fill:none}.dot{fill:var(--mark)}
.whisker{stroke:var(--mark);stroke-width:2;fill:none}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem;margin:.5rem 0}
th,td{padding:.25rem .6rem;border-bottom:1px solid var(--line);text-align:right;vertical-align:top}
tbody th,.text td{text-align:left;font-weight:400}
.heat td{background:color-mix(in srgb,var(--main) calc(var(--share,0)*60%),transparent)}
.fail{color:var(--mark);font-weight:600}.soft{color:var(--soft)}
"""


def page(
    results: Sequence[Result],
    found: Iterable[Table],
    comparison: Comparison,
    hashes: Mapping[str, str],
) -> str:
    """The whole report as HTML."""
    state = ", ".join(f"{name} {value}" for name, value in hashes.items())
    splits = "".join(_split(table, in_split(results, table.split)) for table in found)
    return (
        '<!doctype html><html lang="nl"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Evaluatie van de antwoorden</title><style>{_STYLE}</style></head><body>"
        "<h1>Evaluatie van de antwoorden</h1>"
        f"<p>{len(results)} vragen. Intervallen zijn 95%-bootstrapintervallen.</p>"
        f'<p class="soft">Vingerafdrukken: {escape(state)}</p>'
        f"{_comparison(comparison)}{splits}</body></html>\n"
    )


def _split(table: Table, results: Sequence[Result]) -> str:
    overall = table.overall
    bins = calibration(results)
    kept = 1 - (overall.measures["over_refused"].mean if "over_refused" in overall.measures else 0)
    refused = overall.measures.get("refused")
    risks = risk_coverage(results)
    worst = ceil(5 * max([risk for _, risk in risks], default=1.0)) / 5 or 1.0
    apart = separation(results)
    plots = [
        bars("Goed per soort vraag", [_bar(_dutch(kind.name), kind) for kind in table.kinds]),
        bars("Goed per onderdeel van de brief", [_bar(part.name, part) for part in table.sections]),
        curve(
            "Fouten naar dekking, van zeker naar onzeker",
            ("deel van de vragen beantwoord", "deel van de antwoorden fout"),
            risks,
            risks[-1:],
            highest=worst,
        ),
        curve(
            "Weigeren: wat elke drempel op zekerheid zou doen"
            + (f" (AUROC {apart:.2f})" if apart is not None else ""),
            ("beantwoordbaar en beantwoord", "onbeantwoordbaar en geweigerd"),
            refusal_curve(results),
            [(kept, refused.mean)] if refused else [],
        ),
        curve(
            f"IJking: zekerheid en deel goed (ECE {calibration_error(bins):.2f})",
            ("zekerheid", "deel goed"),
            [(b.confidence, b.right) for b in bins],
            [(b.confidence, b.right) for b in bins],
            diagonal=True,
        ),
        histogram(
            "Antwoordtijd",
            ("milliseconden", "vragen"),
            [1000 * value for value in column(results, "seconds")],
            [
                (f"p50 {1000 * overall.seconds_p50:.0f} ms", 1000 * overall.seconds_p50),
                (f"p95 {1000 * overall.seconds_p95:.0f} ms", 1000 * overall.seconds_p95),
            ],
        ),
    ]
    return (
        f"<h2>{escape(SPLITS[table.split])}</h2>{_measures(overall)}"
        f'<div class="plots">{"".join(plots)}</div>'
        f"<h3>Waar het misgaat, per soort vraag</h3>{_confusion(results)}"
    )


def _dutch(kind: str) -> str:
    """Dutch name of a group as `kind_of` names it."""
    name, _, kind = kind.rpartition(": ")
    return f"{SETS[name]}: {KINDS[kind]}" if name else KINDS[kind]


def _bar(name: str, summary: Summary) -> Bar:
    zero = Estimate(0, 0.0, 0.0, 0.0)
    right = summary.measures.get("correct") or summary.measures.get("refused") or zero
    return Bar(name, right.n, right.mean, right.low, right.high)


def _measures(summary: Summary) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(NAMES[name])}</th><td>{100 * found.mean:.1f}%</td>'
        f"<td>{100 * found.low:.1f}–{100 * found.high:.1f}</td><td>{found.n}</td></tr>"
        for name, found in summary.measures.items()
    )
    return (
        '<table><thead><tr><th scope="col">maat</th><th scope="col">waarde</th>'
        '<th scope="col">interval</th><th scope="col">vragen</th></tr></thead>'
        f"<tbody>{rows}</tbody></table><p>Mediane lengte van een antwoord:"
        f" {summary.length_p50:.0f} tekens.</p>"
    )


def outcome_of(result: Result) -> str:
    """How an answer went, one of `OUTCOMES`."""
    answer = result.answer
    if result.right:
        return OUTCOMES[0]
    if not result.case.answerable:
        return OUTCOMES[4]
    if not answer.found:
        return OUTCOMES[3]
    on_gold = any(overlaps(c, gold) for c in answer.citations for gold in result.case.gold)
    return OUTCOMES[1] if on_gold else OUTCOMES[2]


def _confusion(results: Sequence[Result]) -> str:
    counts: dict[str, dict[str, int]] = {}
    for result in results:
        row = counts.setdefault(kind_of(result), dict.fromkeys(OUTCOMES, 0))
        row[outcome_of(result)] += 1
    return heat_table(
        OUTCOMES, [(_dutch(kind), list(row.values())) for kind, row in counts.items()]
    )


def _comparison(comparison: Comparison) -> str:
    failures = "".join(f'<p class="fail">{escape(line)}</p>' for line in comparison.failures)
    if not comparison.drops:
        return failures + "<p>Er is nog geen eerdere meting om mee te vergelijken.</p>"
    changed = ", ".join(comparison.changed) or "niets"
    return (
        f"<h2>Sinds de vorige meting</h2>{failures}<p>Veranderd: {escape(changed)}.</p>"
        f"{_changes('Slechter', comparison.worse)}{_changes('Beter', comparison.better)}"
    )


def _changes(title: str, changes: Sequence[Change]) -> str:
    # Texts of the test split stay out of sight: nobody may tune on them.
    hidden = ", ".join(change.id for change in changes if change.split == "test")
    rows = "".join(
        f'<tr><th scope="row">{escape(change.id)}</th><td>{escape(change.before)}</td>'
        f"<td>{escape(change.after)}</td></tr>"
        for change in changes
        if change.split != "test"
    )
    table = (
        '<div class="wide"><table class="text"><thead><tr><th scope="col">vraag</th>'
        '<th scope="col">eerst</th><th scope="col">nu</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
    return (
        f"<h3>{title}: {len(changes)}</h3>"
        + (table if rows else "")
        + (f"<p>Toetsvragen: {escape(hidden)}.</p>" if hidden else "")
    )
