"""What the ranks of the relevant say about one answer, and what many answers say about a search. Pure.

MRR, nDCG and recall as in Manning, Raghavan and Schuetze, Introduction to Information Retrieval, chapter 8, with binary
relevance; intervals by the percentile bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, chapter 13),
resampling questions.
"""

import math
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

DEPTH = 10
"""Results looked through for each question."""

RESAMPLES = 2000
SEED = 20_261_121

Metric = Literal["mrr", "ndcg", "recall", "hit"]
METRICS: tuple[Metric, ...] = get_args(Metric)


@dataclass(frozen=True)
class Grade:
    """One answer, each figure 0..1: 1 / rank of the first relevant result, nDCG@10, share of the relevant found.

    `hit`: 1 when any of the relevant was found.
    """

    mrr: float
    ndcg: float
    recall: float
    hit: float


def grade(found: Sequence[Hashable], relevant: Collection[Hashable]) -> Grade:
    """Of the first DEPTH results, best first. Raises ValueError when nothing is relevant."""
    if not relevant:
        raise ValueError("a question without an answer can't be graded")
    ranks = [rank for rank, key in enumerate(found[:DEPTH], 1) if key in relevant]
    ideal = sum(_gain(rank) for rank in range(1, min(DEPTH, len(relevant)) + 1))
    return Grade(
        mrr=1 / ranks[0] if ranks else 0.0,
        ndcg=sum(_gain(rank) for rank in ranks) / ideal,
        recall=len(ranks) / len(relevant),
        hit=float(bool(ranks)),
    )


def _gain(rank: int) -> float:
    return 1 / math.log2(rank + 1)


@dataclass(frozen=True)
class Interval:
    """A mean and its 95 % interval."""

    mean: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether a difference is more than chance would make of it."""
        return self.low > 0 or self.high < 0


def interval(values: Sequence[float]) -> Interval:
    """The mean over questions. All zero without any. The same for the same values."""
    if not values:
        return Interval(0.0, 0.0, 0.0)
    sample = np.asarray(values, dtype=np.float64)
    means = sample[_resamples(len(sample))].mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return Interval(float(sample.mean()), float(low), float(high))


def paired(values: Sequence[float], baseline: Sequence[float]) -> Interval:
    """The mean difference of two searches, asked the same questions in the same order.

    Much narrower than two intervals side by side, as what is hard for one is mostly hard for the other.
    """
    return interval([value - before for value, before in zip(values, baseline, strict=True)])


def across(sets: Sequence[Sequence[float]]) -> Interval:
    """The mean of the means of several sets, each weighing the same; questions are resampled within their sets."""
    samples = [np.asarray(values, dtype=np.float64) for values in sets if values]
    if not samples:
        return Interval(0.0, 0.0, 0.0)
    rng = np.random.default_rng(SEED)
    means = np.zeros(RESAMPLES)
    for sample in samples:
        means += sample[rng.integers(0, len(sample), (RESAMPLES, len(sample)))].mean(axis=1) / len(samples)
    low, high = np.quantile(means, (0.025, 0.975))
    return Interval(float(np.mean([sample.mean() for sample in samples])), float(low), float(high))


def _resamples(count: int) -> NDArray[np.int64]:
    return np.random.default_rng(SEED).integers(0, count, (RESAMPLES, count))


def quantiles(seconds: Sequence[float]) -> Mapping[str, float]:
    """`p50` and `p99` in milliseconds; empty without samples."""
    if not seconds:
        return {}
    p50, p99 = np.quantile(np.asarray(seconds) * 1000, (0.5, 0.99))
    return {"p50": float(p50), "p99": float(p99)}
