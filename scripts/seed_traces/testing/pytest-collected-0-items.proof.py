# Silent non-discovery and the exit codes; the trace's configuration and its exit-code line.
import pathlib
import subprocess
import sys

BASE = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestDeprecationWarning"]


def run(*args):
    done = subprocess.run([*BASE, *args], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


tests = pathlib.Path("tests")
tests.mkdir()
(tests / "cart_tests.py").write_text("def test_x():\n    pass\n")
code, out = run()
assert code == 5 and "collected 0 items" in out and "no tests ran" in out, out
assert run("tests/cart_tests.py")[0] == 0, "a file given by name is taken"
(tests / "test_b.py").write_text("class TestA:\n    def __init__(self): pass\n    def test_z(self): pass\n")
code, out = run()
assert code == 5 and "cannot collect test class 'TestA' because it has a __init__ constructor" in out, out
(tests / "test_b.py").write_text("def test_x():\n    pass\n")
code, out = run("-k", "zzz")
assert code == 5 and "1 deselected / 0 selected" in out, out
code, out = run("tests/test_b.py::test_y")
assert code == 4 and "ERROR: not found" in out and "no match in any of" in out, out
pathlib.Path("build").mkdir()
pathlib.Path("build/test_c.py").write_text("def test_x():\n    pass\n")
assert "collected 1 item" in run()[1] and run("build")[0] == 0
for name in ("a", "b"):
    (tests / name).mkdir()
    (tests / name / "test_same.py").write_text("def test_x():\n    pass\n")
code, out = run()
assert code == 2 and "import file mismatch:" in out, out
pathlib.Path("pyproject.toml").write_text(
    '[tool.pytest.ini_options]\ntestpaths = ["tests"]\npython_files = ["test_*.py"]\n'
    'addopts = ["--strict-markers", "--import-mode=importlib"]\n'
)
code, out = run("--collect-only", "-q")
assert code == 0 and "3 tests collected in" in out, out
line = '"$@" || { code=$?; [ "$code" -eq 5 ] || exit "$code"; }'
for extra, want in ((["-k", "zzz"], 0), (["--no-such-option"], 4)):
    done = subprocess.run(["bash", "-c", line, "-", *BASE, *extra], capture_output=True)
    assert done.returncode == want, done
