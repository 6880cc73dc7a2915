from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from app.core.remembered import Remembered


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def counting() -> Callable[[], int]:
    """Says how often it was asked."""
    numbers: Iterator[int] = iter(range(1, 1_000))
    return lambda: next(numbers)


def test_it_is_looked_up_once_in_a_while(clock: Clock) -> None:
    remembered = Remembered(counting(), 2.0, clock)
    assert [remembered.get() for _ in range(3)] == [1, 1, 1]
    clock.now = 1.9
    assert remembered.get() == 1
    clock.now = 2.0
    assert [remembered.get() for _ in range(2)] == [2, 2]


def test_what_takes_long_to_look_up_is_as_old_as_its_beginning(clock: Clock) -> None:
    count = counting()

    def slow() -> int:
        clock.now += 1.5
        return count()

    remembered = Remembered(slow, 2.0, clock)
    assert remembered.get() == 1
    clock.now += 0.5
    assert remembered.get() == 2


def test_it_can_be_forgotten(clock: Clock) -> None:
    remembered = Remembered(counting(), 2.0, clock)
    assert remembered.get() == 1
    remembered.forget()
    assert [remembered.get() for _ in range(2)] == [2, 2]


def test_a_failure_is_not_remembered(clock: Clock) -> None:
    outcomes: list[Exception | int] = [OSError("down"), 1, OSError("down again"), 2]

    def look_up() -> int:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    remembered = Remembered(look_up, 2.0, clock)
    with pytest.raises(OSError, match="down"):
        remembered.get()
    assert remembered.get() == 1
    clock.now = 5.0
    with pytest.raises(OSError, match="again"):
        remembered.get()
    assert remembered.get() == 2


def test_of_many_at_once_one_looks_up() -> None:
    barrier, remembered = Barrier(8), Remembered(counting(), 3600.0)

    def ask(_: int) -> int:
        barrier.wait(10)
        return remembered.get()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == [1] * 8
