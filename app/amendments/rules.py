"""Who may decide on an amendment, and how the difference of two revisions is shown. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from itertools import takewhile

PENDING, ACCEPTED, REJECTED = "pending", "accepted", "rejected"
STATUSES = (PENDING, ACCEPTED, REJECTED)

CONTEXT_LINES = 3
MOST_COMPARED = 400 * 400
"""Lines of the one times lines of the other that are compared in detail: difflib's time grows with it, to 8 ms here."""
MOST_CHARACTERS = 50_000
"""Shown of one difference."""

_START = re.compile(r"(?<=[-+])\d+")


@dataclass(frozen=True)
class Decider:
    """What somebody is to a trace and an amendment of it."""

    is_author: bool = False
    is_moderator: bool = False
    is_established: bool = False
    is_submitter: bool = False


def may_decide(decider: Decider) -> bool:
    """The author and moderators, who may edit the trace anyway; the established where it isn't their own proposal."""
    return decider.is_author or decider.is_moderator or (decider.is_established and not decider.is_submitter)


@dataclass(frozen=True)
class Difference:
    """A unified diff of at most MOST_CHARACTERS; `is_cut` when there is more of it."""

    text: str
    is_cut: bool


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> Difference:
    """What changed from one revision to the next, field by field; empty when nothing that is shown did."""
    lines: list[str] = []
    for field, text in after.items():
        if text != before[field]:
            lines += [f"--- {field}", f"+++ {field}", *_hunks(before[field].split("\n"), text.split("\n"))]
    whole = "\n".join(lines)
    return Difference(whole[:MOST_CHARACTERS], len(whole) > MOST_CHARACTERS)


def _hunks(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Hunks of a unified diff. Only the part from the first to the last change is compared, and if long, as a whole."""
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    start, left = max(0, head - CONTEXT_LINES), max(0, tail - CONTEXT_LINES)
    old, new = before[start : len(before) - left], after[start : len(after) - left]
    if len(old) * len(new) <= MOST_COMPARED:
        lines = list(unified_diff(old, new, n=CONTEXT_LINES, lineterm=""))[2:]
    else:
        lines = [f"@@ -1,{len(old)} +1,{len(new)} @@", *(f"-{line}" for line in old), *(f"+{line}" for line in new)]
    return [_START.sub(lambda n: str(int(n[0]) + start), line) if line.startswith("@@ ") else line for line in lines]


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
