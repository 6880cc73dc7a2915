"""The report as a table for people. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.box import MARKDOWN
from rich.console import Group
from rich.table import Table
from rich.text import Text

from scripts.bench.figures import Row

COLUMNS = ("figure", "n", "p50", "p95", "p99", "per s", "over bare", "generator", "goal", "")
NOTE = (
    "Times in ms. over bare: our p50 less the p50 of the indented lines below it, or our rate as a share of theirs.\n"
    "generator: CPU of the load generator as a share of one core. Near 100 % it is the bottleneck, not what it asks."
)


def render(rows: Sequence[Row], facts: Mapping[str, Any]) -> Group:
    """The table, what its columns mean, and what it was measured on."""
    table = Table(box=MARKDOWN)
    for name in COLUMNS:
        table.add_column(name, justify="left" if name in {"figure", "goal", ""} else "right", no_wrap=True)
    for row in rows:
        table.add_row(*cells(row), style="dim" if row.figure.is_bare else None)
    lines = "\n".join(f"{name.replace('_', ' ')}: {_fact(value)}" for name, value in facts.items())
    return Group(table, Text(NOTE, style="dim"), Text(lines))


def cells(row: Row) -> tuple[str, ...]:
    """A row as texts, one for each of COLUMNS."""
    goals = [goal for goal in (row.figure.goal, row.figure.second_goal) if goal]
    return (
        f"  {row.figure.title}" if row.figure.is_bare else row.figure.title,
        str(row.n),
        _ms(row.p50),
        _ms(row.p95),
        _ms(row.p99),
        "" if row.rate is None else f"{row.rate:.0f}",
        _over_bare(row),
        _percent(row.generator_share),
        ", ".join(f"{goal.what} < {goal.below_ms:.0f}" for goal in goals),
        {True: "met", False: "MISSED", None: ""}[row.met],
    )


def _over_bare(row: Row) -> str:
    if row.overhead_ms is None:
        return _percent(row.share_of_bare)
    tail = f" (p99 {row.overhead_p99_ms:+.1f})" if row.figure.second_goal and row.overhead_p99_ms is not None else ""
    return f"{row.overhead_ms:+.1f}{tail}"


def _ms(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share * 100:.0f} %"


def _fact(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
