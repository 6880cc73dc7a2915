"""What was measured, and what follows from it: quantiles, overhead, goals. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Series:
    """Repetitions of one thing. `samples_ms` stays empty where only the rate was taken."""

    samples_ms: list[float] = field(default_factory=list)
    count: int = 0
    seconds: float = 0.0
    """Wall time in which all of it was done, by however many clients."""
    generator_seconds: float = 0.0
    """CPU time of the load generator meanwhile. Near `seconds`, the generator itself is what was measured."""

    def add(self, other: "Series") -> None:
        self.samples_ms += other.samples_ms
        self.count += other.count
        self.seconds += other.seconds
        self.generator_seconds += other.generator_seconds

    @property
    def rate(self) -> float | None:
        """How many per second; None without wall time."""
        return self.count / self.seconds if self.seconds else None

    def quantile(self, q: float) -> float | None:
        """Milliseconds; None without samples."""
        return percentile(self.samples_ms, q) if self.samples_ms else None


Measured = Mapping[str, Series]
"""Series by the key of their figure; what an interrupted run didn't get to is missing."""


@dataclass(frozen=True)
class Goal:
    """Less than `below_ms` milliseconds of `what`: p50, p95, overhead (of the medians) or overhead p99."""

    what: str
    below_ms: float


@dataclass(frozen=True)
class Figure:
    """A line of the report. `bare` names the series whose sum it is held against."""

    key: str
    title: str
    bare: tuple[str, ...] = ()
    goal: Goal | None = None
    second_goal: Goal | None = None
    in_generator: bool = False
    """The load generator's own process does the work, so its CPU time tells nothing."""

    @property
    def is_bare(self) -> bool:
        return not self.bare


@dataclass(frozen=True)
class Row:
    """A figure with its numbers: milliseconds, but for `rate` (per second) and the two shares (0..1, may exceed 1)."""

    figure: Figure
    n: int
    p50: float | None
    p95: float | None
    p99: float | None
    rate: float | None
    generator_share: float | None
    overhead_ms: float | None
    overhead_p99_ms: float | None
    share_of_bare: float | None
    met: bool | None
    """Both goals, where there are two."""

    def as_json(self) -> dict[str, Any]:
        goal, second = self.figure.goal, self.figure.second_goal
        return {
            "key": self.figure.key,
            "title": self.figure.title,
            "bare": list(self.figure.bare),
            "n": self.n,
            "p50_ms": self.p50,
            "p95_ms": self.p95,
            "p99_ms": self.p99,
            "per_second": self.rate,
            "generator_share_of_a_core": self.generator_share,
            "overhead_p50_ms": self.overhead_ms,
            "overhead_p99_ms": self.overhead_p99_ms,
            "share_of_bare_rate": self.share_of_bare,
            "goal": {"what": goal.what, "below_ms": goal.below_ms, "met": self.met} if goal else None,
            "second_goal": {"what": second.what, "below_ms": second.below_ms} if second else None,
        }


def percentile(samples: Sequence[float], q: float) -> float:
    """The `q` quantile (0..1) by linear interpolation between the two nearest samples. ValueError without any."""
    if not samples:
        raise ValueError("no samples")
    ordered = sorted(samples)
    position = q * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def overhead(ours: Series, bare: Sequence[Series], q: float = 0.5) -> float | None:
    """Milliseconds that the `q` quantile of ours lies above the sum of the bare ones; None where one is missing."""
    mine, parts = ours.quantile(q), [series.quantile(q) for series in bare]
    known = [part for part in parts if part is not None]
    if mine is None or not parts or len(known) < len(parts):
        return None
    return mine - sum(known)


def share_of_bare(ours: Series, bare: Sequence[Series]) -> float | None:
    """Our rate over that of the bare parts in turn; None where samples tell more, or a part is missing."""
    if ours.samples_ms or not ours.rate or not bare or not all(series.rate for series in bare):
        return None
    seconds_each = sum(1 / series.rate for series in bare if series.rate)
    return ours.rate * seconds_each


def rows(figures: Sequence[Figure], measured: Measured) -> list[Row]:
    """One row for each figure that was measured, in their order."""
    return [_row(figure, measured) for figure in figures if figure.key in measured and measured[figure.key].count]


def _row(figure: Figure, measured: Measured) -> Row:
    series = measured[figure.key]
    bare = [measured.get(key, Series()) for key in figure.bare]
    numbers = {
        "p50": series.quantile(0.5),
        "p95": series.quantile(0.95),
        "overhead": overhead(series, bare),
        "overhead p99": overhead(series, bare, 0.99),
    }
    cpu = series.generator_seconds
    goals = [goal for goal in (figure.goal, figure.second_goal) if goal]
    reached = [(numbers[goal.what], goal.below_ms) for goal in goals]
    return Row(
        figure=figure,
        n=series.count,
        p50=numbers["p50"],
        p95=numbers["p95"],
        p99=series.quantile(0.99),
        rate=series.rate,
        generator_share=cpu / series.seconds if cpu and series.seconds and not figure.in_generator else None,
        overhead_ms=numbers["overhead"],
        overhead_p99_ms=numbers["overhead p99"],
        share_of_bare=share_of_bare(series, bare),
        met=_met(reached),
    )


def _met(reached: Sequence[tuple[float | None, float]]) -> bool | None:
    """Whether all goals were reached; None without any, or where one wasn't measured."""
    known = [(number, below) for number, below in reached if number is not None]
    return all(number < below for number, below in known) if known and len(known) == len(reached) else None
