"""Which of the traces that were found go into a pack, as Postgres holds them now."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.context import reading, rules
from app.context.copies import gave_way
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
    valid, ended = _valid(placed, known, now)
    copies = gave_way([known[each.id] for each in valid], declared)
    standing = rules.stand_for(valid, {each.id: each.instead for each in copies if each.instead})
    wanted = [each for each in standing if not each.is_too_weak]
    weak = [LeftOut(each.id, known[each.id].title, rules.WEAK) for each in standing if each.is_too_weak]
    return Choice(
        [known[each.id] for each in wanted],
        [*copies, *superseded, *ended, *weak],
        first=sum(each.rank == 0 for each in wanted),
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


def _valid(
    placed: Sequence[Placed], known: Mapping[uuid.UUID, Candidate], now: datetime
) -> tuple[list[Placed], list[LeftOut]]:
    """Those that hold, and those that have ended. What may not be seen is in neither."""
    valid: list[Placed] = []
    ended: list[LeftOut] = []
    for each in placed:
        candidate = known.get(each.id)
        if candidate is None:
            continue
        if candidate.valid_until is not None and candidate.valid_until <= now:
            ended.append(LeftOut(candidate.id, candidate.title, rules.EXPIRED))
        else:
            valid.append(each)
    return valid, ended
