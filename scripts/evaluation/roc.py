"""What a bar lets through: figures over labelled samples, and the bar that separates them best. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from search.query.bar import Bar


@dataclass(frozen=True)
class Sample:
    """One question's hits as (cosine, words per term). `has_answer`: whether one of them answers it.

    `is_decided`: whether one of them matched a clause that is decisive by itself.
    """

    hits: Sequence[tuple[float, float]]
    has_answer: bool
    group: str
    half_by: str
    is_decided: bool = False


@dataclass(frozen=True)
class Figures:
    """How often the bar is right. Positive: a good match is said to be there."""

    answered: int
    unanswered: int
    recall: float
    """Share of the questions with an answer that are let through."""
    precision: float
    """Share with an answer among those that are let through."""
    specificity: float
    """Share of the questions without an answer that are told so."""

    @property
    def informedness(self) -> float:
        """Youden's J: what the decision is worth over a guess, whatever the share of questions with an answer."""
        return self.recall + self.specificity - 1


def figures(samples: Iterable[Sample], is_good: Callable[[Sample], bool]) -> Figures:
    """Over these samples. Shares of nothing are 0."""
    counts = {(has, told): 0 for has in (True, False) for told in (True, False)}
    for sample in samples:
        counts[sample.has_answer, is_good(sample)] += 1
    answered, unanswered = (counts[has, True] + counts[has, False] for has in (True, False))
    told = counts[True, True] + counts[False, True]
    return Figures(
        answered,
        unanswered,
        recall=counts[True, True] / answered if answered else 0.0,
        precision=counts[True, True] / told if told else 0.0,
        specificity=counts[False, False] / unanswered if unanswered else 0.0,
    )


def area(samples: Sequence[Sample], strength: Callable[[Sample], float]) -> float:
    """Area under the ROC curve: how often a question with an answer is stronger than one without (ties count half)."""
    ranked = sorted((strength(each), each.has_answer) for each in samples)
    positives = sum(has for _, has in ranked)
    negatives = len(ranked) - positives
    if not positives or not negatives:
        return 0.5
    total, at = 0.0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        # Mann and Whitney: the mean of the ranks that equal values share.
        total += sum(has for _, has in ranked[at:end]) * (at + 1 + end) / 2
        at = end
    return (total - positives * (positives + 1) / 2) / (positives * negatives)


def strongest(sample: Sample, words_weight: float) -> float:
    """The best of cosine + weight * words per term over the hits; 0 without any."""
    return max((cosine + words_weight * words for cosine, words in sample.hits), default=0.0)


WEIGHTS = tuple(step / 100 for step in range(101))
"""Looked through for that of words beside the cosine."""


def calibrate(samples: Sequence[Sample], alone: float) -> Bar:
    """The bar of the greatest informedness, and for each leg by itself the least value that is right `alone` times.

    Both halves of the samples are held in equal number for the latter, as nobody knows how often agents ask what isn't
    there.
    """
    weight = max(WEIGHTS, key=lambda each: area(samples, lambda sample: strongest(sample, each)))
    bar = _cut(samples, lambda sample: strongest(sample, weight))
    cosine = _sure(samples, lambda sample: max((one for one, _ in sample.hits), default=0.0), alone)
    words = _sure(samples, lambda sample: max((one for _, one in sample.hits), default=0.0), alone)
    return Bar(weight, bar, cosine, words)


def _cut(samples: Sequence[Sample], strength: Callable[[Sample], float]) -> float:
    rates = _rates(samples, strength)
    return max(rates, key=lambda rate: rate[1] - rate[2])[0]


def _sure(samples: Sequence[Sample], strength: Callable[[Sample], float], alone: float) -> float:
    """The least cut from which on precision, at equal numbers of both kinds, stays at `alone` or above."""
    least = float("inf")
    for cut, hit_rate, false_rate in _rates(samples, strength):
        if hit_rate == 0 or hit_rate / (hit_rate + false_rate) < alone:
            break
        least = cut
    return least


def _rates(samples: Sequence[Sample], strength: Callable[[Sample], float]) -> list[tuple[float, float, float]]:
    """(cut, share with an answer at or above it, share without), from the highest cut down."""
    ranked = sorted(((strength(each), each.has_answer) for each in samples), reverse=True)
    positives = sum(has for _, has in ranked) or 1
    negatives = len(ranked) - sum(has for _, has in ranked) or 1
    found: list[tuple[float, float, float]] = []
    above, false = 0, 0
    for at, (value, has) in enumerate(ranked):
        above, false = above + has, false + (not has)
        if at + 1 == len(ranked) or ranked[at + 1][0] < value:
            found.append((value, above / positives, false / negatives))
    return found
