# mypy reports the lines of the trace, and accepts the trace's code.
import pathlib
import subprocess
import sys


def mypy(source):
    pathlib.Path("m.py").write_text(source)
    cmd = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "m.py"]
    return subprocess.run(cmd, capture_output=True, text=True).stdout


HEAD = '''
import re
from collections.abc import Callable


class User:
    name: str = ""


def find(user_id: int) -> User | None:
    return User() if user_id else None

'''
out = mypy(HEAD + '''
class Cart:
    user: User | None = None

    def label(self) -> str:
        if self.user is not None:
            return (lambda: self.user.name)()
        return ""


def a() -> str:
    return find(1).name


def b(d: dict[str, list[int]]) -> int:
    return d.get("a")[0]


def c() -> str:
    if find(1) is not None:
        return find(1).name
    return ""
''')
message = 'error: Item "None" of "User | None" has no attribute "name"  [union-attr]'
assert out.count(message) == 3, out
assert 'error: Value of type "list[int] | None" is not indexable  [index]' in out, out

out = mypy(HEAD + '''
def name_of(user_id: int) -> str:
    user = find(user_id)
    if user is None:
        raise LookupError(f"no user {user_id}")
    return user.name


def number_in(text: str) -> str | None:
    if (match := re.search(r"\\d+", text)) is None:
        return None
    return match.group()


class Cart:
    user: User | None = None

    def clear(self) -> None:
        self.user = None

    def wrong(self) -> str:
        if self.user is None:
            return ""
        self.clear()
        return self.user.name  # not reported

    def label(self) -> Callable[[], str]:
        user = self.user  # a local name: stays narrowed, also in nested functions
        if user is None:
            return lambda: "guest"
        return lambda: user.name


def guarded(user: User | None) -> str:
    assert user is not None
    return user.name
''')
assert out.strip() == "Success: no issues found in 1 source file", out
