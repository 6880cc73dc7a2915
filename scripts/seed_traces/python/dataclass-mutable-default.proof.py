# The error for a list, a nested dataclass and an array; the trace's classes work and share nothing.
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np


@dataclass
class Address:
    city: str = "Berlin"


for default in ([], {}, set(), Address(), np.zeros(3)):
    try:
        dataclass(type("Order", (), {"__annotations__": {"items": object}, "items": default}))
    except ValueError as e:
        assert str(e) == f"mutable default {type(default)} for field items is not allowed: use default_factory", e
    else:
        raise SystemExit(f"no error for {default!r}")


@dataclass
class Order:
    items: list[str] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=lambda: {"source": "web"})
    address: Address = field(default_factory=Address)
    weights: list[float] = field(default_factory=lambda: [0.0] * 3)


@dataclass(frozen=True)
class Limits:
    per_minute: int = 60


@dataclass
class Settings:
    limits: Limits = Limits()


@dataclass
class Plugin:
    registry: ClassVar[list[str]] = []
    name: str = ""


a, b = Order(), Order()
assert a.items is not b.items and a.tags is not b.tags and a.address is not b.address and a.weights is not b.weights
assert Settings().limits is Settings().limits
assert list(Plugin.__dataclass_fields__) == ["registry", "name"] and Plugin("x").registry is Plugin.registry
assert Plugin("x") == Plugin(name="x")

try:

    @dataclass
    class Bad:
        x: int = 1
        y: str

except TypeError as e:
    assert str(e).startswith("non-default argument 'y' follows default argument"), e
else:
    raise SystemExit("no error for the order of the fields")


@dataclass(kw_only=True)
class Good:
    x: int = 1
    y: str


assert Good(y="a").x == 1
