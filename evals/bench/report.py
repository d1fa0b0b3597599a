"""One page of all results: tables and curves, self-contained."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from evals.bench.table import Part, Row, from_json, number
from evals.charts import growth
from rag.errors import RagError

ORDER = ("letter", "sync", "laws", "growth")
TITLES = {
    "letter": "The product as it comes: one letter",
    "sync": "Bringing the index in line",
    "laws": "The letter among 49,000 paragraphs of law",
    "growth": "Search in generated passages",
}
_STYLE = """
:root{color-scheme:light dark;--ink:light-dark(#1b2733,#e8edf2);--soft:light-dark(#5b6b7a,#9fb0c0);
--paper:light-dark(#fff,#12181f);--line:light-dark(#d8e0e8,#2c3844);--main:light-dark(#154273,#7fb2e5);
--mark:light-dark(#b3470b,#f2a65a)}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);
max-width:1080px;margin:auto;padding:1.5rem}
h1{font-size:1.6rem}h2{margin-top:2.5rem;border-bottom:1px solid var(--line)}
.plots{display:flex;flex-wrap:wrap;gap:1.5rem}figure{margin:0;max-width:100%}
figcaption{font-weight:600}svg{max-width:100%;height:auto}svg text{font-size:12px;fill:var(--ink)}
.grid{stroke:var(--line);fill:none}.line{stroke:var(--main);stroke-width:2;fill:none}
.dot{fill:var(--main)}.whisker{stroke:var(--mark);stroke-width:1.5;fill:none}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem;margin:.5rem 0}
th,td{padding:.25rem .6rem;border-bottom:1px solid var(--line);text-align:right}
tbody th,td:last-child{text-align:left;font-weight:400}
.missed{color:var(--mark);font-weight:600}.soft{color:var(--soft);font-size:.9rem}
"""


def write_report(results: Path) -> Path:
    """Write report.html beside the results, of the parts that were measured."""
    files = [results / f"{name}.json" for name in ORDER]
    parts = [from_json(file.read_text(encoding="utf-8")) for file in files if file.exists()]
    if not parts:
        raise RagError(f"{results}: holds no results; run `make bench` first")
    page = results / "report.html"
    page.write_text(report_page(parts), encoding="utf-8")
    return page


def report_page(parts: Sequence[Part]) -> str:
    """The page: per part the machine, the table and the curves."""
    aims = [row for part in parts for row in part.rows if row.met is not None]
    met = sum(bool(row.met) for row in aims)
    body = "".join(_section(part) for part in parts)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Bench</title><style>{_STYLE}</style></head><body><main><h1>Bench</h1>"
        f"<p>{met} of {len(aims)} aims met. A ratio is ours divided by the peer's in the same run; "
        "the machine may be busy, which slows both.</p>"
        f"{body}</main></body></html>\n"
    )


def _section(part: Part) -> str:
    machine = ", ".join(f"{name} {value}" for name, value in part.machine.items())
    limit = {"growth": {"ms": 250.0}, "sync": {"seconds": 2.0}}.get(part.name, {})
    plots = "".join(
        growth(curve.name, curve.axes, curve.lines, limit.get(curve.axes[1]))
        for curve in part.curves
    )
    return (
        f"<h2>{escape(TITLES.get(part.name, part.name))}</h2><p class=soft>{escape(machine)}</p>"
        '<div class="wide"><table><thead><tr><td></td><th scope="col">ours</th>'
        '<th scope="col">peer</th><th scope="col">ratio</th><th scope="col">aim</th>'
        f"<td></td></tr></thead><tbody>{''.join(map(_row, part.rows))}</tbody></table></div>"
        f'<div class="plots">{plots}</div>'
    )


def _row(row: Row) -> str:
    peer = "" if row.peer is None else f"{number(row.peer)} {row.unit}"
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    aim = "" if row.aim is None else f"{'≥' if row.more else '≤'} {row.aim:g}"
    mark = ' class="missed"' if row.met is False else ""
    said = " (missed)" if row.met is False else ""
    return (
        f'<tr><th scope="row">{escape(row.name)}</th><td>{number(row.ours)} {escape(row.unit)}</td>'
        f"<td>{escape(peer)}</td><td>{ratio}</td><td{mark}>{aim}{said}</td>"
        f"<td>{escape(row.peer_name)}</td></tr>"
    )
