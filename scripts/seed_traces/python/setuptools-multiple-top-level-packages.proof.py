# The guess fails with the message; `include` and the src layout work; packages = ["app"] loses the subpackage.
import pathlib
import shutil
import subprocess
import sys

for folder in ("app/api", "data", "migrations", "tests", "docs"):
    pathlib.Path(folder).mkdir(parents=True)
for file in ("app/__init__.py", "app/api/__init__.py", "data/x.csv"):
    pathlib.Path(file).touch()
BASE = '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n\n[project]\nname = "app"\nversion = "0.1.0"\n'


def build(extra=""):
    pathlib.Path("pyproject.toml").write_text(BASE + extra)
    for old in ("build", "app.egg-info", "src/app.egg-info"):
        shutil.rmtree(old, ignore_errors=True)
    cmd = [sys.executable, "-c", "from setuptools import setup; setup()", "-q", "build", "--build-lib", "build/lib"]
    done = subprocess.run(cmd, capture_output=True, text=True)
    lib = pathlib.Path("build/lib")
    return done.returncode, done.stderr, sorted(p.relative_to(lib).as_posix() for p in lib.rglob("*.py"))


BOTH = ["app/__init__.py", "app/api/__init__.py"]
code, err, _ = build()
assert code != 0, "the guess was expected to fail"
assert "Multiple top-level packages discovered in a flat-layout: [" in err and "'tests'" not in err, err
assert "setuptools will not proceed with this build." in err, err
for include in ('["app*"]', '["app", "app.*"]'):
    code, err, files = build(f"\n[tool.setuptools.packages.find]\ninclude = {include}\n")
    assert code == 0 and files == BOTH, (err, files)
code, err, files = build('\n[tool.setuptools]\npackages = ["app"]\n')
assert code == 0 and files == BOTH[:1], (err, files)
code, err, files = build("\n[tool.setuptools]\npackages = []\n")
assert code == 0 and files == [], (err, files)
pathlib.Path("src").mkdir()
shutil.move("app", "src/app")
code, err, files = build()
assert code == 0 and files == BOTH, (err, files)
