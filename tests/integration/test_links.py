"""Links between traces as readers see them, and what supersedes what, on a real database and index."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.core.errors import Forbidden
from app.traces import links, reading
from app.traces import rules as trace_rules
from app.traces import service as traces
from app.traces.models import Trace, TraceLink
from app.votes import rules
from app.votes.service import Ballot
from app.wiring import Services
from tests.factories import draft
from tests.integration.amending import principal
from tests.integration.conftest import work
from tests.integration.test_search import ids, search
from tests.integration.voting import cast, contributors, established, view

Submit = Callable[..., uuid.UUID]
DOWN = Ballot(rules.DOWN, "wrong")


@pytest.fixture
def submit(parts: Services, contributor: uuid.UUID) -> Submit:
    def make(title: str, supersedes: uuid.UUID | None = None, author: uuid.UUID = contributor) -> uuid.UUID:
        with parts.database.transaction() as session:
            return traces.submit(session, author, draft(title=title), supersedes).trace.id

    return make


def link(parts: Services, source: uuid.UUID, target: uuid.UUID, kind: str) -> None:
    with parts.database.transaction() as session:
        author = session.get_one(Trace, source).contributor_id
        links.add_link(session, principal(author), source, target, kind)


def related(parts: Services, trace_id: uuid.UUID) -> list[tuple[str, str]]:
    return [(one["relationship_type"], one["title"]) for one in view(parts, trace_id)["related_traces"]]


def test_a_superseded_trace_says_by_what_and_is_hidden_where_asked(parts: Services, submit: Submit) -> None:
    old = submit("Old way")
    new = submit("New way", supersedes=old)
    found = {one.hit.id: one.trace for one in search(parts, "way").results}
    assert (found[old]["is_expired"], found[new]["is_expired"]) == (True, False)
    assert found[old]["superseded_by"] == {"id": str(new), "title": "New way"}
    assert found[new]["superseded_by"] is None
    assert related(parts, old) == [("SUPERSEDED_BY", "New way")]
    assert related(parts, new) == [("SUPERSEDES", "Old way")]
    assert ids(search(parts, "way", include_expired=False)) == [new]
    with parts.database.transaction() as session:
        traces.set_visibility(session, new, trace_rules.REMOVED)
    assert view(parts, old)["superseded_by"] is None, "what can't be read is not pointed at"


def test_what_ends_is_hidden_before_the_index_knows(parts: Services, submit: Submit) -> None:
    old, later = submit("Old way"), submit("Way for another year")
    now = datetime.now(UTC)
    for trace_id, ends in ((old, now), (later, now + timedelta(days=365))):
        work(parts)
        with parts.database.transaction() as session:
            session.execute(update(Trace).where(Trace.id == trace_id).values(valid_until=ends))
    assert set(ids(search(parts, "way", include_expired=False))) == {later}
    assert set(ids(search(parts, "way"))) == {old, later}
    assert view(parts, later)["is_expired"] is False


def test_who_contradicts_is_shown_with_the_contradicted_once_it_is_trusted_more(
    parts: Services, submit: Submit
) -> None:
    (stranger,) = contributors(parts, 1)
    claim, answer = submit("A claim"), submit("The opposite", author=stranger)
    link(parts, answer, claim, "CONTRADICTS")
    assert related(parts, answer) == [("CONTRADICTS", "A claim")]
    assert related(parts, claim) == [], "else anybody could put a title beside the best traces"
    cast(parts, established(parts, "python"), answer)
    assert related(parts, claim) == [("CONTRADICTED_BY", "The opposite")]
    found = {one.hit.id: one.trace for one in search(parts, "a claim").results}
    assert [one["id"] for one in found[claim]["related_traces"]] == [str(answer)]
    for _ in range(2):
        cast(parts, established(parts, "python"), claim)
    assert related(parts, claim) == []
    cast(parts, established(parts, "python"), claim, DOWN)
    cast(parts, established(parts, "python"), claim, DOWN)
    assert related(parts, claim) == [("CONTRADICTED_BY", "The opposite")]
    with parts.database.reading() as session:
        assert [one["relationship_type"] for one in links.links_of(session, claim)] == ["CONTRADICTED_BY"]
    with parts.database.transaction() as session:
        traces.set_visibility(session, answer, trace_rules.UNDER_REVIEW)
    assert related(parts, claim) == []


def test_warnings_come_first_and_three_are_shown(parts: Services, submit: Submit) -> None:
    one = submit("One")
    for n in range(3):
        link(parts, one, submit(f"Related {n}"), "RELATED")
    link(parts, one, submit("Original"), "DUPLICATE_OF")
    submit("Successor", supersedes=one)
    assert related(parts, one)[:2] == [("SUPERSEDED_BY", "Successor"), ("DUPLICATE_OF", "Original")]
    assert len(related(parts, one)) == 3
    with parts.database.reading() as session:
        assert len(links.links_of(session, one)) == 5


def test_of_two_that_supersede_at_once_both_stand_and_it_ended_once(parts: Services, submit: Submit) -> None:
    old = submit("Old way")
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda n: submit(f"New way {n}", supersedes=old), range(4)))
    with parts.database.reading() as session:
        rows = session.scalars(select(TraceLink).where(TraceLink.target_id == old).order_by(TraceLink.created_at)).all()
        ended = session.get_one(Trace, old).valid_until
    assert sorted(row.source_id for row in rows) == sorted(made)
    assert ended is not None
    last = submit("Newest way", supersedes=old)
    shown = view(parts, old)
    assert (shown["superseded_by"]["id"], shown["valid_until"]) == (str(last), ended)


def test_a_moderator_supersedes_what_is_anothers(parts: Services, submit: Submit) -> None:
    old = submit("Old way")
    (moderator,) = contributors(parts, 1)
    with parts.database.transaction() as session, pytest.raises(Forbidden):
        traces.submit(session, moderator, draft(), old)
    with parts.database.transaction() as session:
        new = traces.submit(session, moderator, draft(title="New way"), old, moderating=True).trace.id
    with parts.database.reading() as session:
        assert reading.read(session, old)["superseded_by"] == {"id": str(new), "title": "New way"}
