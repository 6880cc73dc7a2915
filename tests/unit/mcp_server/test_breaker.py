"""The circuit breaker of the MCP server, on a clock of the test's own."""

import pytest

from mcp_server.breaker import CLOSED, HALF_OPEN, OPEN, CircuitBreaker


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def breaker(clock):
    return CircuitBreaker(30.0, clock)


def play(breaker, outcomes):
    """`f` a failure, `s` a success, `c` a call that was broken off."""
    for outcome in outcomes:
        assert breaker.enter()
        breaker.leave(failed={"f": True, "s": False, "c": None}[outcome])


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        ("", CLOSED),
        ("ffff", CLOSED),
        ("fffff", OPEN),
        ("ffffsffff", CLOSED),
        ("ffffcf", OPEN),
        ("cccccc", CLOSED),
        ("fs" * 9 + "f", CLOSED),  # nineteen calls: too few to speak of half
        ("fs" * 10, OPEN),
        ("ssf" * 10, CLOSED),
        ("s" * 20 + "fffs" * 3 + "f", OPEN),
    ],
)
def test_it_opens_at_five_failures_in_a_row_or_half_of_twenty(breaker, outcomes, state):
    play(breaker, outcomes)
    assert breaker.state == state


def test_open_it_refuses_until_its_time_is_over(breaker, clock):
    play(breaker, "fffff")
    clock.now += 29.9
    assert not breaker.enter()
    assert breaker.remaining_s == pytest.approx(0.1)
    clock.now += 0.1
    assert breaker.state == HALF_OPEN
    assert breaker.enter()


def test_half_open_it_lets_one_probe_through(breaker, clock):
    play(breaker, "fffff")
    clock.now += 30
    assert breaker.enter()
    assert not breaker.enter()


@pytest.mark.parametrize(("failed", "state"), [(False, CLOSED), (True, OPEN), (None, HALF_OPEN)])
def test_the_probe_decides(breaker, clock, failed, state):
    play(breaker, "fffff")
    clock.now += 30
    assert breaker.enter()
    breaker.leave(failed=failed)
    assert breaker.state == state
    if state == HALF_OPEN:
        assert breaker.enter()
    if state == CLOSED:
        # What was before doesn't count any more.
        play(breaker, "ffff")
        assert breaker.state == CLOSED


def test_a_late_answer_from_before_it_opened_changes_nothing(breaker, clock):
    assert breaker.enter()
    play(breaker, "fffff")
    breaker.leave(failed=False)
    assert breaker.state == OPEN
    assert breaker.remaining_s == 30
