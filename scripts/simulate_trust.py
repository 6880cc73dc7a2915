"""How well trust tells good traces from bad ones when some lie: `python -m scripts.simulate_trust`.

The product's own rules, without a database. Experts are vouched for by the operator. Everybody writes traces and
judges others' in rounds. The honest judge rightly nineteen times of twenty, the careless three times of five. Colluders
write bad traces only, praise each other's whenever they can, and run down what others wrote.
"""

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import mean

from rich.console import Console
from rich.table import Table

from app.reputation import rules
from app.reputation.rules import Evidence
from app.votes.rules import DOWN, FAILED, UP, WORKED, evidence_of

EXPERT, HONEST, CARELESS, COLLUDER = "expert", "honest", "careless", "colluder"
RIGHT = {EXPERT: 0.98, HONEST: 0.95, CARELESS: 0.6}
GOOD = {EXPERT: 0.95, HONEST: 0.8, CARELESS: 0.5, COLLUDER: 0.0}
"""Shares of right judgements, and of good traces among those written."""
DOMAINS = (("python",), ("django", "python"), ("javascript",), ("javascript", "react"), ("go",))
APPLIED = 0.4
"""Share of judgements that are outcomes."""
VOUCHED = 6.0


@dataclass
class Trace:
    author: int
    good: bool
    domains: tuple[str, ...]
    evidence: Evidence = field(default_factory=Evidence)

    @property
    def trust(self) -> float:
        return rules.trust_score(self.evidence)


@dataclass(frozen=True)
class Result:
    """`auc`: how likely a good trace stands above a bad one. `lifted`: share of colluders' traces above the median
    good one."""

    colluders: int
    auc: float
    lifted: float
    established_colluders: int


def simulate(
    seed: int, *, experts: int = 3, honest: int = 60, careless: int = 20, colluders: int = 20, rounds: int = 30
) -> Result:
    """One world, judged for some rounds. The same arguments give the same result."""
    choice = random.Random(seed)  # noqa: S311 - a simulation
    kinds = [EXPERT] * experts + [HONEST] * honest + [CARELESS] * careless + [COLLUDER] * colluders
    reputation: defaultdict[tuple[int, str], Evidence] = defaultdict(Evidence)
    for person in range(experts):
        for domain in {name for names in DOMAINS for name in names}:
            reputation[person, domain] = Evidence(positive=round(VOUCHED * rules.THOUSAND))
    traces = [
        Trace(person, choice.random() < GOOD[kind], choice.choice(DOMAINS))
        for person, kind in enumerate(kinds)
        for _ in range(4)
    ]
    judged: set[tuple[int, int, bool]] = set()
    for _ in range(rounds):
        for person, kind in enumerate(kinds):
            for _ in range(2):
                number = _read(choice, person, kind, kinds, traces)
                trace = traces[number]
                applied = choice.random() < APPLIED
                if trace.author == person or (person, number, applied) in judged:
                    continue
                judged.add((person, number, applied))
                _judge(person, trace, _praises(choice, kind, kinds[trace.author], good=trace.good), applied, reputation)
    return _result(kinds, traces, reputation)


def _read(choice: random.Random, person: int, kind: str, kinds: Sequence[str], traces: Sequence[Trace]) -> int:
    """What somebody looks at: better trusted traces more often, colluders each other's half of the time."""
    if kind == COLLUDER and choice.random() < 0.5:
        return choice.choice([n for n, trace in enumerate(traces) if kinds[trace.author] == COLLUDER])
    return max(choice.sample(range(len(traces)), 2), key=lambda number: (traces[number].trust, choice.random()))


def _praises(choice: random.Random, kind: str, author: str, *, good: bool) -> bool:
    if kind == COLLUDER:
        return author == COLLUDER
    return good == (choice.random() < RIGHT[kind])


def _judge(
    person: int, trace: Trace, praises: bool, applied: bool, reputation: defaultdict[tuple[int, str], Evidence]
) -> None:
    known = {domain: rules.reputation(reputation[person, domain]) for domain in trace.domains}
    judgement = (WORKED if praises else FAILED) if applied else (UP if praises else DOWN)
    evidence = evidence_of(judgement, rules.weight(known, trace.domains))
    trace.evidence = trace.evidence + evidence
    for domain in trace.domains:
        reputation[trace.author, domain] = reputation[trace.author, domain] + evidence


def _result(
    kinds: Sequence[str], traces: Sequence[Trace], reputation: defaultdict[tuple[int, str], Evidence]
) -> Result:
    good = sorted(trace.trust for trace in traces if trace.good)
    bad = [trace.trust for trace in traces if not trace.good]
    theirs = [trace.trust for trace in traces if kinds[trace.author] == COLLUDER]
    middle = good[len(good) // 2]
    established = {
        person
        for (person, _), evidence in reputation.items()
        if kinds[person] == COLLUDER and rules.reputation(evidence) >= rules.ESTABLISHED_FROM
    }
    return Result(
        colluders=Counter(kinds)[COLLUDER],
        auc=mean(mean((g > b) + (g == b) / 2 for b in bad) for g in good),
        lifted=mean(trust >= middle for trust in theirs) if theirs else 0.0,
        established_colluders=len(established),
    )


def main(arguments: Sequence[str] | None = None, worlds: Callable[..., Result] = simulate) -> int:
    """Print a table over growing numbers of colluders, means over some seeds."""
    parser = argparse.ArgumentParser(prog="python -m scripts.simulate_trust", description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--colluders", type=int, nargs="+", default=[0, 5, 10, 20, 40, 80, 160, 320])
    options = parser.parse_args(arguments)
    table = Table(title="3 experts, 60 honest, 20 careless contributors and some who collude")
    for heading in ("colluders", "AUC", "theirs above the median good one", "of them established"):
        table.add_column(heading, justify="right")
    for colluders in options.colluders:
        found = [worlds(seed, colluders=colluders) for seed in range(options.seeds)]
        table.add_row(
            str(colluders),
            f"{mean(each.auc for each in found):.3f}",
            f"{mean(each.lifted for each in found):.1%}",
            f"{mean(each.established_colluders for each in found):.1f}",
        )
    Console().print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
