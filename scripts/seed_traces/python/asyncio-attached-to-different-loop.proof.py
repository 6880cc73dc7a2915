# A session fixture and function-scoped tests clash; one loop scope for both, by marker or by settings, cures it.
import pathlib
import subprocess
import sys

BAD = '''
import asyncio
import pytest
import pytest_asyncio


@pytest_asyncio.fixture(scope="session")
async def pool():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_later(0.05, future.set_result, 1)
    return future


@pytest.mark.asyncio
async def test_f(pool):
    assert await pool == 1
'''
GOOD = '''
import asyncio

import pytest
import pytest_asyncio


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def queue():
    queue = asyncio.Queue()
    yield queue


@pytest.mark.asyncio(loop_scope="session")
async def test_queue(queue):
    asyncio.get_running_loop().call_later(0.01, queue.put_nowait, 1)
    assert await queue.get() == 1
'''


def run(source, ini=""):
    pathlib.Path("test_a.py").write_text(source)
    pathlib.Path("pyproject.toml").write_text(ini)
    cmd = [sys.executable, "-m", "pytest", "-W", "ignore", "-p", "no:cacheprovider", "test_a.py"]
    done = subprocess.run(cmd, capture_output=True, text=True)
    return done.returncode, done.stdout


code, out = run(BAD)
assert code == 1 and "got Future <Future pending> attached to a different loop" in out, out
code, out = run(
    BAD,
    '[tool.pytest.ini_options]\nasyncio_mode = "auto"\nasyncio_default_fixture_loop_scope = "session"\n'
    'asyncio_default_test_loop_scope = "session"\n',
)
assert code == 0 and "asyncio_default_test_loop_scope=session" in out, out
code, out = run(GOOD)
assert code == 0, out
