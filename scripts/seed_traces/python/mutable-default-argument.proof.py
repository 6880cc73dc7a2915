# The shared default grows; the None default doesn't; `or []` loses the caller's empty list; pydantic copies.
from pydantic import BaseModel


def bad(item, basket=[]):
    basket.append(item)
    return basket


assert bad("apple") == ["apple"]
assert bad("pear") == ["apple", "pear"], "the default was expected to be shared"
assert bad.__defaults__ == (["apple", "pear"],)


def add(item: str, basket: list[str] | None = None) -> list[str]:
    if basket is None:
        basket = []
    basket.append(item)
    return basket


assert add("apple") == ["apple"] and add("pear") == ["pear"]
assert add.__defaults__ == (None,)
mine = []
add("apple", mine)
assert mine == ["apple"]


def with_or(item, basket=None):
    basket = basket or []
    basket.append(item)
    return basket


mine = []
with_or("apple", mine)
assert mine == [], "`or []` was expected to drop the caller's list"


class Cart(BaseModel):
    items: list[str] = []


Cart().items.append("x")
assert Cart().items == [], "pydantic was expected to copy the default"
