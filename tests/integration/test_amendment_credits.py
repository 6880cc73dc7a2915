"""What an accepted amendment is worth to whom, on a real database."""

import uuid
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from app.core.principal import CONTRIBUTE, MODERATE
from app.reputation import service as reputation
from app.reputation.models import OVERALL, Reputation, ReputationEvent
from app.wiring import Services
from tests.integration.amending import accept, credits_of, principal, propose, submit, submitted
from tests.integration.voting import Submit, contributors, established, view

__all__ = ["submit"]


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


def test_nobody_credits_themselves(parts: Services, submit: Submit, contributor: uuid.UUID) -> None:
    trace_id = submit()
    accept(parts, principal(contributor), trace_id, propose(parts, contributor, trace_id))
    (moderator,) = contributors(parts, 1)
    own = propose(parts, moderator, trace_id, "Another.")
    accept(parts, principal(moderator, CONTRIBUTE, MODERATE), trace_id, own)
    assert credits_of(parts, contributor) == credits_of(parts, moderator) == {}
    assert view(parts, trace_id)["revision"] == 3
