"""A summary as tables: for a terminal, and as Markdown for the documents."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from scripts.evaluation.metrics import METRICS, Interval, Metric
from scripts.evaluation.summary import Line, Summary

HEADINGS = (
    "variant", "n", "MRR@10", "nDCG@10", "recall@10", "hit@10", "MRR to first", "hit to first", "p50 ms", "p99 ms",
)  # fmt: skip

TITLES = (
    ("By set", "sets"),
    ("By class of question", "kinds"),
    ("Over all sets, each weighing the same", "overall"),
)


UNBROKEN = 200
"""Columns where there is no terminal whose width counts."""


def console() -> Console:
    """Standard output, as wide as tables need where it isn't a terminal."""
    return Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else UNBROKEN)


def tell(facts: Mapping[str, Any], summary: Summary, *, as_markdown: bool) -> None:
    """Print the tables, and what was measured below them."""
    if as_markdown:
        sys.stdout.write(f"{markdown(summary)}\n{caption(facts)}\n")
    else:
        out = console()
        show(out, summary)
        out.print(caption(facts))


def caption(facts: Mapping[str, Any]) -> str:
    """One line on the code, the model and the machine."""
    embedding = facts.get("embedding_ms") or {}
    times = f"; embedding a question p50 {embedding['p50']:.1f}, p99 {embedding['p99']:.1f} ms" if embedding else ""
    return f"Commit {facts.get('commit')}, {facts.get('model')}, {facts.get('cores')} cores{times}."


def show(console: Console, summary: Summary) -> None:
    """One table for each part that has lines."""
    for title, part in TITLES:
        lines: Sequence[Line] = getattr(summary, part)
        if not lines:
            continue
        table = Table(title=title)
        for heading in ("", *HEADINGS):
            table.add_column(heading, justify="left" if heading in ("", "variant") else "right", no_wrap=True)
        for n, line in enumerate(lines):
            first = n == 0 or lines[n - 1].group != line.group
            if first and n:
                table.add_section()
            table.add_row(line.group if first else "", *cells(line))
        console.print(table)


def markdown(summary: Summary) -> str:
    """The same tables; a clear difference is bold."""
    parts = []
    for title, part in TITLES:
        lines: Sequence[Line] = getattr(summary, part)
        if not lines:
            continue
        rows = [f"| | {' | '.join(HEADINGS)} |", "|---|---|" + "---:|" * (len(HEADINGS) - 1)]
        for n, line in enumerate(lines):
            first = n == 0 or lines[n - 1].group != line.group
            rows.append(f"| {line.group if first else ''} | {' | '.join(cells(line, bold=True))} |")
        parts.append(f"**{title}**\n\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def cells(line: Line, *, bold: bool = False) -> list[str]:
    """One row, after the name of its group."""
    return [
        line.variant,
        str(line.questions),
        *(_score(line.scores[metric]) for metric in METRICS),
        *(_difference(line, metric, bold=bold) for metric in ("mrr", "hit")),
        *(f"{line.latency_ms[name]:.1f}" if name in line.latency_ms else "" for name in ("p50", "p99")),
    ]


def _score(value: Interval) -> str:
    return f"{_short(value.mean)} ±{_short(_half_width(value))}"


def _difference(line: Line, metric: Metric, *, bold: bool) -> str:
    if metric not in line.differences:
        return ""
    value = line.differences[metric]
    text = f"{_signed(value.mean)} ±{_short(_half_width(value))}"
    if not value.excludes_zero:
        return text
    return f"**{text}**" if bold else f"{text} *"


def _half_width(value: Interval) -> float:
    """Half of the interval: of hundreds of questions it is as good as symmetric. A file of results has both ends."""
    return (value.high - value.low) / 2


def _short(value: float) -> str:
    return f"{value:.3f}".replace("0.", ".", 1) if 0 <= value < 1 else f"{value:.2f}"


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("0.", ".", 1)
