"""Amendments, edits and the history that they make, on a real database."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts import service as accounts
from app.amendments import history, rules, service
from app.amendments.models import Amendment
from app.core.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, PreconditionFailed
from app.core.principal import CONTRIBUTE, MODERATE, READ, Principal
from app.moderation import service as moderation
from app.reputation import service as reputation
from app.reputation.models import OVERALL, Reputation, ReputationEvent
from app.traces import editing
from app.traces import rules as trace_rules
from app.traces import service as traces
from app.traces.models import Trace, TraceRevision
from app.wiring import Services
from tests.factories import draft, trace_body
from tests.integration.conftest import work
from tests.integration.test_search import ids, search
from tests.integration.test_votes import Submit, contributors, established, view

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


def test_who_proposed_is_credited_by_the_weight_of_who_accepted(
    parts: Services, submit: Submit, contributor: uuid.UUID
) -> None:
    by_author, by_expert = submit(), submit(tags=["django", "queues"])
    one, two = contributors(parts, 2)
    # What the new solution is written in doesn't say where its author is good.
    amendment_id = propose(parts, one, by_author, "```rust\nfn main() {}\n```")
    accept(parts, principal(contributor), by_author, amendment_id)
    accept(parts, principal(established(parts, "django")), by_expert, propose(parts, two, by_expert))
    assert credits_of(parts, one) == {"python": (0, 100), OVERALL: (0, 100)}
    assert credits_of(parts, two) == {"django": (800, 0), OVERALL: (800, 0)}
    with parts.database.reading() as session:
        assert reputation.replay(session)[one, "python"].newcomers_positive == 100
        event = session.scalars(select(ReputationEvent).where(ReputationEvent.contributor_id == one)).first()
    assert event is not None
    assert (event.source, event.source_id, event.reason) == ("amendment", amendment_id, "given")


def test_two_who_accept_each_others_amendments_gain_once_in_each_domain(
    parts: Services, contributor: uuid.UUID
) -> None:
    one, two = established(parts, "python"), established(parts, "python", "rust")
    traces_of = {who: [submitted(parts, who, tags=["python"]) for _ in range(4)] for who in (one, two)}
    before = credits_of(parts, one), credits_of(parts, two)
    proposals = [
        (principal(author), trace_id, propose(parts, other, trace_id, f"Better than {trace_id}"))
        for author, other in ((one, two), (two, one))
        for trace_id in traces_of[author]
    ]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda act: accept(parts, *act), proposals))
    rust = submitted(parts, two, tags=["rust"])
    accept(parts, principal(two), rust, propose(parts, one, rust))
    gained = {
        who: {domain: sums[0] - earlier.get(domain, (0, 0))[0] for domain, sums in credits_of(parts, who).items()}
        for who, earlier in zip((one, two), before, strict=True)
    }
    assert gained == {one: {"python": 800, OVERALL: 800, "rust": 800}, two: {"python": 800, OVERALL: 800, "rust": 0}}
    # Somebody else's word counts beside it.
    trace_id = traces_of[two][0]
    accept(parts, principal(established(parts, "python")), trace_id, propose(parts, one, trace_id, "Once more."))
    assert credits_of(parts, one)["python"][0] - before[0]["python"][0] == 1600
    with parts.database.reading() as session:
        replayed = reputation.replay(session)
        for row in session.scalars(select(Reputation)):
            assert replayed[row.contributor_id, row.domain].positive == row.positive


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


def test_nobody_credits_themselves(parts: Services, submit: Submit, contributor: uuid.UUID) -> None:
    trace_id = submit()
    accept(parts, principal(contributor), trace_id, propose(parts, contributor, trace_id))
    (moderator,) = contributors(parts, 1)
    own = propose(parts, moderator, trace_id, "Another.")
    accept(parts, principal(moderator, CONTRIBUTE, MODERATE), trace_id, own)
    assert credits_of(parts, contributor) == credits_of(parts, moderator) == {}
    assert view(parts, trace_id)["revision"] == 3


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
