# Not found in a sibling folder; conftest.py above both cures it; pytest_plugins below the top is refused.
import pathlib
import subprocess
import sys


def run(*args):
    cmd = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestDeprecationWarning", *args]
    done = subprocess.run(cmd, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


FIXTURE = 'import pytest\n\n\n@pytest.fixture\ndef client():\n    return {"status": 200}\n'
TEST = 'def test_list(client):\n    assert client["status"] == 200\n'
for folder in ("tests/api", "tests/other", "tests/fixtures"):
    pathlib.Path(folder).mkdir(parents=True)
pathlib.Path("tests/api/test_list.py").write_text(TEST)
pathlib.Path("tests/other/conftest.py").write_text(FIXTURE)
code, out = run()
assert code == 1 and "fixture 'client' not found" in out and "available fixtures:" in out, out
pathlib.Path("tests/conftest.py").write_text(FIXTURE)
assert run()[0] == 0
code, out = run("--fixtures", "tests/api")
assert "client -- tests/conftest.py" in out, out
pathlib.Path("tests/conftest.py").unlink()
pathlib.Path("tests/fixtures/db.py").write_text(FIXTURE)
pathlib.Path("conftest.py").write_text('pytest_plugins = ["tests.fixtures.db"]\n')
assert run()[0] == 0, run()[1]
pathlib.Path("conftest.py").unlink()
pathlib.Path("tests/api/conftest.py").write_text('pytest_plugins = ["tests.fixtures.db"]\n')
code, out = run()
assert code != 0 and "Defining 'pytest_plugins' in a non-top-level conftest" in out, out
