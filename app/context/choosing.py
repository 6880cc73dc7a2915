"""Which of the traces that were found go into a pack, as Postgres holds them now."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.context import reading, rules
from app.context.copies import without_copies
from app.context.rules import Candidate, LeftOut, Placed, Wish
from app.core.db import Database
from app.retrieval.answers import Found


@dataclass(frozen=True)
class Choice:
    """`wanted` in order, of which `first` are the best of a sub-query; what isn't wanted, and why.

    `matched`: one of them at least is a good match. `now`: the time by which validity was judged.
    """

    wanted: Sequence[Candidate]
    left_out: Sequence[LeftOut]
    first: int
    matched: bool
    now: datetime


def choose(database: Database, answers: Sequence[Sequence[Found]], wish: Wish) -> Choice:
    """From the results of each sub-query, in the search's order."""
    ids = list(dict.fromkeys(one.hit.id for results in answers for one in results))
    with database.reading() as session:
        successors = reading.successors(session, ids)
        known = reading.candidates(session, [*ids, *successors.values()])
        declared = reading.declared_duplicates(session, list(known))
    now = datetime.now(UTC)
    places = rules.place([_scored(results, known, wish) for results in answers])
    placed, replaced = rules.succeed(places, successors)
    superseded = [LeftOut(old, known[old].title, rules.SUPERSEDED, new) for old, new in replaced.items()]
    wanted, refused = _sorted_out(placed, known, now)
    unique, copies = without_copies([known[each.id] for each in wanted], declared)
    best = {each.id for each in placed if each.rank == 0}
    return Choice(
        unique,
        [*copies, *superseded, *refused],
        first=sum(one.id in best for one in unique),
        matched=any(not each.weak for each in wanted),
        now=now,
    )


def _scored(
    results: Sequence[Found], known: Mapping[uuid.UUID, Candidate], wish: Wish
) -> list[tuple[uuid.UUID, float, bool]]:
    scores = rules.levelled(one.hit.score for one in results)
    return [
        (one.hit.id, score * rules.preference(known[one.hit.id], wish), not one.is_good)
        for one, score in zip(results, scores, strict=True)
        if one.hit.id in known
    ]


def _sorted_out(
    placed: Sequence[Placed], known: Mapping[uuid.UUID, Candidate], now: datetime
) -> tuple[list[Placed], list[LeftOut]]:
    """Those to give, and the others with the reason. What may not be seen is in neither.

    Given are good matches, and of each sub-query the nearest few whatever they are.
    """
    wanted: list[Placed] = []
    refused: list[LeftOut] = []
    for each in placed:
        candidate = known.get(each.id)
        if candidate is None:
            continue
        if candidate.valid_until is not None and candidate.valid_until <= now:
            refused.append(LeftOut(candidate.id, candidate.title, rules.EXPIRED))
        elif each.is_too_weak:
            refused.append(LeftOut(candidate.id, candidate.title, rules.WEAK))
        else:
            wanted.append(each)
    return wanted, refused
