"""Votes, outcomes, and what becomes of traces and contributors by them, on a real database and index."""

import random
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.amendments import service as amendments
from app.amendments.models import Amendment
from app.core.db import Database
from app.core.errors import Conflict, Forbidden, NotFound
from app.core.paging import Page, Position
from app.reputation import rules as reputation_rules
from app.reputation import service as reputation
from app.reputation.models import OVERALL
from app.reputation.rules import Evidence
from app.traces import rules as trace_rules
from app.traces import service as traces
from app.traces.models import Trace
from app.votes import outcomes, rules, service
from app.votes.counting import tally
from app.votes.models import Outcome, Vote
from app.votes.service import Ballot
from app.wiring import Services
from tests.factories import draft
from tests.integration.voting import (
    DOWN,
    POLICY,
    UP,
    Submit,
    cast,
    contributors,
    established,
    report,
    submit,
    sums,
    view,
)

__all__ = ["submit"]


@pytest.fixture
def crowded(parts: Services) -> Iterator[Services]:
    """The same with a connection for each of 64 threads, which take turns at one interpreter."""
    url = parts.settings.database_url.get_secret_value()
    database = Database(url, pool_size=64, statement_timeout_ms=60_000, lock_timeout_ms=60_000)
    yield replace(parts, database=database)
    database.close()


def test_a_vote_changes_trace_and_author(parts: Services, submit: Submit, contributor: uuid.UUID) -> None:
    trace_id = submit()
    (voter,) = contributors(parts, 1)
    vote = cast(parts, voter, trace_id)
    assert (vote.weight, vote.established, vote.revision) == (100, False, 1)
    shown = view(parts, trace_id)
    assert (shown["upvote_count"], shown["downvote_count"], shown["confirmation_count"]) == (1, 0, 1)
    assert shown["trust_score"] == pytest.approx(0.1 / 2.1)
    one = (Evidence(newcomers_positive=100), 1, 0)
    assert sums(parts, contributor) == {"python": one, OVERALL: one}


def test_an_established_voice_counts_eight_times_a_new_one_and_only_in_its_domain(
    parts: Services, submit: Submit
) -> None:
    expert = established(parts, "python")
    assert cast(parts, expert, submit()).weight == 800
    assert cast(parts, expert, submit(tags=["javascript"], solution_text="Mend it.")).weight == 100


def test_who_may_not_vote(parts: Services, submit: Submit, contributor: uuid.UUID) -> None:
    trace_id = submit()
    (voter,) = contributors(parts, 1)
    with pytest.raises(Forbidden, match=r"^Cannot vote on your own trace$"):
        cast(parts, contributor, trace_id)
    cast(parts, voter, trace_id)
    with pytest.raises(Conflict, match=r"^Already voted on this trace$"):
        cast(parts, voter, trace_id)
    with pytest.raises(NotFound, match=r"^Trace not found$"):
        cast(parts, voter, uuid.uuid4())
    with parts.database.transaction() as session:
        traces.set_visibility(session, trace_id, trace_rules.QUARANTINED)
    with pytest.raises(NotFound):
        cast(parts, established(parts, "python"), trace_id)


def test_a_withdrawal_reverses_what_was_given_even_when_the_tags_have_changed(
    parts: Services, submit: Submit, contributor: uuid.UUID
) -> None:
    trace_id = submit()
    expert = established(parts, "python")
    cast(parts, expert, trace_id)
    with parts.database.transaction() as session:
        traces.revise(session, session.get_one(Trace, trace_id), contributor, draft(tags=["rust"]))
        # Whatever is thought of the voter by now.
        reputation.vouch(session, expert, ["python"], -5.9)
    with parts.database.transaction() as session:
        service.withdraw(session, expert, trace_id, POLICY)
    assert set(sums(parts, contributor).values()) == {(Evidence(), 0, 0)}
    assert view(parts, trace_id)["trust_score"] == 0
    with parts.database.transaction() as session, pytest.raises(NotFound):
        service.withdraw(session, expert, trace_id, POLICY)


def test_a_changed_vote_counts_once(parts: Services, submit: Submit, contributor: uuid.UUID) -> None:
    trace_id = submit()
    (voter,) = contributors(parts, 1)
    cast(parts, voter, trace_id)
    with parts.database.transaction() as session:
        changed = service.change(session, voter, trace_id, DOWN, POLICY)
        assert (changed.vote_type, changed.feedback_tag, changed.weight) == ("down", "wrong", 100)
    assert sums(parts, contributor)["python"] == (Evidence(newcomers_negative=100), 0, 1)
    shown = view(parts, trace_id)
    assert (shown["upvote_count"], shown["downvote_count"], shown["confirmation_count"]) == (0, 1, 0)
    assert shown["trust_score"] < 0


def test_a_down_vote_from_elsewhere_weighs_less_and_is_reversed_as_given(
    parts: Services, submit: Submit, contributor: uuid.UUID
) -> None:
    trace_id = submit(tags=["python", "linux"])
    expert = established(parts, "python")
    on = {"os": "linux", "language": "python"}
    assert cast(parts, expert, trace_id, Ballot(rules.UP, voter_context={"os": "windows"})).weight == 800
    for said, weight in (
        (Ballot(rules.DOWN, "wrong", voter_context={"os": "windows", "language": "go"}), 240),
        (Ballot(rules.DOWN, "wrong", voter_context=on), 800),
        (Ballot(rules.DOWN, "wrong", voter_context={**on, "os": "windows"}), round(800 * (0.3 + 0.7 * 0.3 / 0.45))),
    ):
        with parts.database.transaction() as session:
            changed = service.change(session, expert, trace_id, said, POLICY)
            assert (changed.weight, changed.voter_weight) == (weight, 800)
        assert sums(parts, contributor)["python"] == (Evidence(negative=weight), 0, 1)
    with parts.database.transaction() as session:
        service.withdraw(session, expert, trace_id, POLICY)
    assert set(sums(parts, contributor).values()) == {(Evidence(), 0, 0)}
    (newcomer,) = contributors(parts, 1)
    assert cast(parts, newcomer, trace_id, Ballot(rules.DOWN, "wrong", voter_context={"os": "windows"})).weight == 30


def test_pages_lose_none_where_all_were_made_at_one_moment(parts: Services, submit: Submit) -> None:
    trace_id = submit()
    for one in contributors(parts, 7):
        cast(parts, one, trace_id)
        report(parts, one, trace_id, rules.WORKED)
        with parts.database.transaction() as session:
            amendments.propose(session, one, trace_id, amendments.Proposal(f"Better, says {one}", "So it is."))
    at = datetime(2026, 1, 1, tzinfo=UTC)
    with parts.database.transaction() as session:
        for model in (Vote, Outcome, Amendment):
            session.execute(update(model).values(created_at=at))
    with parts.database.reading() as session:
        listings: list[Callable[[Position | None], Page[Any]]] = [
            lambda before: service.votes_of(session, trace_id, before, 3),
            lambda before: outcomes.outcomes_of(session, trace_id, before, 3),
            lambda before: amendments.amendments_of(session, trace_id, None, before, 3),
        ]
        for listing in listings:
            pages = [listing(None)]
            while pages[-1].next_before is not None:
                pages.append(listing(pages[-1].next_before))
            assert [len(page.rows) for page in pages] == [3, 3, 1]
            assert len({row.id for page in pages for row in page.rows}) == 7
        assert service.votes_of(session, trace_id, None, 7).next_before is None


def test_the_latest_outcome_of_each_counts_and_is_told(parts: Services, submit: Submit, contributor: uuid.UUID) -> None:
    trace_id = submit()
    one, two, three = contributors(parts, 3)
    report(parts, one, trace_id, rules.FAILED)
    report(parts, one, trace_id, rules.WORKED, language="python", versions={"python": "3.12"})
    report(parts, two, trace_id, rules.PARTLY)
    report(parts, three, trace_id, rules.WORKED, language="python", versions={"python": "3.13"})
    shown = view(parts, trace_id)
    assert shown["outcomes"]["summary"] == "worked for 2 of 3, last today, on python 3.13"
    assert (shown["status"], shown["confirmation_count"]) == (rules.VALIDATED, 2)
    assert sums(parts, contributor)["python"][0] == Evidence(newcomers_positive=500, newcomers_negative=100)


def test_confirmations_validate_and_turned_evidence_takes_it_back(parts: Services, submit: Submit) -> None:
    trace_id = submit()
    one, two = contributors(parts, 2)
    cast(parts, one, trace_id)
    report(parts, one, trace_id, rules.WORKED)
    assert view(parts, trace_id)["status"] == rules.PENDING, "one contributor confirms once"
    cast(parts, two, trace_id)
    assert view(parts, trace_id)["status"] == rules.VALIDATED
    cast(parts, established(parts, "python"), trace_id, DOWN)
    assert view(parts, trace_id)["status"] == rules.DISPUTED


def test_whatever_happens_at_once_counters_are_what_a_recount_gives(
    parts: Services, crowded: Services, submit: Submit, contributor: uuid.UUID
) -> None:
    made = [submit(title=f"Trace {n}") for n in range(10)]
    voters = contributors(parts, 500)
    left: dict[tuple[uuid.UUID, uuid.UUID], str] = {}
    lock = threading.Lock()

    def vote(voter: uuid.UUID) -> None:
        choice = random.Random(voter.int)
        for trace_id in choice.sample(made, 10):
            cast(crowded, voter, trace_id, choice.choice([UP, DOWN]))
            said = None
            if choice.random() < 0.3:
                with crowded.database.transaction() as session:
                    said = service.change(session, voter, trace_id, choice.choice([UP, DOWN]), POLICY).vote_type
            if choice.random() < 0.2:
                with crowded.database.transaction() as session:
                    service.withdraw(session, voter, trace_id, POLICY)
            else:
                with lock:
                    left[voter, trace_id] = said or ""

    with ThreadPoolExecutor(64) as pool:
        list(pool.map(vote, voters))
    with parts.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Vote)) == len(left)
        for trace_id in made:
            counted = tally(session, trace_id)
            trace = session.get_one(Trace, trace_id)
            assert (trace.upvote_count, trace.downvote_count) == (counted.upvotes, counted.downvotes)
            assert trace.trust_score == reputation_rules.trust_score(counted.evidence)
        replayed = reputation.replay(session)
    up = sum(view(parts, trace_id)["upvote_count"] for trace_id in made)
    down = sum(view(parts, trace_id)["downvote_count"] for trace_id in made)
    expected = (Evidence(newcomers_positive=100 * up, newcomers_negative=100 * down), up, down)
    assert sums(parts, contributor) == {"python": expected, OVERALL: expected}
    assert asdict(replayed[contributor, "python"]) == asdict(expected[0])
