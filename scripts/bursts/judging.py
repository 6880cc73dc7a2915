"""Whether a limiter was right, told from outside by when calls were sent and answered. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.limits.rules import Rate

SLACK = 1e-3
"""Tokens: clocks of caller and limiter tick alike, but not to the last digit."""


@dataclass(frozen=True)
class Answer:
    """One call: sent and answered, in seconds of one clock, and whether it passed."""

    sent: float
    answered: float
    passed: bool


def wrongly_refused(answers: Sequence[Answer], rate: Rate | None) -> int:
    """Refusals that no order of events explains: at every moment between sending and answer a token was there."""
    refused = [answer for answer in answers if not answer.passed]
    if rate is None:
        return len(refused)
    passed = [answer for answer in answers if answer.passed]
    return sum(not _explained(refusal, passed, rate) for refusal in refused)


def over_allowed(answers: Sequence[Answer], rate: Rate | None) -> int:
    """By how many calls, at most, some stretch of time had more than the burst and what was refilled meanwhile."""
    if rate is None:
        return 0
    passed = sorted((answer for answer in answers if answer.passed), key=lambda answer: answer.answered)
    worst = 0.0
    for first in passed:
        inside = 0
        for last in passed:
            if last.sent < first.sent:
                continue
            inside += 1
            room = rate.burst + (last.answered - first.sent) * rate.refill_per_s
            worst = max(worst, inside - room)
    return max(0, int(worst + 1 - SLACK)) if worst > SLACK else 0


def _explained(refusal: Answer, passed: Sequence[Answer], rate: Rate) -> bool:
    """Whether from some moment on so many may have passed before this call that less than one token was left."""
    before = [answer for answer in passed if answer.sent <= refusal.answered]
    # Between two answers a later start only helps, and at an answer one pass fewer counts: the best starts are there.
    for start in {answer.answered for answer in before}:
        taken = sum(answer.answered >= start for answer in before)
        if rate.burst + (refusal.sent - start) * rate.refill_per_s - taken < 1 + SLACK:
            return True
    return False
