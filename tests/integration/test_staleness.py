"""Staleness and temperature on a real database, with the real pip and npm asking registries on loopback."""

import os
import shutil
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from app.outbox import service as outbox
from app.outbox.models import OutboxRow
from app.outbox.rules import BULK
from app.staleness import decay, registries, service, temperatures
from app.staleness.ecosystems import NPM, PYPI, Library
from app.staleness.models import LibraryRelease
from app.traces import reading
from app.traces import rules as trace_rules
from app.traces import service as traces
from app.traces.models import Trace, TraceUsage
from app.votes import rules as vote_rules
from app.votes.models import Outcome, Vote
from app.votes.service import Ballot
from app.wiring import Services
from jobs import tasks
from tests.factories import draft
from tests.integration.conftest import work
from tests.integration.registries import Registries, serving
from tests.integration.test_search import search
from tests.integration.test_votes import cast, contributors, established, report

NOW = datetime(2026, 6, 1, tzinfo=UTC)
OUTDATED = Ballot(vote_rules.DOWN, "outdated")
needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm isn't installed")


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Registries]:
    """Registries that pip and npm are set up for as a user sets up a mirror, with nothing of the machine's own."""
    for name in os.environ:
        if name.upper().startswith(("PIP_", "NPM_CONFIG_")):
            monkeypatch.delenv(name)
    python = {"pydantic": ["1.10.2", "2.11.1"], "django": ["5.2", "6.0.1", "6.1rc1"]}
    with serving(Registries(python, {"react": ["17.0.2", "19.1.0"], "@angular/core": ["21.0.0"]})) as served:
        for name, value in {
            "PIP_INDEX_URL": f"{served.url}/simple",
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_RETRIES": "0",
            "npm_config_registry": f"{served.url}/npm/",
            "npm_config_cache": str(tmp_path),
            "npm_config_userconfig": str(tmp_path / "npmrc"),
            "npm_config_fetch_retries": "0",
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        }.items():
            monkeypatch.setenv(name, value)
        yield served


class Told:
    """A registry that answers from a table, and remembers what it was asked."""

    def __init__(self, **latest: str | None) -> None:
        self.latest = latest
        self.asked: list[str] = []

    def __call__(self, library: Library) -> str | None:
        self.asked.append(library.name)
        return self.latest.get(library.name)


def submit(parts: Services, author: uuid.UUID, **content: object) -> uuid.UUID:
    with parts.database.transaction() as session:
        return traces.submit(session, author, draft(**content)).trace.id


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


@pytest.mark.parametrize("has_json", [True, False])
def test_pip_is_asked(registry: Registries, monkeypatch: pytest.MonkeyPatch, has_json: bool) -> None:
    if has_json and not registries._pip_has_json():
        pytest.skip("this pip doesn't write JSON")
    monkeypatch.setattr(registries, "_pip_has_json", lambda: has_json)
    assert registries.ask(Library(PYPI, "pydantic")) == "2.11.1"
    assert registries.ask(Library(PYPI, "django")) == "6.0.1", "a release candidate isn't a release"
    assert registries.ask(Library(PYPI, "no-such-library")) is None
    assert registry.asked == ["simple/pydantic", "simple/django", "simple/no-such-library"]


@needs_npm
def test_npm_is_asked(registry: Registries) -> None:
    assert registries.ask(Library(NPM, "react")) == "19.1.0"
    assert registries.ask(Library(NPM, "@angular/core")) == "21.0.0"
    assert registries.ask(Library(NPM, "no-such-library")) is None
    assert {"npm/react", "npm/@angular/core", "npm/no-such-library"} <= set(registry.asked)


def test_a_registry_that_hangs_is_left_alone(registry: Registries) -> None:
    registry.hung.set()
    started = time.monotonic()
    assert registries.ask(Library(PYPI, "pydantic"), timeout_s=2) is None
    assert time.monotonic() - started < 5


def test_no_client_and_too_much_output_are_unknown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert registries.ask(Library(NPM, "react")) is None
    client = tmp_path / "npm"
    client.write_text("#!/bin/sh\nwhile :; do echo '\"1.0.0\"'; done\n")
    client.chmod(0o755)
    assert registries.ask(Library(NPM, "react")) is None
    client.write_text("#!/bin/sh\necho '\"1.0.0\"'\n")
    assert registries.ask(Library(NPM, "react")) == "1.0.0"
    for nonsense in ("[]", "{}", "4", "not JSON", '"soon"'):
        client.write_text(f"#!/bin/sh\necho '{nonsense}'\n")
        assert registries.ask(Library(NPM, "react")) is None


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
