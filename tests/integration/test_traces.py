"""Storing, revising and counting, by services on the real database."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from app.accounts import service as accounts
from app.core.errors import Conflict, Forbidden, NotAuthenticated, NotFound
from app.outbox.models import OutboxRow
from app.tags import service as tags
from app.traces import reading, rules, use
from app.traces import service as traces
from app.traces.models import Trace, TraceLink, TraceRevision, TraceUsage
from app.wiring import Services
from scripts import seed
from scripts.library.files import Seed
from tests.factories import draft
from tests.integration.conftest import work

PEPPERS = (b"p" * 32, b"o" * 32)


def revisions(parts: Services, trace_id: uuid.UUID) -> list[str]:
    with parts.database.reading() as session:
        rows = select(TraceRevision.title).where(TraceRevision.trace_id == trace_id).order_by(TraceRevision.revision)
        return list(session.scalars(rows))


def test_the_row_and_its_work_are_written_together_or_not_at_all(parts: Services, contributor: uuid.UUID) -> None:
    def die_before_the_commit() -> None:
        with parts.database.transaction() as session:
            traces.submit(session, contributor, draft())
            raise RuntimeError("the process dies here")

    with pytest.raises(RuntimeError):
        die_before_the_commit()
    with parts.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Trace)) == 0
        assert session.scalar(select(func.count()).select_from(OutboxRow)) == 0


def test_a_revision_is_kept_beside_the_earlier_ones(parts: Services, contributor: uuid.UUID) -> None:
    first, second = draft(title="First"), draft(title="Second")
    with parts.database.transaction() as session:
        trace = traces.submit(session, contributor, first).trace
    with parts.database.transaction() as session:
        trace = session.get_one(Trace, trace.id)
        assert traces.revise(session, trace, contributor, second)
        assert not traces.revise(session, trace, contributor, second)
    assert revisions(parts, trace.id) == ["First", "Second"]
    with parts.database.reading() as session:
        row = session.get_one(Trace, trace.id)
        assert (row.revision, row.index_version, row.title) == (2, 2, "Second")


def test_the_vocabulary_grows_in_order(parts: Services, contributor: uuid.UUID) -> None:
    with parts.database.transaction() as session:
        traces.submit(session, contributor, draft(tags=["zsh", "Python", "ansible"]))
        traces.submit(session, contributor, draft(tags=["python", "next.js", "next-auth"]))
    with parts.database.reading() as session:
        assert list(tags.list_names(session)) == ["ansible", "next-auth", "next.js", "python", "zsh"]


@pytest.mark.parametrize("visibility", [rules.QUARANTINED, rules.REMOVED])
def test_what_may_not_be_read_is_as_if_it_never_was(parts: Services, contributor: uuid.UUID, visibility: str) -> None:
    with parts.database.transaction() as session:
        trace = traces.submit(session, contributor, draft()).trace
        traces.set_visibility(session, trace.id, visibility)
    with parts.database.reading() as session, pytest.raises(NotFound, match=r"^Trace not found$"):
        reading.read(session, trace.id)


def test_a_flagged_trace_is_still_served(parts: Services, contributor: uuid.UUID) -> None:
    with parts.database.transaction() as session:
        trace = traces.submit(session, contributor, draft()).trace
        traces.set_visibility(session, trace.id, rules.UNDER_REVIEW)
    with parts.database.reading() as session:
        assert reading.read(session, trace.id)["is_flagged"]


def test_superseding_is_refused_before_anything_is_written(parts: Services, contributor: uuid.UUID) -> None:
    with parts.database.transaction() as session:
        other = accounts.sign_up(session, PEPPERS[0], "test").contributor_id
        theirs = traces.submit(session, other, draft()).trace
    for superseded, refusal in ((theirs.id, Forbidden), (uuid.uuid4(), NotFound)):
        with parts.database.transaction() as session, pytest.raises(refusal):
            traces.submit(session, contributor, draft(), superseded)
    with parts.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Trace)) == 1
        assert session.get_one(Trace, theirs.id).valid_until is None


def test_use_is_counted_in_the_background(parts: Services, contributor: uuid.UUID) -> None:
    with parts.database.transaction() as session:
        made = [traces.submit(session, contributor, draft()).trace.id for _ in range(2)]
        before = session.get_one(Trace, made[0]).updated_at
    now = datetime.now(UTC)
    with parts.database.transaction() as session:
        use.record_use(use.RETRIEVED, session, {made[0]: 3, made[1]: 1, uuid.uuid4(): 5}, now)
        use.record_use(use.READ, session, {made[0]: 2}, now)
    with parts.database.reading() as session:
        usage = session.get_one(TraceUsage, made[0])
        assert (usage.retrieval_count, usage.read_count, usage.last_read_at) == (3, 2, now)
        assert session.get_one(TraceUsage, made[1]).retrieval_count == 1
        assert session.get_one(Trace, made[0]).updated_at == before


def test_a_known_address_is_refused_whatever_its_case(parts: Services) -> None:
    with parts.database.transaction() as session:
        accounts.sign_up(session, PEPPERS[0], "test", "ada@example.com")
    with parts.database.transaction() as session, pytest.raises(Conflict, match=r"^Email already registered$"):
        accounts.sign_up(session, PEPPERS[0], "test", "Ada@example.com")


def test_keys_are_good_under_either_pepper_and_otherwise_not(parts: Services) -> None:
    with parts.database.transaction() as session:
        old = accounts.sign_up(session, PEPPERS[1], "test")
        foreign = accounts.sign_up(session, b"x" * 32, "test")
    with parts.database.reading() as session:
        principal = accounts.authenticate(session, PEPPERS, old.api_key)
        assert principal.contributor_id == old.contributor_id
        assert not principal.has_email
        with pytest.raises(NotAuthenticated, match=r"^Invalid API key$"):
            accounts.authenticate(session, PEPPERS, foreign.api_key)


@pytest.mark.parametrize("column", ["revoked_at", "expires_at"])
def test_a_revoked_or_expired_key_is_no_key(parts: Services, column: str) -> None:
    with parts.database.transaction() as session:
        issued = accounts.sign_up(session, PEPPERS[0], "test")
        key = session.scalars(
            select(accounts.ApiKey).where(accounts.ApiKey.contributor_id == issued.contributor_id)
        ).one()
        setattr(key, column, datetime.now(UTC))
    with parts.database.reading() as session, pytest.raises(NotAuthenticated, match=r"^Invalid API key$"):
        accounts.authenticate(session, PEPPERS, issued.api_key)


def test_seeds_are_loaded_once_and_a_changed_file_is_a_revision(parts: Services) -> None:
    one, two = Seed("python/one", draft(title="One")), Seed("python/two", draft(title="Two"))
    assert seed.load_all(parts.database, [one, two]) == {"added": 2}
    assert seed.load_all(parts.database, [one, two]) == {"unchanged": 2}
    changed = Seed("python/one", draft(title="One, mended"))
    assert seed.load_all(parts.database, [changed, two]) == {"revised": 1, "unchanged": 1}
    work(parts)
    with parts.database.reading() as session:
        trace = session.scalars(select(Trace).where(Trace.slug == "python/one")).one()
        assert (trace.title, trace.status, trace.revision) == ("One, mended", "validated", 2)
        assert (trace.prior_trust, trace.trust_score) == (seed.SEED_PRIOR_TRUST, 0)
    assert revisions(parts, trace.id) == ["One", "One, mended"]


def test_what_is_in_quarantine_does_not_come_back_by_being_sent_again(parts: Services, contributor: uuid.UUID) -> None:
    same = draft()
    with parts.database.transaction() as session:
        hidden = traces.submit(session, contributor, same).trace
        traces.set_visibility(session, hidden.id, rules.QUARANTINED)
    with parts.database.transaction() as session:
        again = traces.submit(session, contributor, same)
    assert not again.duplicate
    assert again.trace.id != hidden.id
    assert again.trace.visibility == rules.UNDER_REVIEW


def test_a_trace_may_be_superseded_by_one_that_says_the_same(parts: Services, contributor: uuid.UUID) -> None:
    with parts.database.transaction() as session:
        old = traces.submit(session, contributor, draft(title="Same", context_text="c", solution_text="s")).trace
        new = traces.submit(session, contributor, draft(title="Same", context_text="c", solution_text="s"), old.id)
    assert not new.duplicate
    with parts.database.reading() as session:
        assert session.get_one(Trace, old.id).valid_until is not None


def test_numbers_of_any_size_in_metadata_can_be_revised(parts: Services, contributor: uuid.UUID) -> None:
    with parts.database.transaction() as session:
        trace_id = traces.submit(session, contributor, draft(metadata_json={"n": 1e22})).trace.id
    with parts.database.transaction() as session:
        assert traces.revise(session, session.get_one(Trace, trace_id), contributor, draft(title="Another"))


def test_whatever_the_index_shows_moves_the_time_of_change(parts: Services, contributor: uuid.UUID) -> None:
    with parts.database.transaction() as session:
        trace = traces.submit(session, contributor, draft()).trace
    with parts.database.transaction() as session:
        traces.set_visibility(session, trace.id, rules.UNDER_REVIEW)
    with parts.database.reading() as session:
        changed = session.get_one(Trace, trace.id)
        assert changed.updated_at > trace.updated_at
        assert changed.index_version == trace.index_version + 1


def test_the_links_of_a_file_are_those_of_its_trace(parts: Services) -> None:
    one = Seed("python/one", draft(title="One"), related=("python/two", "python/gone"))
    two = Seed("python/two", draft(title="Two"))

    def links() -> list[tuple[str, str, str]]:
        with parts.database.reading() as session:
            slugs = {trace.id: trace.slug for trace in session.scalars(select(Trace))}
            rows = session.scalars(select(TraceLink))
            return [(slugs[row.source_id], slugs[row.target_id], row.relationship_type) for row in rows]

    for _ in range(2):
        seed.load_all(parts.database, [one, two])
        assert links() == [("python/one", "python/two", "RELATED")]
    seed.load_all(parts.database, [Seed("python/one", one.draft), Seed("python/two", two.draft, ("python/one",))])
    assert links() == [("python/two", "python/one", "RELATED")]


def test_what_others_mended_stays_until_the_file_says_something_new(parts: Services, contributor: uuid.UUID) -> None:
    one = Seed("python/one", draft(title="One", solution_text="First."))
    seed.load_all(parts.database, [one])
    with parts.database.transaction() as session:
        trace = session.scalars(select(Trace).where(Trace.slug == "python/one")).one()
        assert traces.revise(session, trace, contributor, replace(one.draft, solution_text="Mended by a reader."))
    assert seed.load_all(parts.database, [one]) == {"unchanged": 1}
    changed = Seed("python/one", replace(one.draft, solution_text="Second."))
    assert seed.load_all(parts.database, [changed]) == {"revised": 1}
    with parts.database.reading() as session:
        assert [
            row.solution_text for row in session.scalars(select(TraceRevision).order_by(TraceRevision.revision))
        ] == [
            "First.",
            "Mended by a reader.",
            "Second.",
        ]
