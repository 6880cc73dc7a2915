"""Which traces say the same, and which of them is given."""

from datetime import timedelta

from app.context.copies import gave_way
from app.context.rules import DUPLICATE
from tests.unit.context.candidates import NOW, candidate

LONG = "Set the pool size to twenty and recycle connections after half an hour, then restart every worker in turn. " * 3


def test_of_near_copies_the_most_trusted_stays() -> None:
    copied = candidate(title="Pool runs dry", context_text=LONG, solution_text=LONG, trust_score=0.1)
    other = candidate()
    trusted = candidate(title="Pool runs dry!", context_text=LONG, solution_text=f"{LONG} Done.", trust_score=0.9)
    left_out = gave_way([copied, other, trusted], {})
    assert [(one.id, one.why, one.instead) for one in left_out] == [(copied.id, DUPLICATE, trusted.id)]


def test_of_equals_the_oldest_stays() -> None:
    young = candidate(content_hash=b"same", created_at=NOW)
    old = candidate(content_hash=b"same", created_at=NOW - timedelta(days=9))
    assert [(one.id, one.instead) for one in gave_way([young, old], {})] == [(young.id, old.id)]


def test_the_same_topic_with_another_fix_is_no_copy() -> None:
    one = candidate(title="Pool runs dry", context_text=LONG[:100], solution_text="Raise the size of the pool by ten.")
    two = candidate(title="Pool runs dry", context_text=LONG[:100], solution_text="Close what was opened, in a with.")
    assert gave_way([one, two], {}) == []


def test_who_says_it_is_a_duplicate_gives_way_and_pushes_nobody_out() -> None:
    claims, claimed = candidate(trust_score=1.0), candidate()
    left_out = gave_way([claims, claimed], {claims.id: frozenset({claimed.id})})
    assert [(one.id, one.instead) for one in left_out] == [(claims.id, claimed.id)]
    both = {claims.id: frozenset({claimed.id}), claimed.id: frozenset({claims.id})}
    assert gave_way([claims, claimed], both) == []
