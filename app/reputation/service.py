"""What is known of contributors, by domain: recorded, summed, and turned into the weight of their judgements."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import ARRAY, Float, Select, String, bindparam, column, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import Contributor
from app.core.errors import NotFound
from app.reputation import rules
from app.reputation.models import OVERALL, Reputation, ReputationEvent
from app.reputation.rules import Evidence, Weight

VOTE, OUTCOME, VOUCH, AMENDMENT = "vote", "outcome", "vouch", "amendment"
GIVEN, CHANGED, WITHDRAWN = "given", "changed", "withdrawn"

_SUMS = ("positive", "negative", "newcomers_positive", "newcomers_negative")

_lists = func.unnest(bindparam("domains", type_=ARRAY(String)), bindparam("scores", type_=ARRAY(Float)))
_scores = _lists.table_valued(column("domain", String), column("score", Float), name="found").render_derived()
_SET_SCORES = (
    update(Reputation.__table__)  # type: ignore[arg-type]
    .where(Reputation.contributor_id == bindparam("whose"), Reputation.domain == _scores.c.domain)
    .values(score=_scores.c.score)
)


@dataclass(frozen=True)
class Change:
    """Why the evidence about somebody changes: which judgement, and how many up and down votes more or fewer."""

    source: str
    source_id: uuid.UUID | None
    reason: str
    upvotes: int = 0
    downvotes: int = 0


def weight_of(session: Session, contributor_id: uuid.UUID, domains: Sequence[str]) -> Weight:
    """What somebody's judgement of a trace of these domains weighs now."""
    rows = session.execute(
        select(Reputation.domain, Reputation.score).where(
            Reputation.contributor_id == contributor_id, Reputation.domain.in_(list(domains))
        )
    )
    return rules.weight({row.domain: row.score for row in rows}, domains)


def record(
    session: Session,
    contributor_id: uuid.UUID,
    domains: Sequence[str],
    evidence: Evidence,
    change: Change,
    *,
    but_not: Collection[str] = (),
) -> None:
    """Enter evidence about a contributor in each domain, and overall, into ledger and sums; `but_not` in some of them.

    Locks the sums until the transaction ends, so it is best done last: all judgements of one author meet there.
    """
    _enter(session, contributor_id, dict.fromkeys({*domains, OVERALL}.difference(but_not), evidence), change)


def domains_given(session: Session, contributor_id: uuid.UUID, source: str, source_ids: Select[uuid.UUID]) -> set[str]:
    """In which domains, OVERALL among them, some judgements were entered about a contributor."""
    events = select(ReputationEvent.domain).where(
        ReputationEvent.contributor_id == contributor_id,
        ReputationEvent.source == source,
        ReputationEvent.source_id.in_(source_ids),
    )
    return set(session.scalars(events.distinct()))


def take_back(session: Session, contributor_id: uuid.UUID, change: Change) -> None:
    """Reverse what a judgement gave, in the domains where it gave it, whatever they are by now."""
    sums = [func.sum(getattr(ReputationEvent, name)).label(name) for name in _SUMS]
    rows = session.execute(
        select(ReputationEvent.domain, *sums)
        .where(
            ReputationEvent.contributor_id == contributor_id,
            ReputationEvent.source == change.source,
            ReputationEvent.source_id == change.source_id,
        )
        .group_by(ReputationEvent.domain)
    )
    given = {row.domain: -Evidence(*(int(value) for value in row[1:])) for row in rows}
    _enter(session, contributor_id, given, change)


def _enter(session: Session, contributor_id: uuid.UUID, by_domain: Mapping[str, Evidence], change: Change) -> None:
    if not by_domain:
        return
    # In one order, so that two judgements of one author's traces can't deadlock.
    entries = [
        {"contributor_id": contributor_id, "domain": domain, **asdict(evidence)}
        for domain, evidence in sorted(by_domain.items())
    ]
    why = {"source": change.source, "source_id": change.source_id, "reason": change.reason}
    session.execute(insert(ReputationEvent).values([{**entry, **why} for entry in entries]))
    counts = {"upvote_count": change.upvotes, "downvote_count": change.downvotes}
    row = insert(Reputation).values([{**entry, **counts} for entry in entries])
    added = {name: getattr(Reputation, name) + row.excluded[name] for name in (*_SUMS, *counts)}
    sums = session.execute(
        row.on_conflict_do_update(index_elements=["contributor_id", "domain"], set_=added).returning(
            Reputation.domain, *(getattr(Reputation, name) for name in _SUMS)
        )
    ).all()
    scores = [rules.reputation(Evidence(*values)) for _, *values in sums]
    session.connection().execute(
        _SET_SCORES, {"whose": contributor_id, "domains": [domain for domain, *_ in sums], "scores": scores}
    )


def vouch(session: Session, contributor_id: uuid.UUID, domains: Sequence[str], strength: float = 6.0) -> None:
    """Let an operator's word count as evidence: where nobody is established yet, somebody must be first.

    The default strength gives a reputation of `rules.FULL_FROM` in each of the domains.
    """
    evidence = Evidence(positive=round(strength * rules.THOUSAND))
    record(session, contributor_id, domains, evidence, Change(VOUCH, None, GIVEN))


def standing(session: Session, contributor_id: uuid.UUID) -> tuple[float, list[Reputation]]:
    """(overall score, the rows by domain, best first). Raises NotFound for who isn't there."""
    if session.get(Contributor, contributor_id) is None:
        raise NotFound("Contributor not found")
    rows = list(
        session.scalars(
            select(Reputation)
            .where(Reputation.contributor_id == contributor_id)
            .order_by(Reputation.score.desc(), Reputation.domain)
        )
    )
    overall = next((row.score for row in rows if row.domain == OVERALL), 0.0)
    return overall, [row for row in rows if row.domain != OVERALL]


def history(session: Session, contributor_id: uuid.UUID, before: int | None, limit: int) -> list[ReputationEvent]:
    """Events latest first, those before an id. Raises NotFound for who isn't there."""
    if session.get(Contributor, contributor_id) is None:
        raise NotFound("Contributor not found")
    rows = select(ReputationEvent).where(ReputationEvent.contributor_id == contributor_id)
    if before is not None:
        rows = rows.where(ReputationEvent.id < before)
    return list(session.scalars(rows.order_by(ReputationEvent.id.desc()).limit(limit)))


def leaders(session: Session, domain: str, limit: int) -> list[tuple[Reputation, Contributor]]:
    """Who has most reputation in a domain ('' for overall), best first."""
    rows = session.execute(
        select(Reputation, Contributor)
        .join(Contributor, Contributor.id == Reputation.contributor_id)
        .where(Reputation.domain == domain, Reputation.score > 0)
        .order_by(Reputation.score.desc(), Reputation.contributor_id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def replay(session: Session) -> Mapping[tuple[uuid.UUID, str], Evidence]:
    """The sums as the ledger alone gives them, for comparison with what is kept."""
    columns = [func.sum(getattr(ReputationEvent, name)) for name in _SUMS]
    rows = session.execute(
        select(ReputationEvent.contributor_id, ReputationEvent.domain, *columns).group_by(
            ReputationEvent.contributor_id, ReputationEvent.domain
        )
    )
    return {(row[0], row[1]): Evidence(*(int(value) for value in row[2:])) for row in rows}
