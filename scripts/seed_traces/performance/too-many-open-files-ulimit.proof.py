import asyncio
import os
import pathlib
import re
import resource
import subprocess
import sys

text = pathlib.Path(__file__).with_name("too-many-open-files-ulimit.md").read_text()
names: dict = {}
for code in re.findall(r"```python\n(.*?)```", text, re.S):
    exec(code, names)
pathlib.Path("data.csv").write_text("x")
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (64, hard))

leak = []
try:
    while True:
        leak.append(open("data.csv"))
except OSError as error:
    assert str(error) == "[Errno 24] Too many open files: 'data.csv'", error
leak.pop().close()
assert sum(os.readlink(f"/proc/self/fd/{f}").endswith("data.csv") for f in map(str, range(3, 64)) if os.path.islink(f"/proc/self/fd/{f}")) > 40
for file in leak:
    file.close()


async def work(job):
    with open("data.csv") as file:
        await asyncio.sleep(0)
        await asyncio.sleep(0.001)
        return file.read() + str(job)


async def unbounded():
    return await asyncio.gather(*(work(n) for n in range(200)))


try:
    asyncio.run(unbounded())
except OSError as error:
    assert error.errno == 24
else:
    raise SystemExit("200 files at a time were expected to fail with 64 descriptors")
assert asyncio.run(names["limited"](range(200), work, at_once=20)) == [f"x{n}" for n in range(200)]

assert names["raise_file_limit"](200) == 200
files = [open("data.csv") for _ in range(150)]
for file in files:
    file.close()
warned = subprocess.run(
    [sys.executable, "-X", "dev", "-X", "tracemalloc=10", "-c", "open('data.csv')"], capture_output=True, text=True).stderr
assert "ResourceWarning: unclosed file" in warned and "Object allocated at" in warned, warned
