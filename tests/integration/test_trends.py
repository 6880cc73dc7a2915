"""Which tags grow, and what traces saved others, on a database with nothing else in it."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from app.accounts.models import Contributor
from app.traces import trends, use
from app.traces.models import Trace, TraceUsage
from app.traces.trend_routes import EXTENSION
from app.traces.trends import KEPT_S, RecentTrends
from app.wiring import Services
from tests.integration.operating import Caller, House, house, seed

__all__ = ["house"]

WEEK = 7


@pytest.fixture
def ada(house: House) -> Caller:
    return house.somebody()


def write(parts: Services, author: Caller, tags: dict[str, tuple[int, int]]) -> None:
    """For each tag so many traces in the last seven days, and in the seven before. Straight into the table."""
    now = datetime.now(UTC)
    rows: list[dict[str, Any]] = [
        {
            "id": uuid.uuid4(), "contributor_id": author.id, "title": "t", "context_text": "c", "solution_text": "s",
            "tags": [tag], "content_hash": b"h", "text_hash": b"h", "created_at": now - timedelta(days=age),
        }
        for tag, counts in tags.items()
        for age, count in zip((WEEK - 0.1, WEEK + 0.1), counts, strict=True)
        for _ in range(count)
    ]  # fmt: skip
    with parts.database.transaction() as session:
        session.execute(insert(Trace), rows)
        session.execute(insert(TraceUsage), [{"trace_id": row["id"]} for row in rows])


def told(caller: Caller) -> list[tuple[str, float, int, int]]:
    """As a process says it that has just been started."""
    caller.app.extensions[EXTENSION].forget()
    found = caller.told("/tags/trending")["trending"]
    return [(one["tag"], one["growth_rate"], one["trace_count"], one["prior_count"]) for one in found]


def test_tags_trend_that_have_more_than_doubled(parts: Services, ada: Caller) -> None:
    assert told(ada) == []
    write(
        parts,
        ada,
        {"new": (3, 0), "few": (2, 0), "doubled": (6, 3), "grown": (7, 3), "shrunk": (4, 9), "fast": (9, 1)},
    )
    assert told(ada) == [("fast", 9.0, 9, 1), ("new", 3.0, 3, 0), ("grown", pytest.approx(7 / 3), 7, 3)]
    (end,) = {one["period_end"] for one in ada.told("/tags/trending")["trending"]}
    assert datetime.fromisoformat(end) <= datetime.now(UTC)


def test_they_are_looked_up_once_a_minute(parts: Services, ada: Caller) -> None:
    now = 0.0
    recent = RecentTrends(parts.database, lambda: now)
    assert recent.get().rows == []
    write(parts, ada, {"new": (3, 0)})
    now = KEPT_S - 1
    assert recent.get().rows == []
    now = KEPT_S
    assert [row["tag"] for row in recent.get().rows] == ["new"]


def test_ten_are_told_and_equals_stand_by_name(parts: Services, ada: Caller) -> None:
    write(parts, ada, {f"tag-{n:02}": (3, 0) for n in reversed(range(12))} | {"most": (4, 0)})
    assert [one[0] for one in told(ada)] == ["most", *(f"tag-{n:02}" for n in range(9))]


def test_what_is_older_than_two_weeks_says_nothing(parts: Services, ada: Caller) -> None:
    write(parts, ada, {"old": (3, 0)})
    with parts.database.transaction() as session:
        session.execute(update(Trace).values(created_at=datetime.now(UTC) - timedelta(days=14, minutes=1)))
    assert told(ada) == []


def test_loading_the_seed_library_is_no_growth(parts: Services, ada: Caller) -> None:
    seed(parts)
    with parts.database.transaction() as session:
        session.execute(update(Contributor).where(Contributor.is_seed).values(is_seed=False))
    write(parts, Caller(ada.app, {}, uuid.UUID(int=7)), {"seeded": (5, 0)})
    assert [one[0] for one in told(ada)] == ["seeded"]
    with parts.database.transaction() as session:
        session.execute(update(Contributor).where(Contributor.id == uuid.UUID(int=7)).values(is_seed=True))
    assert told(ada) == []


@pytest.mark.parametrize("visibility", ["under_review", "quarantined", "removed"])
def test_what_is_out_of_sight_is_no_growth(parts: Services, ada: Caller, visibility: str) -> None:
    write(parts, ada, {"hidden": (3, 0)})
    with parts.database.transaction() as session:
        session.execute(update(Trace).values(visibility=visibility))
    assert told(ada) == []


def test_an_index_finds_what_is_new(parts: Services, ada: Caller) -> None:
    """Among many old traces; it is asked for with each call."""
    write(parts, ada, {"old": (20_000, 0)})
    with parts.database.transaction() as session:
        session.execute(update(Trace).values(created_at=datetime.now(UTC) - timedelta(days=90)))
    write(parts, ada, {"new": (3, 0)})
    with parts.database.transaction() as session:
        session.connection().exec_driver_sql("ANALYZE traces")
        plan = _plan(session)
    assert "ix_traces_created_at" in plan, plan


def _plan(session: Any) -> str:
    statements: list[tuple[str, Any]] = []

    class Asked:
        """Takes the statement in place of running it."""

        def execute(self, statement: Any) -> Any:
            compiled = statement.compile(session.bind, compile_kwargs={"render_postcompile": True})
            statements.append((str(compiled), compiled.params))
            raise LookupError

    with pytest.raises(LookupError):
        trends.trending(Asked(), datetime.now(UTC))  # type: ignore[arg-type]
    text, values = statements[0]
    return "\n".join(row[0] for row in session.connection().exec_driver_sql(f"EXPLAIN {text}", values))


class TestImpact:
    @staticmethod
    def listed(parts: Services, trace: str, times: int) -> None:
        with parts.database.transaction() as session:
            use.record_use(use.RETRIEVED, session, {uuid.UUID(trace): times}, datetime.now(UTC))

    @pytest.mark.parametrize("path", ["/impact/outbound", "/analytics/impact/outbound"])
    def test_effort_times_retrievals_of_ones_own(self, parts: Services, house: House, ada: Caller, path: str) -> None:
        assert set(ada.told(path).values()) == {0}
        in_metadata = {"tokens_to_resolution": 1000, "time_to_resolution_minutes": 2.5}
        one, two, other = (
            ada.contribute(metadata_json=in_metadata),
            ada.contribute(tokens_to_resolution=70),
            (house.somebody().contribute(metadata_json=in_metadata)),
        )
        for trace, times in ((one, 3), (two, 10), (other, 100)):
            self.listed(parts, trace, times)
        assert ada.told(path) == {
            "tokens_saved_for_others": 3_700, "minutes_saved_for_others": 7, "trace_count": 2,
        }  # fmt: skip

    @pytest.mark.parametrize(
        "odd", ["", "many", -5, [1], {"a": 1}, None, True, 1e300, "1" * 40, "1e5", " 7", "NaN", "٣"]
    )
    def test_what_is_no_number_counts_as_none(self, parts: Services, ada: Caller, odd: object) -> None:
        both = {"tokens_to_resolution": odd, "time_to_resolution_minutes": odd}
        self.listed(parts, ada.contribute(metadata_json=both), 1_000)
        assert ada.told("/impact/outbound") == {
            "tokens_saved_for_others": 0, "minutes_saved_for_others": 0, "trace_count": 1,
        }  # fmt: skip

    def test_it_takes_a_key(self, house: House) -> None:
        assert Caller(house.app, {}).get("/impact/outbound").status_code == 401
