# INFO is missing by default, everything with propagate=False or after dictConfig; the trace's ways catch the records.
import pathlib
import subprocess
import sys

pathlib.Path("test_a.py").write_text('''
import logging
import logging.config
import pytest

log = logging.getLogger("app.jobs")


def run():
    log.info("started %s", "import")


@pytest.fixture
def app_log(caplog):
    logger = logging.getLogger("app")
    logger.addHandler(caplog.handler)
    with caplog.at_level(logging.DEBUG, logger="app"):
        yield caplog
    logger.removeHandler(caplog.handler)


def test_symptom_level(caplog):
    run()
    assert "started" in caplog.text


def test_symptom_own_level(caplog, monkeypatch):
    monkeypatch.setattr(logging.getLogger("app"), "level", logging.WARNING)
    log.manager._clear_cache()
    caplog.set_level(logging.INFO)
    run()
    assert "started" in caplog.text


def test_run_logs(caplog):
    log.manager._clear_cache()
    with caplog.at_level(logging.INFO, logger="app.jobs"):
        run()
    assert caplog.record_tuples == [("app.jobs", logging.INFO, "started import")]


def test_symptom_propagate(caplog, monkeypatch):
    monkeypatch.setattr(logging.getLogger("app"), "propagate", False)
    with caplog.at_level(logging.INFO, logger="app.jobs"):
        run()
    assert "started" in caplog.text


def test_app_log(app_log, monkeypatch):
    monkeypatch.setattr(logging.getLogger("app"), "propagate", False)
    run()
    assert [r.getMessage() for r in app_log.records] == ["started import"]


def test_symptom_dictconfig(caplog):
    logging.config.dictConfig({"version": 1, "root": {"level": "INFO", "handlers": []}})
    assert log.disabled
    log.disabled = False
    run()
    assert "started" in caplog.text
''')
cmd = [sys.executable, "-m", "pytest", "-q", "-W", "ignore", "-p", "no:cacheprovider", "test_a.py"]
out = subprocess.run(cmd, capture_output=True, text=True).stdout
failed = {line.split()[1] for line in out.splitlines() if line.startswith("FAILED")}
names = ("level", "own_level", "propagate", "dictconfig")
assert failed == {f"test_a.py::test_symptom_{n}" for n in names}, out
assert "E       AssertionError: assert 'started' in ''" in out and "2 passed" in out, out
