import datetime
import io
import json
import logging
import pathlib
import re
import subprocess
import sys

text = pathlib.Path(__file__).with_name("structured-logging-json-exceptions.md").read_text()
setup, use = re.findall(r"```python\n(.*?)```", text, re.S)

plain = io.StringIO()
logging.basicConfig(stream=plain, force=True, format="%(levelname)s %(message)s")
names: dict = {"__name__": "pay"}
exec(use, names)
names["charge"](7)
assert len(plain.getvalue().splitlines()) > 3, "the traceback was expected on several lines"
try:
    json.dumps({"at": datetime.datetime.now()})
except TypeError as error:
    assert f"TypeError: {error}" in text, error

exec(setup, names)
out = io.StringIO()
names["setup_logging"](stream=out)
names["charge"](7)
names["log"].warning("user %s", "a\nINFO forged", extra={"at": datetime.datetime(2026, 1, 1), "city": "Zürich"})
lines = [json.loads(line) for line in out.getvalue().splitlines()]
assert len(lines) == 2, out.getvalue()
assert lines[0]["order_id"] == 7 and lines[0]["level"] == "error" and lines[0]["error_type"] == "ValueError"
assert "Traceback" in lines[0]["stack"] and lines[0]["stack"].endswith("ValueError: card")
assert lines[1]["at"] == "2026-01-01 00:00:00" and lines[1]["message"] == "user a\nINFO forged"
assert set(lines[1]) == {"time", "level", "logger", "message", "at", "city"}, set(lines[1])
try:
    names["log"].info("x", extra={"name": 1})
except KeyError as error:
    assert f"KeyError: {error}" in text, error

pathlib.Path("app.py").write_text(setup + "\nsetup_logging()\nimport warnings\nwarnings.warn('old')\n1 / 0\n")
crash = subprocess.run([sys.executable, "app.py"], capture_output=True, text=True)
assert crash.returncode == 1 and not crash.stderr, crash.stderr
assert [json.loads(line)["level"] for line in crash.stdout.splitlines()] == ["warning", "critical"], crash.stdout
