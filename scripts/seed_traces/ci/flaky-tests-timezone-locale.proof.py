import os
import re
import subprocess
import sys
import time
from pathlib import Path

trace = Path(__file__).with_name("flaky-tests-timezone-locale.md").read_text()
code = re.search(r"```python\n(.*?)```", trace, re.DOTALL)[1]
names = {}
exec(code, names)

# 28 February 2026, 23:30 in Berlin
moment = 1772317800.0
seen = {}
for zone in ("UTC", "Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago"):
    os.environ["TZ"] = zone
    time.tzset()
    seen[zone] = names["bad_day"](moment), names["day"](moment)
if {bad for bad, _ in seen.values()} != {"2026-02-28", "2026-03-01"}:
    sys.exit(f"naive time does not depend on TZ: {seen}")
if {good for _, good in seen.values()} != {"2026-02-28"}:
    sys.exit(f"explicit zone depends on TZ: {seen}")

# now as a parameter
utc = names["timezone"].utc
at = names["datetime"].fromtimestamp(moment, tz=utc)
assert names["is_expired"](at, now=at) and not names["is_expired"](at.replace(year=2999)), "is_expired"

# order of sets of strings depends on the hash seed; sorted() does not
show = "print(list({'a','b','c','d','e','f'}), sorted({'f','b','a'}))"
orders = {
    subprocess.run([sys.executable, "-c", show], env={**os.environ, "PYTHONHASHSEED": str(seed)}, capture_output=True, text=True).stdout
    for seed in range(1, 6)
}
if len(orders) < 2 or len({line.rpartition("[")[2] for line in orders}) != 1:
    sys.exit(f"order: {orders}")

# encoding: what a developer on Linux wrote, read with the default of a Windows runner (cp1252)
Path("data.txt").write_text("caf\u00c1\n", encoding="utf-8")
message = "UnicodeDecodeError: 'charmap' codec can't decode byte 0x81 in position 4: character maps to <undefined>"
assert message in trace, "the trace shows another message"
bad = subprocess.run([sys.executable, "-c", "open('data.txt', encoding='cp1252').read()"], capture_output=True, text=True)
if message not in bad.stderr:
    sys.exit(f"encoding: {bad.stderr}")
good = subprocess.run([sys.executable, "-c", "open('data.txt', encoding='utf-8').read()"])
if good.returncode:
    sys.exit("explicit encoding fails")
