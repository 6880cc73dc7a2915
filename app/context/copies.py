"""Which traces say the same, and which of them is given. Pure."""

import re
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence

from app.context.rules import DUPLICATE, Candidate, LeftOut

_SHINGLE = 4
_WORD = re.compile(r"\w+")
NEAR_COPY = 0.6
"""Jaccard similarity of two traces' word shingles from which one of them adds nothing."""
_SHINGLED_CHARACTERS = 1_500
"""Of context and solution each: a copy shows by how it begins."""


def gave_way(ordered: Sequence[Candidate], declared: Mapping[uuid.UUID, frozenset[uuid.UUID]]) -> list[LeftOut]:
    """Of each group that says the same all but the most trusted, of equals the oldest.

    Not all but the best placed, or a copy of a trusted trace with a word changed could push it out. `declared` holds,
    for a trace, those that its author says it duplicates: it gives way to them, and they never to it, as that can be
    said of any trace; of traces that say so of one another none does.
    """
    groups: list[list[Candidate]] = []
    copies = _Copies()
    gone: list[LeftOut] = []
    present = {candidate.id for candidate in ordered}
    for candidate in ordered:
        originals = {one for one in declared.get(candidate.id, frozenset()) & present if one not in declared}
        if originals:
            gone.append(LeftOut(candidate.id, candidate.title, DUPLICATE, min(originals)))
            continue
        known = copies.group_of(candidate)
        if known == len(groups):
            groups.append([candidate])
        else:
            groups[known].append(candidate)
    for group in groups:
        first = min(group, key=lambda one: (-one.trust_score, one.created_at, one.id.int))
        gone += [LeftOut(one.id, one.title, DUPLICATE, first.id) for one in group if one is not first]
    return gone


class _Copies:
    """Numbers of groups by the first of each, found by the word shingles that they share."""

    def __init__(self) -> None:
        self._with: dict[tuple[str, ...], list[int]] = {}
        self._sizes: list[int] = []
        self._hashes: dict[bytes, int] = {}

    def group_of(self, candidate: Candidate) -> int:
        """The group that the candidate belongs to; a new one where it is like none."""
        if candidate.content_hash in self._hashes:
            return self._hashes[candidate.content_hash]
        shingles = _shingles(candidate)
        common = Counter(group for shingle in shingles for group in self._with.get(shingle, ()))
        for group, shared in common.most_common(1):
            if shared >= NEAR_COPY * (len(shingles) + self._sizes[group] - shared):
                return group
        made = len(self._sizes)
        self._sizes.append(len(shingles))
        self._hashes[candidate.content_hash] = made
        for shingle in shingles:
            self._with.setdefault(shingle, []).append(made)
        return made


def _shingles(candidate: Candidate) -> set[tuple[str, ...]]:
    parts = (part[:_SHINGLED_CHARACTERS] for part in (candidate.context_text, candidate.solution_text))
    words = _WORD.findall(" ".join([candidate.title, *parts]).lower())
    return set(zip(*(words[at:] for at in range(_SHINGLE)), strict=False)) or {tuple(words)}
