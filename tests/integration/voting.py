"""Contributors who judge, and what becomes of it, for tests."""

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.accounts.models import Contributor
from app.reputation import service as reputation
from app.reputation.models import Reputation
from app.reputation.rules import Evidence
from app.traces import reading
from app.traces import service as traces
from app.votes import outcomes, rules, service
from app.votes.judging import Policy
from app.votes.models import Outcome, Vote
from app.votes.outcomes import Report
from app.votes.service import Ballot
from app.wiring import Services
from tests.factories import draft

POLICY = Policy(confirmations_needed=2)
UP, DOWN = Ballot(rules.UP), Ballot(rules.DOWN, "wrong")
Submit = Callable[..., uuid.UUID]


def contributors(parts: Services, count: int) -> list[uuid.UUID]:
    made = [uuid.uuid4() for _ in range(count)]
    with parts.database.transaction() as session:
        session.add_all(Contributor(id=one, email=f"{one}@example.com") for one in made)
    return made


def established(parts: Services, *domains: str) -> uuid.UUID:
    (one,) = contributors(parts, 1)
    with parts.database.transaction() as session:
        reputation.vouch(session, one, domains)
    return one


@pytest.fixture
def submit(parts: Services, contributor: uuid.UUID) -> Submit:
    def make(author: uuid.UUID = contributor, **content: object) -> uuid.UUID:
        with parts.database.transaction() as session:
            return traces.submit(session, author, draft(**{"tags": ["python"], **content})).trace.id

    return make


def cast(parts: Services, voter: uuid.UUID, trace_id: uuid.UUID, ballot: Ballot = UP) -> Vote:
    with parts.database.transaction() as session:
        return service.cast(session, voter, trace_id, ballot, POLICY)


def report(parts: Services, who: uuid.UUID, trace_id: uuid.UUID, result: str, **environment: object) -> Outcome:
    with parts.database.transaction() as session:
        return outcomes.report(session, who, trace_id, Report(result, environment), POLICY)


def view(parts: Services, trace_id: uuid.UUID) -> reading.View:
    with parts.database.reading() as session:
        return reading.read(session, trace_id)


def sums(parts: Services, contributor_id: uuid.UUID) -> dict[str, tuple[Evidence, int, int]]:
    with parts.database.reading() as session:
        rows = session.scalars(select(Reputation).where(Reputation.contributor_id == contributor_id))
        return {
            row.domain: (
                Evidence(row.positive, row.negative, row.newcomers_positive, row.newcomers_negative),
                row.upvote_count,
                row.downvote_count,
            )
            for row in rows
        }
