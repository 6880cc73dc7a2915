"""Amendments, edits and the history that they make, on a real database."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.amendments import history, rules, service
from app.core.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, PreconditionFailed
from app.core.principal import CONTRIBUTE, MODERATE, READ
from app.moderation import service as moderation
from app.reputation.models import ReputationEvent
from app.traces import rules as trace_rules
from app.traces import service as traces
from app.traces.models import Trace, TraceRevision
from app.wiring import Services
from tests.factories import trace_body
from tests.integration.amending import BETTER, accept, credits_of, edit, key, principal, propose, submit
from tests.integration.conftest import work
from tests.integration.test_search import ids, search
from tests.integration.voting import Submit, contributors, established, view

__all__ = ["submit"]


def outcomes(attempts: list[Callable[[], object]]) -> list[type]:
    """What became of attempts made at once: the class of the refusal, or NoneType."""

    def attempt(act: Callable[[], object]) -> type:
        try:
            act()
        except DomainError as refusal:
            return type(refusal)
        return type(None)

    with ThreadPoolExecutor(len(attempts)) as pool:
        return sorted(pool.map(attempt, attempts), key=lambda kind: kind.__name__)


def test_an_accepted_amendment_is_the_next_revision_and_keeps_all_else(
    parts: Services, submit: Submit, contributor: uuid.UUID
) -> None:
    made_with = {"metadata_json": {"os": "linux"}, "agent_model": "a-model", "watch_condition": "python 4"}
    trace_id = submit(**made_with)
    (helper,) = contributors(parts, 1)
    work(parts)
    decided = accept(parts, principal(contributor), trace_id, propose(parts, helper, trace_id))
    assert (decided.status, decided.base_revision, decided.made_revision) == (rules.ACCEPTED, 1, 2)
    assert (decided.decider_id, decided.decided_at is None) == (contributor, False)
    with parts.database.reading() as session:
        trace = session.get_one(Trace, trace_id)
        first, second = session.scalars(select(TraceRevision).order_by(TraceRevision.revision))
    assert (trace.revision, trace.solution_text, trace.contributor_id) == (2, BETTER, contributor)
    assert {name: getattr(trace, name) for name in made_with} == made_with
    assert (trace.title, trace.context_text, trace.tags) == (first.title, first.context_text, first.tags)
    assert (second.editor_id, second.solution_text) == (helper, BETTER)
    work(parts)
    assert ids(search(parts, "give the pool a limit"))[0] == trace_id


def test_an_accepted_amendment_brings_back_nothing_that_was_taken_out(
    parts: Services, submit: Submit, contributor: uuid.UUID
) -> None:
    hidden = submit(title="Same", context_text="c", solution_text="Hidden.")
    shown = submit(title="Same", context_text="c", solution_text="Shown.")
    mine = submit(title="Same", context_text="c", solution_text="Mine.")
    (helper,) = contributors(parts, 1)
    with pytest.raises(Conflict, match=f"Trace {shown} says exactly this already"):
        accept(parts, principal(contributor), mine, propose(parts, helper, mine, "Shown."))
    with pytest.raises(Conflict, match="says exactly this already"):
        edit(parts, principal(contributor), mine, None, solution_text="Shown. ")
    with parts.database.transaction() as session:
        traces.set_visibility(session, hidden, trace_rules.REMOVED)
    accept(parts, principal(contributor), mine, propose(parts, helper, mine, "Hidden."))
    with parts.database.reading() as session:
        assert session.get_one(Trace, mine).visibility == trace_rules.UNDER_REVIEW
        assert [entry["id"] for entry in moderation.flagged(session, 10, 0)] == [mine]
    work(parts)
    assert ids(search(parts, "hidden")) == [shown]
    with parts.database.transaction() as session:
        moderation.dismiss(session, contributor, mine, "it is right by now")
    assert mine in ids(search(parts, "hidden"))


def test_who_may_decide(parts: Services, submit: Submit, contributor: uuid.UUID) -> None:
    trace_id = submit()
    helper, stranger = contributors(parts, 2)
    expert, elsewhere = established(parts, "python"), established(parts, "rust")
    amendment_id = propose(parts, helper, trace_id)
    own = propose(parts, expert, trace_id)
    for who, what in ((stranger, amendment_id), (helper, amendment_id), (elsewhere, amendment_id), (expert, own)):
        with pytest.raises(Forbidden):
            accept(parts, principal(who), trace_id, what)
        with parts.database.transaction() as session, pytest.raises(Forbidden):
            service.reject(session, principal(who), trace_id, what, "No.")
    with pytest.raises(NotFound, match=r"^Amendment not found$"):
        accept(parts, principal(contributor), submit(), amendment_id)
    assert view(parts, trace_id)["revision"] == 1
    with parts.database.transaction() as session:
        rejected = service.reject(session, principal(expert), trace_id, amendment_id, "It is slower.")
    assert (rejected.status, rejected.reason, rejected.decider_id) == (rules.REJECTED, "It is slower.", expert)
    for again in (principal(contributor), principal(stranger, MODERATE)):
        with pytest.raises(Conflict, match="rejected already"):
            accept(parts, again, trace_id, amendment_id)
    assert accept(parts, principal(stranger, MODERATE), trace_id, own).status == rules.ACCEPTED


def test_an_amendment_of_an_earlier_revision_can_only_be_rejected(
    parts: Services, submit: Submit, contributor: uuid.UUID
) -> None:
    trace_id = submit()
    (helper,) = contributors(parts, 1)
    late = propose(parts, helper, trace_id)
    edit(parts, principal(contributor), trace_id, {"1"}, title="Edited meanwhile")
    with pytest.raises(Conflict, match="amend the present revision"):
        accept(parts, principal(contributor), trace_id, late)
    assert credits_of(parts, helper) == {}
    with parts.database.transaction() as session:
        service.reject(session, principal(contributor), trace_id, late, "See the new title.")


def test_only_who_proposed_withdraws_and_only_what_is_open(
    parts: Services, submit: Submit, contributor: uuid.UUID
) -> None:
    trace_id = submit()
    (helper,) = contributors(parts, 1)
    withdrawn, accepted = propose(parts, helper, trace_id), propose(parts, helper, trace_id)
    accept(parts, principal(contributor), trace_id, accepted)
    for who, what, refusal in ((contributor, withdrawn, Forbidden), (helper, accepted, Conflict)):
        with parts.database.transaction() as session, pytest.raises(refusal):
            service.withdraw(session, who, trace_id, what)
    with parts.database.transaction() as session:
        service.withdraw(session, helper, trace_id, withdrawn)
    with parts.database.reading() as session:
        assert [one.id for one in service.amendments_of(session, trace_id, None, None, 10).rows] == [accepted]


def test_what_may_not_be_read_may_not_be_amended_or_edited(
    parts: Services, submit: Submit, contributor: uuid.UUID
) -> None:
    trace_id = submit()
    (helper,) = contributors(parts, 1)
    amendment_id = propose(parts, helper, trace_id)
    with pytest.raises(Invalid, match="has already"):
        propose(parts, helper, trace_id, view(parts, trace_id)["solution_text"] + "\n")
    with parts.database.transaction() as session:
        traces.set_visibility(session, trace_id, trace_rules.QUARANTINED)
    author = principal(contributor)
    acts: list[Callable[[], object]] = [
        lambda: propose(parts, helper, trace_id),
        lambda: accept(parts, author, trace_id, amendment_id),
        lambda: edit(parts, author, trace_id, None, title="Back again"),
    ]
    with parts.database.reading() as session:
        acts += [
            lambda: service.amendments_of(session, trace_id, None, None, 10),
            lambda: history.revisions(session, trace_id, None, 10),
        ]
        for act in acts:
            with pytest.raises(NotFound):
                act()


def test_of_all_that_happens_to_one_revision_at_once_one_thing_happens(
    parts: Services, submit: Submit, contributor: uuid.UUID
) -> None:
    trace_id = submit()
    helpers = contributors(parts, 2)
    author = principal(contributor)
    made = [propose(parts, helper, trace_id, f"Better, says {helper}") for helper in helpers]
    attempts: list[Callable[[], object]] = [
        *(lambda one=one: accept(parts, author, trace_id, one) for one in made * 2),  # type: ignore[misc]
    ]
    assert outcomes(attempts) == [Conflict, Conflict, Conflict, type(None)]
    edits: list[Callable[[], object]] = [
        lambda n=n: edit(parts, author, trace_id, {"2"}, title=f"Title {n}")  # type: ignore[misc]
        for n in range(4)
    ]
    assert outcomes(edits) == [type(None), *[PreconditionFailed] * 3]
    assert view(parts, trace_id)["revision"] == 3
    with parts.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(TraceRevision)) == 3
        assert session.scalar(select(func.count()).select_from(ReputationEvent)) == 2, "python and overall, once"


def test_a_moderator_decides_and_edits_by_the_key_alone(parts: Services, client: FlaskClient) -> None:
    body = trace_body()
    where = client.post("/api/v1/traces", json=body).headers["Location"]
    moderator, helper = contributors(parts, 2)
    reader = key(parts, moderator, READ)
    headers = key(parts, moderator, MODERATE)
    better = {"improved_solution": BETTER, "explanation": "It leaks."}
    made = client.post(f"{where}/amendments", json=better, headers=key(parts, helper, CONTRIBUTE)).get_json()
    accepting = f"{where}/amendments/{made['id']}/accept"
    assert client.post(accepting, headers=reader).status_code == 403
    assert client.post(accepting, headers=headers).get_json()["made_revision"] == 2
    tag = client.get(where).headers["ETag"]
    put = {**body, "title": "Moderated"}
    assert client.put(where, json=put, headers=reader | {"If-Match": tag}).status_code == 403
    assert client.put(where, json=put, headers=headers | {"If-Match": tag}).get_json()["title"] == "Moderated"
