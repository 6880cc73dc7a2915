import os
import pathlib
import re

text = pathlib.Path(__file__).with_name("cpu-throttling-container-threads.md").read_text()
names: dict = {}
exec(re.findall(r"```python\n(.*?)```", text, re.S)[0], names)
cpus = names["cpus"]
group = pathlib.Path("cgroup")
group.mkdir()
# a 64-core node, as a container with a quota sees it
os.sched_getaffinity = lambda _: set(range(64))
os.cpu_count = lambda: 64


def with_quota(line):
    (group / "cpu.max").write_text(line + "\n")
    return cpus(group)


assert os.cpu_count() == 64 and len(os.sched_getaffinity(0)) == 64  # what libraries see
assert 2 * os.cpu_count() + 1 == 129
assert with_quota("100000 100000") == 1
assert with_quota("250000 100000") == 3
assert with_quota("20000 100000") == 1
assert with_quota("max 100000") == 64
assert with_quota("9999999 100000") == 64
os.sched_getaffinity = lambda _: {0, 1}  # cpuset
assert with_quota("800000 100000") == 2 and with_quota("max 100000") == 2
(group / "cpu.max").unlink()
assert cpus(group) == 2
