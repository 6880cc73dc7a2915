# A pool refuses a lambda, a local function and a lock; partial of a top-level function and an initializer work.
import pickle
import sqlite3
import threading
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context


def scale(factor: int, x: int) -> int:
    return factor * x


_con = None
anonymous = lambda x: x  # noqa: E731


def init(path: str) -> None:
    global _con
    _con = sqlite3.connect(path)


def count(table_id: int) -> int:
    return _con.execute("select ? + 1", (table_id,)).fetchone()[0]


def main():
    def work(x):
        return x

    spawn = get_context("spawn")
    wanted = [
        (anonymous, ["attribute lookup <lambda> on __main__ failed", "it's not found as __main__.<lambda>"]),
        (work, ["Can't pickle local object", "Can't get local object 'main.<locals>.work'"]),
        (partial(scale, threading.Lock()), ["cannot pickle '_thread.lock' object"]),
    ]
    with ProcessPoolExecutor(2, mp_context=spawn) as pool:
        for function, messages in wanted:
            try:
                list(pool.map(function, [1]))
            except (pickle.PicklingError, AttributeError, TypeError) as e:
                assert any(m in str(e) for m in messages), e
            else:
                raise SystemExit(f"no error: {messages}")
        assert list(pool.map(partial(scale, 3), [1, 2, 3])) == [3, 6, 9]
    with ProcessPoolExecutor(1, mp_context=spawn, initializer=init, initargs=(":memory:",)) as pool:
        assert pool.submit(count, 1).result() == 2
    process = get_context("fork").Process(target=lambda: None)
    process.start()
    process.join()
    assert process.exitcode == 0, "fork was expected to take a lambda as target"


if __name__ == "__main__":
    main()
