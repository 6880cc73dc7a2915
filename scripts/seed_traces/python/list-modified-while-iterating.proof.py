# Items are skipped and dicts raise; the trace's own blocks do it right (they contain asserts).
from collections import OrderedDict, deque


def message(container, change):
    try:
        for item in container:
            change(container, item)
    except RuntimeError as error:
        return str(error)
    raise SystemExit(f"no error for {container!r}")


numbers = [1, 2, 3, 4]
for n in numbers:
    numbers.remove(n)
assert numbers == [2, 4], numbers
assert message({1: 1, 2: 2}, lambda d, k: d.pop(k)) == "dictionary changed size during iteration"
assert message({1: 1, 2: 2}, lambda d, k: d.__setitem__(str(k), d.pop(k))) == "dictionary keys changed during iteration"
assert message({1, 2}, lambda s, k: s.add(k + 5)) == "Set changed size during iteration"
assert message(deque([1, 2]), lambda q, k: q.remove(k)) == "deque mutated during iteration"
assert message(OrderedDict({1: 1, 2: 2, 3: 3}), lambda d, k: d.pop(k)) == "OrderedDict mutated during iteration"

users = [{"name": "a", "active": False}, {"name": "b", "active": False}, {"name": "c", "active": True}]
users = [user for user in users if user["active"]]
assert users == [{"name": "c", "active": True}]

prices = {"x": 0, "y": 3, "z": 0}
prices = {key: value for key, value in prices.items() if value}
assert prices == {"y": 3}

numbers = [1, 2, 3, 4]
alias = numbers
numbers[:] = [n for n in numbers if n % 2]
assert alias == [1, 3]

sessions = {"a": 1, "b": -1, "c": -2}
for key in list(sessions):          # list(sessions.items()) if the values are needed
    if sessions[key] < 0:
        del sessions[key]
assert sessions == {"a": 1}

from collections import deque

tree = {"root": ["a", "b"], "a": ["c"]}
queue, visited = deque(["root"]), []
while queue:
    node = queue.popleft()
    visited.append(node)
    queue.extend(tree.get(node, []))
assert visited == ["root", "a", "b", "c"]
