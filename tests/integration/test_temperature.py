"""Temperature follows use, on a real database."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from app.outbox.models import OutboxRow
from app.outbox.rules import BULK
from app.staleness import decay, temperatures
from app.traces.models import Trace, TraceUsage
from app.votes import rules as vote_rules
from app.votes.models import Outcome, Vote
from app.wiring import Services
from tests.integration.conftest import work
from tests.integration.stale import submit
from tests.integration.voting import contributors


def _uses(n: int) -> tuple[decay.Use, bool]:
    """One of many combinations, and whether what helped was an up-vote, else a read or a report that it worked."""
    now = datetime.now(UTC)
    trust = (0.0, 0.5, -0.1, -0.5)[n % 4]
    age = (1, 29, 31, 89, 91, 400)[n // 4 % 6]
    idle = (None, 1, 8, 29, 31, 89, 91, 181)[n // 24 % 8]
    helped = None if idle is None else now - timedelta(days=idle)
    uses = 0 if idle is None else (1, 30)[n % 2]
    half_life = (180, 365, 730)[n // 2 % 3]
    return decay.Use(trust, n % 11 == 0, now - timedelta(days=age), helped, uses, half_life), n % 3 == 0


def test_temperatures_follow_the_rule_and_settle(
    parts: Services, contributor: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(temperatures, "PAGE", 50)
    (voter,) = contributors(parts, 1)
    uses: dict[uuid.UUID, decay.Use] = {}
    for n in range(192):
        of, by_vote = _uses(n)
        trace_id = submit(parts, contributor)
        uses[trace_id] = of
        by_report = of.last_helped_at is not None and not by_vote and n % 5 == 0
        fields: dict[str, object] = {
            "trust_score": of.trust,
            "is_stale": of.is_stale,
            "created_at": of.created_at,
            "half_life_days": of.half_life_days,
        }
        if by_report:
            fields["last_worked_at"] = of.last_helped_at
        with parts.database.transaction() as session:
            session.execute(update(Trace).where(Trace.id == trace_id).values(fields))
            if by_vote and of.last_helped_at is not None:
                session.add(
                    Vote(trace_id=trace_id, voter_id=voter, vote_type=vote_rules.UP, voter_weight=100, weight=100,
                         established=False, revision=1, updated_at=of.last_helped_at)
                )  # fmt: skip
            listed = {"read_count": of.uses, "retrieval_count": 1000, "last_retrieved_at": datetime.now(UTC)}
            if not by_vote and not by_report:
                listed["last_read_at"] = of.last_helped_at
            session.execute(update(TraceUsage).where(TraceUsage.trace_id == trace_id).values(listed))
    work(parts)
    now = datetime.now(UTC)
    expected = {trace_id: decay.temperature(of, now) for trace_id, of in uses.items()}
    assert set(expected.values()) == {decay.HOT, decay.WARM, decay.COOL, decay.COLD, decay.FROZEN}
    changed = sum(found != decay.WARM for found in expected.values())
    assert temperatures.settle(parts.database, now) == changed
    with parts.database.reading() as session:
        found = {key: shown for key, shown in session.execute(select(Trace.id, Trace.memory_temperature))}  # noqa: C416
        assert found == expected
        pending = select(func.count()).select_from(OutboxRow).where(OutboxRow.priority == BULK)
        assert session.scalar(pending) == changed
    assert work(parts) == changed
    assert temperatures.settle(parts.database, now) == 0
    with parts.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(OutboxRow)) == 0
        assert session.scalar(select(func.count()).select_from(Outcome)) == 0
