"""Why a hit has the score it has, and stands above the next: the request's own formulas, done again. Pure.

Nothing is asked twice: the scores of the named clauses come with each hit, and so do the two fields that the second
look multiplies by.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from search.query.boosts import Ranking

SAME = 1e-6
"""Scores that differ by a smaller share are equal as far as single precision can tell."""

TELLING = 0.1
"""What is less than this share of all that speaks for a hit isn't worth a mention."""

_DAYS = "d"


@dataclass(frozen=True)
class Explanation:
    """(sum of `parts`) * `trust_factor` * `freshness` is the score, within 1e-4.

    `parts` are what the clauses of the request added, by name, in units of the score.
    """

    parts: Mapping[str, float]
    trust_factor: float
    freshness: float

    @property
    def relevance(self) -> float:
        return sum(self.parts.values())

    @property
    def score(self) -> float:
        return self.relevance * self.trust_factor * self.freshness


def contributions(clause: Mapping[str, Any], scores: Mapping[str, float]) -> dict[str, float]:
    """What each named clause adds to a hit's score, from a query and the scores of those that matched.

    A `bool` adds up what `should` and `must` give, a `dis_max` takes its best alternative (and its share of the rest);
    anything else that has a name counts with its own score, and without a name not at all.
    """
    kind, inner = next(iter(clause.items()))
    if kind == "bool":
        return _added([contributions(each, scores) for each in _clauses(inner, "should") + _clauses(inner, "must")])
    if kind == "dis_max":
        found = sorted((contributions(each, scores) for each in inner["queries"]), key=_total, reverse=True)
        share = inner.get("tie_breaker", 0.0)
        rest = found[1:] if share else []
        return _added([found[0], *({name: share * part for name, part in each.items()} for each in rest)])
    name = _name(inner)
    return {name: scores[name]} if name is not None and name in scores else {}


def freshness(created_at: datetime, now: datetime | None, ranking: Ranking) -> float:
    """The factor for age: the floor, and above it exponential decay to `freshness_decay` after `freshness_scale`."""
    if now is None:
        return 1.0
    scale = timedelta(days=int(ranking.freshness_scale.removesuffix(_DAYS)))
    age = abs(now - created_at) / scale
    return float(ranking.freshness_floor + (1 - ranking.freshness_floor) * ranking.freshness_decay**age)


def reason(this: Explanation, following: Explanation | None) -> str:
    """One sentence: what puts `this` above the hit that follows it, and what speaks against.

    The logarithm of the ratio of both scores is shared out to parts and factors without a rest (the logarithmic mean
    Divisia decomposition, Ang 2005), so that what is named first is what weighed most.
    """
    if following is None:
        return "The last one here."
    if min(this.score, following.score) <= 0:
        return _listed(this, following)
    lead = this.score / following.score
    if abs(lead - 1) < SAME:
        return "Scores the same as the next."
    weights = _shares(this, following)
    if lead < 1:
        return f"Scores {_percent(1 / lead)} less than the next, which was moved down for variety."
    ordered = sorted(weights.items(), key=lambda item: -item[1])
    telling = TELLING * sum(weight for _, weight in ordered if weight > 0)
    better = [_phrase(name, this, following) for name, weight in ordered if weight > telling][:2]
    worse = [_phrase(name, this, following) for name, weight in reversed(ordered) if weight < -telling][:1]
    against = f", although {worse[0]}" if worse else ""
    return f"Scores {_percent(lead)} more than the next: {' and '.join(better)}{against}."


def _listed(this: Explanation, following: Explanation) -> str:
    """For hits without relevance, which an order of their own put where they are."""
    mine, other = this.trust_factor, following.trust_factor
    if mine > other:
        return f"Listed before the next, which is {_phrase('trust', following, this)}."
    return "Listed before the next in the order that was asked for."


def _shares(this: Explanation, following: Explanation) -> dict[str, float]:
    mean = _logarithmic_mean(this.relevance, following.relevance)
    names = dict.fromkeys([*this.parts, *following.parts])
    weights = {name: (this.parts.get(name, 0.0) - following.parts.get(name, 0.0)) / mean for name in names}
    weights["trust"] = math.log(this.trust_factor / following.trust_factor)
    weights["freshness"] = math.log(this.freshness / following.freshness)
    return weights


def _phrase(name: str, this: Explanation, following: Explanation) -> str:
    if name == "trust":
        mine, other = this.trust_factor, following.trust_factor
        return f"{'more' if mine > other else 'less'} trusted ({mine:.2f} against {other:.2f})"
    if name == "freshness":
        mine, other = this.freshness, following.freshness
        return f"{'newer' if mine > other else 'older'} ({mine:.2f} against {other:.2f})"
    mine, other = this.parts.get(name, 0.0), following.parts.get(name, 0.0)
    return f"{'more' if mine > other else 'less'} by {name} ({mine:.3f} against {other:.3f})"


def _percent(ratio: float) -> str:
    share = 100 * (ratio - 1)
    return f"{share:.0f} %" if share >= 1 else "under 1 %"


def _logarithmic_mean(a: float, b: float) -> float:
    return a if math.isclose(a, b, rel_tol=1e-9) else (a - b) / math.log(a / b)


def _clauses(inner: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = inner.get(name, [])
    return [found] if isinstance(found, Mapping) else list(found)


def _name(inner: Mapping[str, Any]) -> str | None:
    """A clause carries its name beside its options or, such as `match`, in those of its one field."""
    if "_name" in inner:
        return str(inner["_name"])
    options = next(iter(inner.values()), None)
    return str(options["_name"]) if isinstance(options, Mapping) and "_name" in options else None


def _added(found: Sequence[Mapping[str, float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for parts in found:
        for name, part in parts.items():
            total[name] = total.get(name, 0.0) + part
    return total


def _total(parts: Mapping[str, float]) -> float:
    return sum(parts.values())
