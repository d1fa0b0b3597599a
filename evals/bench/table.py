"""What a run of the bench measured: rows beside a peer, curves, and the machine it ran on."""

import json
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path

from evals.statistics import quantile
from rag.errors import RagError
from rag.settings import Settings

RESULTS = Path(__file__).with_name("results")
PACKAGES = (
    "torch", "onnxruntime", "sentence-transformers", "llama-index-core", "chromadb", "gradio",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of ours, beside that of a peer where there is one, and what we aim at.

    `aim` is for the ratio where there is a peer, else for ours; lower is better, but for an aim
    that `more` turns round.
    """

    name: str
    unit: str
    ours: float
    peer: float | None = None
    peer_name: str = ""
    aim: float | None = None
    more: bool = False

    @property
    def ratio(self) -> float | None:
        """Ours divided by the peer's."""
        return self.ours / self.peer if self.peer else None

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None without an aim."""
        if self.aim is None:
            return None
        value = self.ours if self.ratio is None else self.ratio
        return value >= self.aim if self.more else value <= self.aim


@dataclass(frozen=True, slots=True)
class Curve:
    """A measure that grows with the size of what is measured: (size, value) points per line."""

    name: str
    axes: tuple[str, str]
    lines: dict[str, list[tuple[float, float]]]


@dataclass(frozen=True, slots=True)
class Part:
    """The results of one part of the bench."""

    name: str
    machine: dict[str, str]
    rows: list[Row] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)


def describe_machine(settings: Settings) -> dict[str, str]:
    """What the numbers depend on: cores, load, versions, the model and how it runs."""
    return {
        "cores": str(len(os.sched_getaffinity(0))),
        "load before": load(),
        "python": platform.python_version(),
        **{package: version(package) for package in PACKAGES},
        "model": Path(settings.embed_model).name,
        "ours": settings.embed_backend,
        "plain": "torch float32",
    }


def load() -> str:
    """How many processes wanted a core in the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


def p95(seconds: Sequence[float]) -> float:
    """The time that 95 of 100 stay within."""
    return quantile(seconds, 0.95)


def resident() -> float:
    """Memory of this process that is in use now, in MB; files it has mapped count too."""
    fields = dict(
        line.split(":", 1) for line in Path("/proc/self/status").read_text("ascii").splitlines()
    )
    return int(fields["VmRSS"].split()[0]) / 1000


def machine_lines(machine: Mapping[str, str]) -> list[str]:
    """The machine in one line."""
    return [", ".join(f"{name} {value}" for name, value in machine.items())]


def table_lines(rows: Sequence[Row]) -> list[str]:
    """The table: a row a measure, with the ratio of ours to the peer's, and the aim."""
    width = max((len(row.name) for row in rows), default=0)
    head = f"{'':<{width}}  {'':<5}{'ours':>9}{'peer':>9}{'ratio':>7}{'aim':>8}"
    return [head, *(_table_line(row, width) for row in rows)]


def _table_line(row: Row, width: int) -> str:
    peer = "-" if row.peer is None else number(row.peer)
    ratio = "-" if row.ratio is None else f"{row.ratio:.2f}"
    aim = "-" if row.aim is None else f"{'≥' if row.more else '≤'} {row.aim:g}"
    missed = " MISSED" if row.met is False else ""
    line = f"{row.name:<{width}}  {row.unit:<5}{number(row.ours):>9}{peer:>9}{ratio:>7}{aim:>8}"
    return f"{line}{missed}  {row.peer_name}".rstrip()


def number(value: float) -> str:
    """A number with about three figures."""
    return f"{value:.0f}" if value >= 1000 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def as_json(part: Part) -> str:
    """A part as JSON."""
    content = asdict(part)
    for shown, row in zip(content["rows"], part.rows, strict=True):
        shown |= {"ratio": row.ratio, "met": row.met}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def from_json(text: str) -> Part:
    """The part that `as_json` wrote."""
    data = json.loads(text)
    names = Row.__dataclass_fields__
    return Part(
        data["name"],
        data["machine"],
        [Row(**{key: row[key] for key in names}) for row in data["rows"]],
        [
            Curve(
                curve["name"],
                tuple(curve["axes"]),
                {name: [(x, y) for x, y in points] for name, points in curve["lines"].items()},
            )
            for curve in data["curves"]
        ],
    )


def run_part(name: str, settings: Settings, measure: Callable[[Part], None], results: Path) -> None:
    """Measure, print and keep a part; what was measured before an error is shown as well."""
    part = Part(name, describe_machine(settings))
    try:
        measure(part)
        part.machine["load after"] = load()
        _write(results / f"{name}.json", as_json(part))
    finally:
        print("\n".join([f"== {name}", *machine_lines(part.machine), "", *table_lines(part.rows)]))


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RagError(f"{path}: cannot be written ({error.strerror}); name another") from error
