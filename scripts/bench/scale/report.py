"""The tables of the report, and which goals were met. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.box import MARKDOWN
from rich.table import Table

from scripts.bench.scale.measuring import CLIENTS, Timing


@dataclass(frozen=True)
class Goal:
    """`reached` is a share (`at_least`) or milliseconds (`below`); None when it wasn't measured."""

    title: str
    reached: float | None
    at_least: float | None = None
    below: float | None = None

    @property
    def met(self) -> bool | None:
        if self.reached is None:
            return None
        return self.reached >= self.at_least if self.at_least is not None else self.reached < (self.below or 0.0)


def share(ours: Timing, bare: Timing) -> float | None:
    """Our throughput by several clients over that of the bare line."""
    mine, theirs = ours.together.rate, bare.together.rate
    return mine / theirs if mine and theirs else None


def goals(timings: Mapping[str, Timing]) -> list[Goal]:
    """Those of the issue, for this number of traces and this class of machine."""
    found = [Goal("product / bare request, throughput", share(timings["product"], timings["bare"]), at_least=0.8)]
    for key, p50, p99 in (("fresh", 18.0, 40.0), ("cached", 9.0, 20.0)):
        alone = timings[key].alone
        found.append(Goal(f"REST search, {key} query, p50", alone.quantile(0.5), below=p50))
        found.append(Goal(f"REST search, {key} query, p99", alone.quantile(0.99), below=p99))
    return found


def timing_table(
    titles: Mapping[str, str], timings: Mapping[str, Timing], recalls: Mapping[str, float | None] | None = None
) -> Table:
    """One line for each title that was measured."""
    table = Table(box=MARKDOWN)
    headings = ("", "n", "p50 ms", "p99 ms", f"{CLIENTS} clients /s", "generator", "recall@10")
    for name in headings if recalls is not None else headings[:-1]:
        table.add_column(name, justify="right" if name else "left", no_wrap=True)
    for key, title in titles.items():
        if key in timings:
            recall = () if recalls is None else (_number(recalls.get(key), ".3f"),)
            table.add_row(title, *_cells(timings[key]), *recall)
    return table


def goal_table(found: Sequence[Goal]) -> Table:
    table = Table(box=MARKDOWN)
    for name in ("goal", "asked", "here", ""):
        table.add_column(name, justify="left" if name in {"goal", ""} else "right", no_wrap=True)
    for goal in found:
        asked = f">= {goal.at_least}" if goal.at_least is not None else f"< {goal.below:.0f} ms"
        here = _number(goal.reached, ".2f" if goal.at_least is not None else ".1f")
        table.add_row(goal.title, asked, here, {True: "met", False: "MISSED", None: ""}[goal.met])
    return table


def as_json(timings: Mapping[str, Timing], recalls: Mapping[str, float | None]) -> dict[str, Any]:
    return {
        key: {
            "n": timing.alone.count,
            "p50_ms": timing.alone.quantile(0.5),
            "p99_ms": timing.alone.quantile(0.99),
            "clients": CLIENTS,
            "per_second": timing.together.rate,
            "p99_ms_of_clients": timing.together.quantile(0.99),
            "recall_at_10": recalls.get(key),
        }
        for key, timing in timings.items()
    }


def _cells(timing: Timing) -> tuple[str, ...]:
    alone, together = timing.alone, timing.together
    cpu = together.generator_seconds / together.seconds if together.seconds else None
    return (
        str(alone.count),
        _number(alone.quantile(0.5), ".1f"),
        _number(alone.quantile(0.99), ".1f"),
        _number(together.rate, ".0f"),
        "" if cpu is None else f"{cpu:.0%}",
    )


def _number(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)
