# Alone green, together red; the generator is used up by the first test; the fixture and a list cure both.
import pathlib
import subprocess
import sys


def run(source, *args):
    pathlib.Path("test_r.py").write_text(source)
    cmd = [sys.executable, "-m", "pytest", "-q", "-rfs", "-p", "no:cacheprovider", *(args or ["test_r.py"])]
    done = subprocess.run(cmd, capture_output=True, text=True)
    return done.returncode, done.stdout


TESTS = '''
def test_register():
    PLUGINS["a"] = 1
    assert PLUGINS == {"a": 1}


def test_empty():
    assert PLUGINS == {}
'''
code, out = run("PLUGINS = {}\n" + TESTS)
assert code == 1 and "FAILED test_r.py::test_empty - AssertionError: assert {'a': 1} == {}" in out, out
assert run("PLUGINS = {}\n" + TESTS, "test_r.py::test_empty")[0] == 0
FIXED = '''
from unittest.mock import patch

import pytest

PLUGINS = {"core": 1}  # stands for registry.PLUGINS


@pytest.fixture(autouse=True)
def clean_registry():
    with patch.dict(PLUGINS, clear=True):
        yield

'''
code, out = run(FIXED + TESTS)
assert code == 0, out

GENERATOR = '''
import pytest

CASES = ({"n": i} for i in range(3))


@pytest.mark.parametrize("c", CASES)
def test_a(c):
    pass


@pytest.mark.parametrize("c", CASES)
def test_b(c):
    pass
'''
code, out = run(GENERATOR)
assert code == 0 and "3 passed, 1 skipped" in out and "got empty parameter set for (c)" in out, out
assert "Passing a non-Collection iterable to parametrize is deprecated." in out, out
code, out = run(GENERATOR, "-o", "empty_parameter_set_mark=fail_at_collect", "test_r.py")
assert code == 2 and "Empty parameter set in 'test_b'" in out, out
code, out = run(GENERATOR.replace("CASES = (", "CASES = list("))
assert code == 0 and "6 passed" in out and "skipped" not in out, out
