# The cached method keeps all instances; cached_property and the per-instance cache let them go.
import gc
import weakref
from dataclasses import dataclass
from functools import cached_property, lru_cache


class Leaky:
    @lru_cache(maxsize=None)
    def total(self, x: int) -> int:
        return x


class Report:
    def __init__(self, rows: list[int]) -> None:
        self.rows = rows

    @cached_property
    def total(self) -> int:
        return sum(self.rows)


class Rates:
    def __init__(self, table: dict[str, float]) -> None:
        self.table = table
        self.rate = lru_cache(maxsize=256)(self._rate)

    def _rate(self, country: str) -> float:
        return self.table.get(country, 0.0)


def alive(make, use):
    refs = []
    for _ in range(5):
        obj = make()
        use(obj)
        refs.append(weakref.ref(obj))
    del obj
    gc.collect()
    return sum(r() is not None for r in refs)


assert alive(Leaky, lambda o: o.total(1)) == 5, "the cache was expected to keep all"
assert Leaky.total.cache_info().currsize == 5
assert alive(lambda: Report([1, 2]), lambda o: o.total) == 0
rates = Rates({"DE": 0.19})
assert rates.rate("DE") == 0.19 and rates.rate("DE") == 0.19 and rates.rate.cache_info().hits == 1
assert alive(lambda: Rates({"DE": 0.19}), lambda o: o.rate("DE")) == 0


@dataclass
class Point:
    x: int

    @lru_cache
    def norm(self) -> int:
        return abs(self.x)


try:
    Point(1).norm()
except TypeError as e:
    assert str(e) == "unhashable type: 'Point'", e
else:
    raise SystemExit("no error for an unhashable self")
