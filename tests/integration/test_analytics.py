"""What the analytics count, on a database with nothing else in it."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text, update

from app.accounts.models import ApiKey, Contributor
from app.analytics.models import TriggerReport
from app.traces import use
from app.traces.models import Trace
from app.wiring import Services
from tests.integration.conftest import work
from tests.integration.operating import Caller, House, house, operator, seed
from tests.waiting import within_one_day

__all__ = ["house", "operator"]
TODAY = datetime.now(UTC).date


def set_back(parts: Services, row: Any, ident: object, days: int) -> None:
    key = row.contributor_id if row is TriggerReport else row.id
    with parts.database.transaction() as session:
        session.execute(update(row).where(key == ident).values(created_at=datetime.now(UTC) - timedelta(days=days)))


def test_the_summary_counts_what_happened_and_when(parts: Services, house: House, operator: Caller) -> None:
    seed(parts)
    ada, bob, old = house.somebody(), house.somebody(with_email=False), house.somebody()
    set_back(parts, Contributor, old.id, 20)
    mine, older = ada.contribute(), ada.contribute()
    set_back(parts, Trace, older, 20)
    assert old.post(f"/traces/{mine}/votes", vote_type="up").status_code == 201
    better = {"improved_solution": "Close it at once.", "explanation": "Sooner is better."}
    assert old.post(f"/traces/{mine}/amendments", **better).status_code == 201
    work(parts)
    found = bob.post("/traces/search", q="connection pool runs dry").json
    parts.deferred.flush()
    told = operator.told("/analytics/summary")
    assert told["users"] == {"total": 3, "with_email": 2, "new_7d": 2, "new_30d": 3, "dau": 3, "wau": 3, "mau": 3}
    listed = len(found["results"])  # type: ignore[index]
    assert told["traces"] == {"total": 3, "seeds": 1, "new_7d": 1, "new_30d": 2, "total_retrievals": listed}
    assert (told["votes"], told["amendments"]) == ({"total": 1, "new_7d": 1}, {"total": 1, "new_7d": 1})
    assert told["searches"] == {"distinct_sessions_7d": 1, "distinct_sessions_30d": 1, "retrievals_7d": listed}
    assert listed > 0
    assert told["generated_at"].endswith("+00:00")


def test_who_was_not_seen_for_long_is_not_active(parts: Services, house: House, operator: Caller) -> None:
    for days in (0, 3, 20, 40):
        person = house.somebody()
        assert person.post("/telemetry/ping").status_code == 204
        at = datetime.now(UTC) - timedelta(days=days, minutes=1)
        parts.deferred.flush()
        with parts.database.transaction() as session:
            session.execute(update(ApiKey).where(ApiKey.contributor_id == person.id).values(last_used_at=at))
            session.execute(
                text("UPDATE skill_installs SET last_seen_at = :at WHERE contributor_id = :who"),
                {"at": at, "who": person.id},
            )
    users = operator.told("/analytics/summary")["users"]
    assert (users["dau"], users["wau"], users["mau"], users["total"]) == (1, 2, 3, 4)


def test_the_timeline_has_every_day(parts: Services, house: House, operator: Caller) -> None:
    within_one_day()
    seed(parts)
    ada = house.somebody()
    set_back(parts, Contributor, ada.id, 3)
    ada.contribute()
    house.somebody(with_email=False).post("/traces/search", q="anything")
    parts.deferred.flush()
    told = operator.told("/analytics/timeline", days=5)
    assert (told["days"], len(told["series"])) == (5, 6)
    by_date = {day.pop("date"): day for day in told["series"]}
    today = TODAY()
    nothing = {"signups": 0, "traces": 0, "votes": 0, "search_sessions": 0}
    assert by_date == {
        (today - timedelta(days=n)).isoformat(): nothing
        | ({"signups": 1, "traces": 1, "search_sessions": 1} if n == 0 else {"signups": 1} if n == 3 else {})
        for n in range(6)
    }
    signups = operator.told("/admin/signups/timeline", days=5)["series"]
    assert [(day["total"], day["with_email"]) for day in signups] == [(0, 0), (0, 0), (1, 1), (0, 0), (0, 0), (1, 0)]


def test_top_lists_have_the_most_first(parts: Services, house: House, operator: Caller) -> None:
    seed(parts)
    ada, bob = house.somebody(display_name="Ada"), house.somebody()
    often = ada.contribute(title="Zebra crossing fails", tags=["python", "zebra"])
    ada.contribute(tags=["python"])
    bob.contribute(tags=["go"])
    work(parts)
    for _ in range(2):
        assert bob.post("/traces/search", q="zebra crossing fails", tags=["zebra"]).json["total"] == 1  # type: ignore[index]
    parts.deferred.flush()
    tags = operator.told("/analytics/top-tags", limit=2)["tags"]
    assert tags == [{"name": "python", "trace_count": 2}, {"name": "go", "trace_count": 1}]
    top = operator.told("/analytics/top-traces", limit=1)["traces"][0]
    assert (top["id"], top["retrieval_count"]) == (often, 2)
    people = operator.told("/analytics/top-contributors")["contributors"]
    assert [(one["trace_count"], one["total_retrievals"]) for one in people] == [(2, 2), (1, 0)]
    assert people[0]["name"] == "Ada"
    assert people[1]["name"].startswith("anon-")
    topics = operator.told("/analytics/topics", limit=2)
    assert topics["topics"] == [
        {"tag": "python", "retrievals_7d": 2, "new_traces_7d": 2},
        {"tag": "zebra", "retrievals_7d": 2, "new_traces_7d": 1},
    ]
    assert "seeded" not in str(operator.told("/analytics/topics"))


def test_retrievals_by_day_are_kept_for_a_month(parts: Services, house: House) -> None:
    trace = uuid.UUID(house.somebody().contribute())
    now = datetime.now(UTC)
    for days in (0, 31, 32):
        with parts.database.transaction() as session:
            use.record_use(use.RETRIEVED, session, {trace: 2, uuid.uuid4(): 1}, now - timedelta(days=days))
    with parts.database.transaction() as session:
        assert use.forget_days(session, now.date()) == 1


def test_clients_are_counted_by_what_they_tell(house: House, operator: Caller) -> None:
    for version in ("0.6.0", "0.6.0", "0.7.1"):
        one = house.somebody()
        one.post("/telemetry/install", platform="Claude Code", skill_version=version, install_source="plugin")
    house.somebody()
    told = operator.told("/analytics/platforms")
    assert told["platforms"] == [{"name": "Claude Code", "users": 3}, {"name": "unknown", "users": 1}]
    assert told["versions"][0] == {"name": "0.6.0", "users": 2}
    assert operator.told("/analytics/geo") == {"countries": [{"code": "unknown", "users": 4}]}
    stages = operator.told("/admin/funnel")["stages"]
    assert stages == {
        "total_users": 4, "installs": 3, "pinged": 3, "pinged_7d": 3, "contributed": 0, "voted": 0, "amended": 0,
    }  # fmt: skip


def test_triggers_are_summed_whatever_clients_send(house: House, operator: Caller) -> None:
    one = house.somebody()
    reports: list[dict[str, Any]] = [
        {"bash_error": {"fired": 3, "consumed": 1}, "old": {"total": 2}},
        {"bash_error": {"fired": 1, "consumed": 1, "rate": 1.0}, "odd": {"fired": "many", "consumed": -1}},
        {"bash_error": [1], "odd": {"fired": 1e30, "consumed": None}, "": 5},
    ]
    for n, stats in enumerate(reports):
        counters = {"searches_fired": 4, "traces_consumed": 1} if n else {}
        answer = one.post("/telemetry/triggers", session_id=f"s{n}", trigger_stats=stats, **counters)
        assert answer.status_code == 201, answer.text
    assert operator.told("/analytics/triggers") == {
        "sessions_reported": 3,
        "triggers": [
            {"name": "bash_error", "fired": 4, "consumed": 2, "consumption_rate": 0.5},
            {"name": "old", "fired": 2, "consumed": 0, "consumption_rate": 0.0},
            {"name": "odd", "fired": 0, "consumed": 0, "consumption_rate": 0.0},
        ],
    }
    told = operator.told("/analytics/assisted-resolution", days=7)
    assert (told["total_sessions"], told["sessions_with_counters"], told["searches_fired"]) == (3, 2, 8)
    assert (told["consumption_rate"], told["assisted_rate"], told["window_days"]) == (0.25, None, 7)
    shown = operator.told("/admin/sessions/recent", limit=2)["sessions"]
    assert [(row["session_id"], row["stats"]) for row in shown] == [("s2", reports[2]), ("s1", reports[1])]
    # A float that large is a whole number to the database.
    assert shown[0]["stats"]["odd"]["fired"] == 1e30


def test_a_session_stands_where_it_reported_last(parts: Services, house: House, operator: Caller) -> None:
    one = house.somebody()

    def report(name: str) -> None:
        assert one.post("/telemetry/triggers", session_id=name, trigger_stats={}).status_code == 201

    for name in ("first", "second"):
        report(name)
    set_back(parts, TriggerReport, one.id, 40)
    assert operator.told("/analytics/triggers")["sessions_reported"] == 0
    report("second")
    report("first")
    shown = operator.told("/admin/sessions/recent")["sessions"]
    assert [row["session_id"] for row in shown] == ["first", "second"]
    assert datetime.now(UTC) - datetime.fromisoformat(shown[0]["reported_at"]) < timedelta(minutes=5)
    assert operator.told("/analytics/triggers")["sessions_reported"] == 2
