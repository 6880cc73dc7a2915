# Unmarked fails, unittest passes without running; the trace's configuration and code cure it.
import pathlib
import subprocess
import sys


def run(*args):
    cmd = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:anyio", *args]
    done = subprocess.run(cmd, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


test = pathlib.Path("test_a.py")
test.write_text("async def test_x():\n    assert False\n")
code, out = run()
assert code == 1 and "async def functions are not natively supported." in out, out
test.write_text("import unittest\n\n\nclass TestShop(unittest.TestCase):\n    async def test_total(self):\n        assert False\n")
code, out = run()
assert code == 0 and "coroutine 'TestShop.test_total' was never awaited" in out, out
OWN = 'import asyncio\n\nimport pytest\n\n\n@pytest.fixture\nasync def connection():          # auto mode; in strict mode: @pytest_asyncio.fixture\n    await asyncio.sleep(0)\n    yield {"open": True}\n\n\nasync def test_total(connection):\n    assert connection["open"]\n'
test.write_text(OWN.replace("async def test_total", "@pytest.mark.asyncio\nasync def test_total"))
code, out = run()
assert code == 1 and "'test_total' requested an async fixture 'connection', with no plugin or hook that handled it." in out, out
pathlib.Path("pyproject.toml").write_text(
    '[tool.pytest.ini_options]\nasyncio_mode = "auto"\nasyncio_default_fixture_loop_scope = "function"\n'
)
test.write_text(OWN)
code, out = run()
assert code == 0 and "1 passed" in out, out
test.write_text(OWN + "    assert False\n")
assert run()[0] == 1
CASE = 'import asyncio\nimport unittest\n\n\nclass TestShop(unittest.IsolatedAsyncioTestCase):\n    async def asyncSetUp(self):\n        self.total = 0\n\n    async def test_total(self):\n        await asyncio.sleep(0)\n        self.assertEqual(self.total, 0)\n'
test.write_text(CASE)
assert "1 passed" in run()[1]
test.write_text(CASE.replace("self.total, 0", "self.total, 1"))
assert run()[0] == 1
