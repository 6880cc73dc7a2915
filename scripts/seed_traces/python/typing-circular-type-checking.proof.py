# Forward references: fail up to 3.13, work from 3.14; the future import, the quoted union and pydantic's demand.
import sys
import typing


def run(source):
    try:
        exec(compile(source, "m.py", "exec", dont_inherit=True), {"__name__": "m"})
    except Exception as e:
        return f"{type(e).__name__}: {e}"
    return "ok"


forward = run("class Node:\n    def add(self, other: Node) -> None: ...\n")
assert forward == ("ok" if sys.version_info >= (3, 14) else "NameError: name 'Node' is not defined"), forward
part = "class Node: ...\n\n\ndef f(x: 'Node' | None): ...\n\n\nf.__annotations__\n"
assert run(part) == "TypeError: unsupported operand type(s) for |: 'str' and 'NoneType'"
assert run(part.replace("'Node' | None", "'Node | None'")) == "ok"
assert run("class A(list[B]): ...\nclass B: ...\n") == "NameError: name 'B' is not defined"
assert run("Ids = list['B']\nclass B: ...\n") == "ok"

SOLUTION = '''
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # for the checker only; breaks import cycles
    from decimal import Decimal


class Node:
    def __init__(self) -> None:
        self.children: list[Node] = []

    def add(self, other: Node | None, weight: Decimal) -> Node:
        if other is not None:
            self.children.append(other)
        return self
'''
space = {"__name__": "m"}
exec(compile(SOLUTION, "m.py", "exec", dont_inherit=True), space)
node = space["Node"]()
assert node.add(space["Node"](), 1) is node and len(node.children) == 1
try:
    typing.get_type_hints(space["Node"].add)
except NameError as e:
    assert str(e) == "name 'Decimal' is not defined"
else:
    raise SystemExit("get_type_hints was expected to fail")
out = run('''
from __future__ import annotations
from typing import TYPE_CHECKING
from pydantic import BaseModel

if TYPE_CHECKING:
    from decimal import Decimal


class A(BaseModel):
    x: Decimal


A(x=1)
''')
assert out.startswith("PydanticUserError: `A` is not fully defined; you should define `Decimal`, then call `A.model_rebuild()`."), out
