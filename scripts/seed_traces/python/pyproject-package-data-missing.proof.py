# setuptools leaves data files out; the package-data table of the trace brings them in; importlib.resources reads them.
import pathlib
import shutil
import subprocess
import sys

pathlib.Path("src/report/templates/de").mkdir(parents=True)
pathlib.Path("src/report/templates/mail.txt").write_text("hi")
pathlib.Path("src/report/templates/de/mail.txt").write_text("hallo")
pathlib.Path("src/report/py.typed").touch()
pathlib.Path("src/report/__init__.py").write_text('''
from importlib.resources import as_file, files


def mail_body() -> str:
    return files("report").joinpath("templates/mail.txt").read_text(encoding="utf-8")


def with_real_path() -> bool:
    with as_file(files("report") / "templates/mail.txt") as path:
        return path.exists()
''')


def build(pyproject):
    pathlib.Path("pyproject.toml").write_text(pyproject)
    shutil.rmtree("build", ignore_errors=True)
    shutil.rmtree("src/report.egg-info", ignore_errors=True)
    cmd = [sys.executable, "-c", "from setuptools import setup; setup()", "-q", "build", "--build-lib", "build/lib"]
    done = subprocess.run(cmd, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    code = "import report; print(report.__file__, report.mail_body(), report.with_real_path())"
    return subprocess.run([sys.executable, "-B", "-c", code], capture_output=True, text=True, env={"PYTHONPATH": "build/lib"})


BASE = '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n\n[project]\nname = "report"\nversion = "1.0"\n'
done = build(BASE)
assert "FileNotFoundError: [Errno 2] No such file or directory:" in done.stderr, done
done = build(
    BASE + '\n[tool.setuptools.package-data]\nreport = ["py.typed", "templates/**/*.txt", "templates/**/*.html"]\n'
)
assert done.stdout.strip().endswith("hi True") and "build/lib" in done.stdout, done
for name in ("templates/de/mail.txt", "templates/mail.txt", "py.typed"):
    assert pathlib.Path("build/lib/report", name).exists(), name
