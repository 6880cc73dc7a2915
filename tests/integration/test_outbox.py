import uuid

import pytest
from sqlalchemy import select, text, update

from app.outbox import service as outbox
from app.outbox.models import OutboxRow
from app.outbox.rules import BULK, INTERACTIVE, REFUSALS_BEFORE_DEAD
from app.outbox.service import Failure
from app.wiring import Services

KIND = "a_kind"


def publish(parts: Services, versions: dict[uuid.UUID, int], priority: int = INTERACTIVE) -> None:
    with parts.database.transaction() as session:
        outbox.publish(session, KIND, versions, priority)


def lease(parts: Services, limit: int = 64) -> uuid.UUID:
    with parts.database.transaction() as session:
        token = outbox.lease(session, KIND, limit)
    assert token is not None
    return token


def held(parts: Services, token: uuid.UUID) -> dict[uuid.UUID, int]:
    with parts.database.reading() as session:
        return outbox.held(session, token)


def row(parts: Services, key: uuid.UUID) -> OutboxRow | None:
    with parts.database.reading() as session:
        return session.scalar(select(OutboxRow).where(OutboxRow.key == key))


def make_due(parts: Services) -> None:
    with parts.database.transaction() as session:
        session.execute(text("UPDATE outbox SET due_at = now()"))


def idle(parts: Services) -> bool:
    with parts.database.transaction() as session:
        return outbox.lease(session, KIND) is None


def test_work_is_leased_once_and_gone_when_done(parts: Services) -> None:
    key = uuid.uuid4()
    publish(parts, {key: 1})
    token = lease(parts)
    assert held(parts, token) == {key: 1}
    assert idle(parts)
    with parts.database.transaction() as session:
        outbox.settle_done(session, token, [(key, 1)])
    assert row(parts, key) is None


def test_a_hundred_changes_are_one_piece_of_work(parts: Services) -> None:
    key = uuid.uuid4()
    for version in range(1, 101):
        publish(parts, {key: version})
    assert held(parts, lease(parts)) == {key: 100}


def test_a_change_during_the_work_is_due_at_once_and_not_settled_by_it(parts: Services) -> None:
    key = uuid.uuid4()
    publish(parts, {key: 1})
    first = lease(parts)
    publish(parts, {key: 2})
    second = lease(parts)
    with parts.database.transaction() as session:
        outbox.settle_done(session, first, [(key, 1)])
    assert held(parts, first) == {}
    assert held(parts, second) == {key: 2}


def test_the_same_version_published_during_the_work_is_not_settled_by_it(parts: Services) -> None:
    # As when a new index begins while a batch is on its way to the old one alone.
    key = uuid.uuid4()
    publish(parts, {key: 1})
    first = lease(parts)
    publish(parts, {key: 1})
    with parts.database.transaction() as session:
        outbox.settle_done(session, first, [(key, 1)])
    assert row(parts, key) is not None


def test_a_lease_runs_out(parts: Services) -> None:
    key = uuid.uuid4()
    publish(parts, {key: 1})
    lost = lease(parts)
    with parts.database.transaction() as session:
        session.execute(update(OutboxRow).values(leased_until=text("now() - interval '1 second'")))
    assert held(parts, lost) == {}
    assert held(parts, lease(parts)) == {key: 1}


def test_a_released_lease_is_due_at_once(parts: Services) -> None:
    publish(parts, {uuid.uuid4(): 1})
    token = lease(parts)
    with parts.database.transaction() as session:
        outbox.release(session, token)
    assert not idle(parts)


def test_two_relays_never_lease_the_same_row(parts: Services) -> None:
    keys = {uuid.uuid4(): 1 for _ in range(10)}
    publish(parts, keys)
    with parts.database.transaction() as one, parts.database.transaction() as other:
        first, second = outbox.lease(one, KIND, 6), outbox.lease(other, KIND, 6)
    assert first is not None
    assert second is not None
    assert held(parts, first).keys() | held(parts, second).keys() == keys.keys()
    assert not held(parts, first).keys() & held(parts, second).keys()


def test_what_somebody_waits_for_comes_before_bulk(parts: Services) -> None:
    bulk, urgent = uuid.uuid4(), uuid.uuid4()
    publish(parts, {bulk: 1}, BULK)
    publish(parts, {urgent: 1})
    assert held(parts, lease(parts, 1)) == {urgent: 1}


def test_bulk_work_becomes_urgent_when_somebody_changes_the_trace(parts: Services) -> None:
    both, bulk = uuid.uuid4(), uuid.uuid4()
    publish(parts, {bulk: 1}, BULK)
    publish(parts, {both: 1}, BULK)
    publish(parts, {both: 2}, INTERACTIVE)
    assert held(parts, lease(parts, 1)) == {both: 2}


def test_a_failure_waits_and_is_tried_again(parts: Services) -> None:
    key = uuid.uuid4()
    publish(parts, {key: 1})
    token = lease(parts)
    with parts.database.transaction() as session:
        outbox.settle_failed(session, token, {key: Failure("down", permanent=False)})
    assert idle(parts)
    make_due(parts)
    assert held(parts, lease(parts)) == {key: 1}


@pytest.mark.parametrize(("permanent", "dead"), [(True, True), (False, False)])
def test_only_refused_work_is_set_aside(parts: Services, permanent: bool, dead: bool) -> None:
    poison, sound = uuid.uuid4(), uuid.uuid4()
    publish(parts, {poison: 1})
    for _ in range(REFUSALS_BEFORE_DEAD):
        make_due(parts)
        token = lease(parts)
        with parts.database.transaction() as session:
            outbox.settle_failed(session, token, {poison: Failure("mapping", permanent=permanent)})
    make_due(parts)
    publish(parts, {sound: 1})
    found = row(parts, poison)
    assert found is not None
    assert (found.dead_at is not None) is dead
    assert found.last_error == "mapping"
    assert sound in held(parts, lease(parts))
    with parts.database.reading() as session:
        assert outbox.count_dead(session, KIND) == dead


def test_a_mended_trace_comes_back_from_the_dead(parts: Services) -> None:
    key = uuid.uuid4()
    publish(parts, {key: 1})
    with parts.database.transaction() as session:
        session.execute(update(OutboxRow).values(dead_at=text("now()"), refusals=5))
    assert idle(parts)
    publish(parts, {key: 2})
    assert held(parts, lease(parts)) == {key: 2}
