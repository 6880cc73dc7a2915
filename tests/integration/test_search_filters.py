"""Filters, facets and orders over the real index: what is left in, by both legs alike."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.accounts import service as accounts
from app.retrieval.answers import Answer
from app.retrieval.question import Aside, question
from app.traces import service as traces
from app.wiring import Services
from search.query.boosts import Ranking
from search.query.spec import Filters, Sort
from tests.factories import draft
from tests.integration.conftest import work
from tests.integration.searching import ids, retrieval, submitter

NOW = datetime.now(UTC)

LIBRARY: dict[str, dict[str, Any]] = {
    "django": {
        "tags": ["python", "django"],
        "metadata_json": {"framework": "django", "versions": {"django": ">=4,<5", "python": "3.12"}},
        "columns": {"status": "validated", "trust_score": 0.5},
    },
    "flask": {
        "tags": ["python", "flask"],
        "metadata_json": {"framework": "flask", "versions": {"flask": "3.0"}},
        "columns": {"status": "disputed", "trust_score": -0.25},
    },
    "go": {
        "tags": ["go"],
        "metadata_json": {"library": "gin", "library_version": "1.9"},
        "columns": {"created_at": NOW - timedelta(days=100), "valid_from": NOW - timedelta(days=100)},
    },
    "expired": {
        "tags": ["python"],
        "columns": {"valid_from": NOW - timedelta(days=50), "valid_until": NOW - timedelta(days=10), "is_stale": True},
    },
}


@pytest.fixture
def library(parts: Services, contributor: uuid.UUID) -> dict[str, uuid.UUID]:
    submit = submitter(parts, contributor)
    made = {}
    for name, content in LIBRARY.items():
        made[name] = submit(title=f"Pool runs dry, {name}", **content)
    work(parts)
    return made


def names(answer: Answer, library: dict[str, uuid.UUID]) -> set[str]:
    known = {trace_id: name for name, trace_id in library.items()}
    return {known[each] for each in ids(answer)}


CASES: list[tuple[Filters, set[str]]] = [
    (Filters(tags=("python",)), {"django", "flask", "expired"}),
    (Filters(tags_any=("django", "go")), {"django", "go"}),
    (Filters(tags_none=("python",)), {"go"}),
    (Filters(tags=("python",), tags_none=("flask",)), {"django", "expired"}),
    (Filters(status=("validated",)), {"django"}),
    (Filters(status=("validated", "disputed")), {"django", "flask"}),
    (Filters(min_trust=0.0), {"django", "go", "expired"}),
    (Filters(min_trust=0.5), {"django"}),
    (Filters(language=("go",)), {"go"}),
    (Filters(language=("go", "python"), framework=("flask", "django")), {"django", "flask"}),
    (Filters(since=NOW - timedelta(days=60)), {"django", "flask", "expired"}),
    (Filters(versions={"django": ">=4.2"}), {"django"}),
    (Filters(versions={"Django": "^4.1", "python": ">=3.11"}), {"django"}),
    (Filters(versions={"django": ">=5"}), set()),
    (Filters(versions={"django": "4", "python": "<3.12"}), set()),
    (Filters(versions={"gin": "<2 || >=7"}), {"go"}),
    (Filters(versions={"python": "*"}), {"django"}),
    (Filters(valid_at=NOW - timedelta(days=20)), {"go", "expired"}),
    (Filters(valid_at=NOW - timedelta(days=200)), set()),
    (Filters(is_stale=True), {"expired"}),
    (Filters(is_stale=False), {"django", "flask", "go"}),
]


def test_filters_hold_for_words_meaning_both_and_neither(parts: Services, library: dict[str, uuid.UUID]) -> None:
    searching = retrieval(parts)
    for filters, expected in CASES:
        for asked in (
            question("pool runs dry", filters=filters),
            question("pool runs dry", filters=filters, mode="lexical"),
            question("requests hang as connections are used up", filters=filters, mode="vector"),
            question("pool runs dry", filters=filters, sort="newest"),
            question(None, filters=filters),
        ):
            assert names(searching.answer(asked, 10), library) == expected, (filters, asked)


def test_the_author_is_a_filter(parts: Services, library: dict[str, uuid.UUID], contributor: uuid.UUID) -> None:
    with parts.database.transaction() as session:
        other = accounts.sign_up(session, parts.settings.peppers[0], "test", "other@example.com").contributor_id
        theirs = traces.submit(session, other, draft(title="Pool runs dry, theirs")).trace.id
    work(parts)
    searching = retrieval(parts)
    for q in ("pool runs dry", None):
        assert ids(searching.answer(question(q, filters=Filters(author=other)), 10)) == [theirs]
        mine = searching.answer(question(q, filters=Filters(author=contributor)), 10)
        assert set(ids(mine)) == set(library.values())


def test_a_filter_narrows_the_neighbours_before_they_are_chosen(parts: Services, contributor: uuid.UUID) -> None:
    submit = submitter(parts, contributor)
    for n in range(15):
        submit(title=f"Pool runs dry {n}", tags=["python"])
    wanted = submit(title="Roses", context_text="Gardening in spring", solution_text="Water them", tags=["garden"])
    work(parts)
    asked = question("requests hang as connections are used up", filters=Filters(tags_any=("garden",)), mode="vector")
    assert ids(retrieval(parts, ranking=Ranking(vector_candidates=5)).answer(asked, 10)) == [wanted]


@pytest.mark.parametrize("q", ["pool runs dry", None])
def test_facets_count_what_matches(parts: Services, library: dict[str, uuid.UUID], q: str | None) -> None:
    asked = question(q, filters=Filters(tags=("python",)))
    aside = Aside(("tags", "language", "framework", "status", "author"))
    facets = retrieval(parts).answer(asked, 1, aside=aside).facets
    assert facets["tags"] == [("python", 3), ("django", 1), ("flask", 1)]
    assert facets["language"] == [("python", 3)]
    assert sorted(facets["framework"]) == [("django", 1), ("flask", 1)]
    assert dict(facets["status"]) == {"validated": 1, "disputed": 1, "pending": 1}
    assert [count for _, count in facets["author"]] == [3]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [("newest", ["go", "django", "expired", "flask"]), ("trust", ["django", "go", "flask", "expired"])],
)
@pytest.mark.parametrize("q", ["pool runs dry", None])
def test_orders_of_their_own(
    parts: Services, library: dict[str, uuid.UUID], q: str | None, sort: Sort, expected: list[str]
) -> None:
    order = {"flask": 4, "expired": 3, "django": 2, "go": 1}
    with parts.database.transaction() as session:
        for name, days in order.items():
            trace = session.get_one(traces.Trace, library[name])
            trace.created_at = NOW - timedelta(days=days)
            traces.touch(session, trace)
    work(parts)
    known = {trace_id: name for name, trace_id in library.items()}
    answer = retrieval(parts).answer(question(q, filters=Filters(tags_any=("python", "go")), sort=sort), 10)
    assert [known[each] for each in ids(answer)] == expected
    assert answer.mode is None


def test_an_order_of_its_own_leaves_out_what_shares_a_word_only(parts: Services, contributor: uuid.UUID) -> None:
    submit = submitter(parts, contributor)
    wanted = submit(title="Pool runs dry", context_text="Requests hang", solution_text="Close it")
    submit(title="Swimming pool", context_text="Summer", solution_text="Jump")
    work(parts)
    asked = question("pool runs dry requests", sort="newest")
    assert ids(retrieval(parts).answer(asked, 10)) == [wanted]
