"""Staleness and temperature on a real database, with the real pip and npm asking registries on loopback."""

import uuid
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.outbox import service as outbox
from app.staleness import decay, registries, service, temperatures
from app.staleness.ecosystems import Library
from app.staleness.models import LibraryRelease
from app.traces import reading
from app.traces import rules as trace_rules
from app.traces import service as traces
from app.traces.models import Trace
from app.votes import rules as vote_rules
from app.votes.service import Ballot
from app.wiring import Services
from jobs import tasks
from tests.factories import draft
from tests.integration.conftest import work
from tests.integration.registries import Registries
from tests.integration.stale import NOW, needs_npm, registry, submit
from tests.integration.test_search import search
from tests.integration.voting import cast, contributors, established, report

__all__ = ["registry"]
OUTDATED = Ballot(vote_rules.DOWN, "outdated")


class Told:
    """A registry that answers from a table, and remembers what it was asked."""

    def __init__(self, **latest: str | None) -> None:
        self.latest = latest
        self.asked: list[str] = []

    def __call__(self, library: Library) -> str | None:
        self.asked.append(library.name)
        return self.latest.get(library.name)


def view(parts: Services, trace_id: uuid.UUID) -> reading.View:
    with parts.database.reading() as session:
        return reading.read(session, trace_id)


def reason(parts: Services, trace_id: uuid.UUID) -> str | None:
    shown = view(parts, trace_id)
    assert shown["is_stale"] is (shown["stale_reason"] is not None)
    return shown["stale_reason"]  # type: ignore[no-any-return]


def check(parts: Services, ask: registries.Ask, now: datetime = NOW, **limits: int) -> tuple[int, int, int]:
    done = service.check(parts.database, ask, now, **limits)
    return done["checked"], done["asked"], done["changed"]


@needs_npm
def test_a_trace_that_time_has_passed_is_told(parts: Services, contributor: uuid.UUID, registry: Registries) -> None:
    old = submit(parts, contributor, solution_text="Run `pip install pydantic==1.10`.")
    node = submit(parts, contributor, solution_text="npm i react@17", tags=["javascript"])
    good = submit(parts, contributor, solution_text="Any of these: pip install 'pydantic>=1.10'")
    watched = submit(parts, contributor, watch_condition="django >= 6")
    due = submit(parts, contributor, review_after=NOW - timedelta(days=1))
    work(parts)
    assert check(parts, registries.ask) == (5, 3, 4)
    assert [reason(parts, one) for one in (old, node, good, watched, due)] == [
        "pins pydantic 1, current is 2",
        "pins react 17, current is 19",
        None,
        "django 6 was watched for and is released",
        "review was due on 2026-05-31",
    ]
    assert work(parts) == 4
    with parts.database.reading() as session:
        kept = {row.name: (row.latest, row.failed) for row in session.scalars(select(LibraryRelease))}
    assert kept == {"pydantic": ("2.11.1", False), "react": ("19.1.0", False), "django": ("6.0.1", False)}
    results = search(parts, "requests hang after a minute under load").results
    assert {one.hit.id: one.trace["stale_reason"] for one in results}[old] == "pins pydantic 1, current is 2"


@pytest.mark.usefixtures("registry")
def test_the_tasks_do_both(parts: Services, contributor: uuid.UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "services_without_embedder", lambda: parts)
    trace_id = submit(parts, contributor, solution_text="pydantic==1.10")
    assert tasks.check_staleness() == {"checked": 1, "asked": 1, "changed": 1}
    assert [tasks.settle_temperatures(), tasks.settle_temperatures()] == [1, 0]
    assert view(parts, trace_id)["memory_temperature"] == decay.FROZEN


def test_a_second_check_changes_nothing_and_asks_nobody(parts: Services, contributor: uuid.UUID) -> None:
    trace_id = submit(parts, contributor, solution_text="pydantic==1.10")
    work(parts)
    told = Told(pydantic="2.0")
    assert check(parts, told) == (1, 1, 1)
    before = view(parts, trace_id)
    work(parts)
    assert check(parts, told) == (1, 0, 0)
    assert check(parts, told, NOW + timedelta(hours=25)) == (1, 1, 0)
    assert told.asked == ["pydantic"] * 2
    assert view(parts, trace_id) == before
    with parts.database.reading() as session:
        assert outbox.count_pending(session, outbox.INDEX_TRACE) == 0


def test_a_mended_trace_is_stale_no_more(parts: Services, contributor: uuid.UUID) -> None:
    trace_id = submit(parts, contributor, solution_text="pydantic==1.10")
    told = Told(pydantic="2.0")
    check(parts, told)
    assert reason(parts, trace_id)
    with parts.database.transaction() as session:
        traces.revise(session, session.get_one(Trace, trace_id), contributor, draft(solution_text="pydantic==2.0"))
    check(parts, told)
    assert reason(parts, trace_id) is None


def test_a_failure_takes_nothing_from_what_is_known_and_is_asked_again_after_an_hour(
    parts: Services, contributor: uuid.UUID
) -> None:
    trace_id = submit(parts, contributor, solution_text="pydantic==1.10")
    check(parts, Told(pydantic="2.0"))
    silent = Told()
    for hours, asked in ((25, 1), (25.5, 0), (26, 1)):
        assert check(parts, silent, NOW + timedelta(hours=hours)) == (1, asked, 0)
    assert reason(parts, trace_id) == "pins pydantic 1, current is 2"


def test_a_run_asks_so_much_and_the_next_goes_on_from_there(
    parts: Services, contributor: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "PAGE", 2)
    made = [submit(parts, contributor, solution_text=f"library-{n}==1.0") for n in range(7)]
    told = Told(**{f"library-{n}": "2.0" for n in range(7)})
    runs = [check(parts, told, NOW + timedelta(hours=6 * n), most_asked=3) for n in range(3)]
    assert runs == [(3, 3, 3), (6, 3, 3), (7, 1, 1)]
    assert sorted(told.asked) == [f"library-{n}" for n in range(7)]
    assert all(reason(parts, one) for one in made)


def test_no_transaction_is_open_while_a_registry_is_asked(parts: Services, contributor: uuid.UUID) -> None:
    trace_id = submit(parts, contributor, solution_text="pydantic==1.10")

    def ask(_: Library) -> str:
        assert parts.database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        with parts.database.transaction() as session:
            trace = session.get_one(Trace, trace_id)
            traces.revise(session, trace, contributor, draft(solution_text="pydantic==2.0"))
        return "2.0"

    assert check(parts, ask) == (0, 1, 0), "what was read is no longer what stands there"
    assert check(parts, ask) == (1, 0, 0)


def test_hidden_traces_are_left_alone(parts: Services, contributor: uuid.UUID) -> None:
    trace_id = submit(parts, contributor, solution_text="pydantic==1.10")
    with parts.database.transaction() as session:
        traces.set_visibility(session, trace_id, trace_rules.QUARANTINED)
    assert check(parts, Told(pydantic="2.0")) == (0, 0, 0)


def test_votes_of_outdated_count_until_as_much_speaks_for_it(parts: Services, contributor: uuid.UUID) -> None:
    trace_id = submit(parts, contributor)
    newcomers = contributors(parts, 21)
    for one in newcomers[:20]:
        cast(parts, one, trace_id, OUTDATED)
    check(parts, Told())
    assert reason(parts, trace_id) is None, "newcomers alone, however many"
    cast(parts, established(parts, "python"), trace_id, OUTDATED)
    check(parts, Told())
    assert reason(parts, trace_id) == "voted outdated"
    for one in contributors(parts, 20):
        cast(parts, one, trace_id)
    check(parts, Told())
    assert reason(parts, trace_id) == "voted outdated", "nor can newcomers alone take it back"
    expert = established(parts, "python")
    cast(parts, expert, trace_id)
    report(parts, expert, trace_id, vote_rules.WORKED)
    check(parts, Told())
    assert reason(parts, trace_id) is None, "as much weighs for it since"
    cast(parts, established(parts, "python"), trace_id, OUTDATED)
    check(parts, Told())
    assert reason(parts, trace_id) == "voted outdated"
    with parts.database.transaction() as session:
        traces.revise(session, session.get_one(Trace, trace_id), contributor, draft(solution_text="Anew."))
    check(parts, Told())
    assert reason(parts, trace_id) is None, "the votes were on what stood there before"


def test_one_who_says_it_is_good_twice_says_so_once(parts: Services, contributor: uuid.UUID) -> None:
    trace_id = submit(parts, contributor)
    for _ in range(2):
        cast(parts, established(parts, "python"), trace_id, OUTDATED)
    expert = established(parts, "python")
    cast(parts, expert, trace_id)
    report(parts, expert, trace_id, vote_rules.WORKED)
    check(parts, Told())
    assert reason(parts, trace_id) == "voted outdated"


def test_a_trace_that_is_written_to_waits(parts: Services, contributor: uuid.UUID) -> None:
    trace_id = submit(parts, contributor, review_after=NOW - timedelta(days=1))
    with parts.database.transaction() as session:
        session.get_one(Trace, trace_id, with_for_update=True)
        assert check(parts, Told()) == (0, 0, 0)
        assert temperatures.settle(parts.database, NOW) == 0
    assert check(parts, Told()) == (1, 0, 1)
