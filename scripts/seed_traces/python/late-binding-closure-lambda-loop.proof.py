# Late binding gives [2, 2, 2]; partial, a factory and a default argument each bind the value.
from concurrent.futures import ThreadPoolExecutor
from functools import partial

fs = [lambda: i for i in range(3)]
assert [f() for f in fs] == [2, 2, 2]


def work(i):
    return i


fs = [partial(work, i) for i in range(3)]
assert [f() for f in fs] == [0, 1, 2]


def make_handler(name):
    def handler():
        return f"open {name}"

    return handler


handlers = [make_handler(name) for name in ["a", "b"]]
assert [h() for h in handlers] == ["open a", "open b"]

fs = [lambda i=i: work(i) for i in range(3)]
assert [f() for f in fs] == [0, 1, 2]
assert fs[0](False) is False, "a positional argument was expected to overwrite i"
fs = [lambda checked=False, i=i: work(i) for i in range(3)]
assert [f(True) for f in fs] == [0, 1, 2]

with ThreadPoolExecutor(2) as executor:
    assert [executor.submit(work, i).result() for i in range(3)] == [0, 1, 2]
