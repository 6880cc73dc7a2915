# Both errors, the silent ==, the shift by utcnow().timestamp(); the trace's code works.
import os
import time

os.environ["TZ"] = "Etc/GMT-3"  # three hours ahead of UTC
time.tzset()
from datetime import datetime, timedelta, timezone  # noqa: E402
from zoneinfo import ZoneInfo  # noqa: E402

naive, aware = datetime.utcnow(), datetime.now(timezone.utc)
for use, message in [
    (lambda: naive < aware, "can't compare offset-naive and offset-aware datetimes"),
    (lambda: aware - naive, "can't subtract offset-naive and offset-aware datetimes"),
]:
    try:
        use()
    except TypeError as e:
        assert str(e) == message, e
    else:
        raise SystemExit("no error: " + message)
assert (naive == naive.replace(tzinfo=timezone.utc)) is False
assert round(time.time() - naive.timestamp()) == 3 * 3600, "utcnow().timestamp() was expected to be shifted"

now = datetime.now(timezone.utc)
expires = now + timedelta(hours=1)
assert now < expires
assert abs(now.timestamp() - time.time()) < 1
assert datetime.fromtimestamp(0, tz=timezone.utc).isoformat() == "1970-01-01T00:00:00+00:00"
shown = now.astimezone(ZoneInfo("Europe/Berlin"))
assert shown == now
naive = datetime.fromisoformat("2026-11-21T12:00:00")
assert naive.replace(tzinfo=timezone.utc).timestamp() - naive.replace(tzinfo=ZoneInfo("Europe/Berlin")).timestamp() == 3600
assert datetime.fromisoformat("2026-11-21T12:00:00Z").tzinfo is not None
