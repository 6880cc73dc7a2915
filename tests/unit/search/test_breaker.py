import pytest

from search.breaker import CLOSED, HALF_OPEN, OPEN, BreakerOpen, CircuitBreaker


class Down(Exception):
    pass


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> CircuitBreaker:
    return CircuitBreaker((Down,), failures=3, recovery_s=5, clock=clock)


def fail(breaker: CircuitBreaker, error: type[Exception] = Down) -> None:
    with pytest.raises(error), breaker.guard():
        raise error


def succeed(breaker: CircuitBreaker) -> None:
    with breaker.guard():
        pass


def refused(breaker: CircuitBreaker) -> None:
    with pytest.raises(BreakerOpen):
        succeed(breaker)


def test_it_opens_after_failures_in_a_row(breaker: CircuitBreaker) -> None:
    fail(breaker)
    fail(breaker)
    assert breaker.state == CLOSED
    fail(breaker)
    assert breaker.state == OPEN
    refused(breaker)


def test_a_success_in_between_starts_the_count_anew(breaker: CircuitBreaker) -> None:
    for _ in range(3):
        fail(breaker)
        fail(breaker)
        succeed(breaker)
    assert breaker.state == CLOSED


def test_other_errors_do_not_count(breaker: CircuitBreaker) -> None:
    for _ in range(5):
        fail(breaker, ValueError)
    assert breaker.state == CLOSED


def test_a_successful_probe_closes_it(breaker: CircuitBreaker, clock: Clock) -> None:
    for _ in range(3):
        fail(breaker)
    clock.now += 5
    assert breaker.state == HALF_OPEN
    succeed(breaker)
    assert breaker.state == CLOSED
    fail(breaker)
    assert breaker.state == CLOSED


def test_a_failed_probe_opens_it_for_another_while(breaker: CircuitBreaker, clock: Clock) -> None:
    for _ in range(3):
        fail(breaker)
    clock.now += 5
    fail(breaker)
    refused(breaker)
    clock.now += 4.9
    refused(breaker)
    clock.now += 0.1
    succeed(breaker)


def test_only_one_probe_at_a_time(breaker: CircuitBreaker, clock: Clock) -> None:
    for _ in range(3):
        fail(breaker)
    clock.now += 5
    with breaker.guard():
        refused(breaker)
    succeed(breaker)
