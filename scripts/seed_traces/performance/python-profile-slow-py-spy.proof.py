"""The trace's profiled() names the slow function, keeps result and exceptions; waiting counts as time, too."""
import contextlib
import io
import pathlib
import re
import time

text = pathlib.Path(__file__).with_name("python-profile-slow-py-spy.md").read_text()
names: dict = {}
exec(re.findall(r"```python\n(.*?)```", text, re.S)[0], names)


def query():
    time.sleep(0.02)


def render(number):
    return sum(range(number))


def page(rows):
    for _ in range(rows):  # the N+1 pattern
        query()
    return render(1000)


begin = time.process_time()
page(5)
cpu = time.process_time() - begin
assert cpu < 0.05, f"the page waits and hardly computes: {cpu}"
with contextlib.redirect_stdout(io.StringIO()) as printed:
    assert names["profiled"](page, 10) == sum(range(1000))
lines = {m[3]: (int(m[1]), float(m[2])) for m in re.finditer(r"^ +(\d+) +[\d.]+ +[\d.]+ +([\d.]+) +[\d.]+ \S+\((\w+)\)$", printed.getvalue(), re.M)}
assert lines["query"][0] == 10 and lines["query"][1] >= 0.2, lines
assert lines["render"][1] < 0.05, lines
with contextlib.redirect_stdout(io.StringIO()) as printed:
    try:
        names["profiled"](lambda: 1 / 0)
    except ZeroDivisionError:
        pass
    else:
        raise SystemExit("the exception was swallowed")
assert "function calls" in printed.getvalue()
