"""Trust orders what is equally relevant, on the real index."""

import uuid

from app.votes import rules
from app.wiring import Services
from tests.integration.conftest import work
from tests.integration.test_search import ids, search
from tests.integration.voting import DOWN, UP, Submit, cast, contributors, established, report, submit, view

__all__ = ["submit"]


def alike(submit: Submit, count: int) -> list[uuid.UUID]:
    """Traces that differ in capitals alone: not the same, but neither words nor meaning tell them apart."""
    text = {"title": "The pool runs dry under load", "context_text": "Requests hang"}
    writings = ("mend it", "Mend it", "mend It", "Mend It", "MEND it")
    return [submit(solution_text=writing, **text) for writing in writings[:count]]


def test_trust_orders_what_is_equally_relevant_within_seconds(parts: Services, submit: Submit) -> None:
    made = alike(submit, 5)
    work(parts)
    loved, hated = made[3], made[1]
    cast(parts, established(parts, "python"), loved)
    cast(parts, established(parts, "python"), hated, DOWN)
    order = ids(search(parts, "the pool runs dry under load"))
    assert (order[0], order[-1]) == (loved, hated)


def test_a_ring_of_newcomers_passes_nobody_whom_the_established_trust(parts: Services, submit: Submit) -> None:
    ring = contributors(parts, 20)
    experts = [established(parts, "python") for _ in range(3)]
    made = alike(submit, 4)
    for number, trace_id in enumerate(made):
        for expert in experts[:number]:
            cast(parts, expert, trace_id)
    before = ids(search(parts, "the pool runs dry under load"))
    assert before == made[::-1]
    for one in ring:
        cast(parts, one, made[0])
        report(parts, one, made[0], rules.WORKED)
    after = ids(search(parts, "the pool runs dry under load"))
    assert before.index(made[0]) - after.index(made[0]) <= 1


def test_one_up_does_not_outrank_fifty_up_and_five_down(parts: Services, submit: Submit) -> None:
    few, much = alike(submit, 2)
    voters = contributors(parts, 55)
    cast(parts, voters[0], few)
    for number, voter in enumerate(voters):
        cast(parts, voter, much, UP if number < 50 else DOWN)
    assert ids(search(parts, "the pool runs dry under load")) == [much, few]
    assert view(parts, much)["trust_score"] > view(parts, few)["trust_score"]
