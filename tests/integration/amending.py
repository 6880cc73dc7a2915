"""Amendments and edits by whoever a test wants."""

import uuid
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts import service as accounts
from app.amendments import service
from app.amendments.models import Amendment
from app.core.principal import CONTRIBUTE, READ, Principal
from app.reputation.models import Reputation
from app.traces import editing
from app.traces import service as traces
from app.wiring import Services
from tests.factories import draft
from tests.integration.voting import Submit

BETTER = "Give the pool a limit and close what you open."


def principal(contributor_id: uuid.UUID, *scopes: str) -> Principal:
    return Principal(contributor_id, "key", frozenset(scopes or (READ, CONTRIBUTE)), has_email=True, is_admitted=True)


def key(parts: Services, owner: uuid.UUID, *scopes: str) -> dict[str, str]:
    with parts.database.transaction() as session:
        return {"X-API-Key": accounts.issue_key(session, parts.settings.peppers[0], "test", owner, scopes)}


@pytest.fixture
def submit(parts: Services, contributor: uuid.UUID) -> Submit:
    return partial(submitted, parts, contributor)


def submitted(parts: Services, author: uuid.UUID, **content: object) -> uuid.UUID:
    with parts.database.transaction() as session:
        return traces.submit(session, author, draft(**content)).trace.id


def propose(parts: Services, who: uuid.UUID, trace_id: uuid.UUID, solution: str = BETTER) -> uuid.UUID:
    with parts.database.transaction() as session:
        return service.propose(session, who, trace_id, service.Proposal(solution, "It leaks.")).id


def accept(parts: Services, decider: Principal, trace_id: uuid.UUID, amendment_id: uuid.UUID) -> Amendment:
    with parts.database.transaction() as session:
        return service.accept(session, decider, trace_id, amendment_id)


def edit(parts: Services, editor: Principal, trace_id: uuid.UUID, seen: set[str] | None, **changes: Any) -> None:
    with parts.database.transaction() as session:
        editing.edit(session, editor, trace_id, seen, changes)


def credits_of(parts: Services, who: uuid.UUID) -> dict[str, tuple[int, int]]:
    with parts.database.reading() as session:
        rows = session.scalars(select(Reputation).where(Reputation.contributor_id == who))
        return {row.domain: (row.positive, row.newcomers_positive) for row in rows}
