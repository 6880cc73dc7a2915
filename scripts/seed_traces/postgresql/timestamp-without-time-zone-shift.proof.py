# needs: postgres
import os
from datetime import timedelta

import psycopg2

conn = psycopg2.connect(os.environ["PROOF_DATABASE_URL"])
conn.autocommit = True
cur = conn.cursor()


def one(sql):
    cur.execute(sql)
    return cur.fetchone()[0]


cur.execute("CREATE TABLE events (created_at timestamp, right_at timestamptz)")
assert one("SELECT ('2026-07-01 12:00+02'::timestamp)::text") == "2026-07-01 12:00:00", "the offset counted"
cur.execute("SET timezone = 'America/New_York'; INSERT INTO events VALUES (now(), now()); SET timezone = 'Europe/Berlin'")
assert abs(one("SELECT now() - created_at FROM events")) > timedelta(hours=4), "timestamp was not shifted"
assert abs(one("SELECT now() - right_at FROM events")) < timedelta(minutes=1)
for column, expected in (("created_at", 0), ("right_at", 1)):  # the trace's Verify
    cur.execute("BEGIN; SET LOCAL timezone = 'America/New_York'")
    cur.execute(f"INSERT INTO events ({column}) VALUES (now())")
    cur.execute("SET LOCAL timezone = 'Asia/Tokyo'")
    assert one(f"SELECT count(*) FROM events WHERE {column} = now()") == expected, column
    cur.execute("ROLLBACK")
cur.execute("SET timezone = 'America/New_York'")

cur.execute("TRUNCATE events; INSERT INTO events VALUES ('2026-07-01 10:00', '2026-07-01 10:00+00')")
cur.execute("BEGIN; ALTER TABLE events ALTER COLUMN created_at TYPE timestamptz")
assert one("SELECT created_at = right_at FROM events") is False, "the session's zone was not taken"
cur.execute("ROLLBACK; BEGIN; ALTER TABLE events ALTER COLUMN created_at TYPE timestamptz USING created_at AT TIME ZONE 'UTC'")
assert one("SELECT created_at = right_at FROM events") is True
cur.execute("ROLLBACK; SET timezone = 'UTC'; SET client_min_messages = debug1; ALTER TABLE events ALTER COLUMN created_at TYPE timestamptz")
assert "rewriting table" not in "".join(conn.notices), conn.notices
assert one("SELECT created_at = right_at FROM events") is True
assert one("SELECT date_trunc('day', timestamptz '2026-07-01 23:00+00', 'Europe/Berlin')::text") == "2026-07-01 22:00:00+00"
assert str(one("SELECT (timestamptz '2026-07-01 23:00+00' AT TIME ZONE 'Europe/Berlin')::date")) == "2026-07-02"
assert one("SELECT (timestamp '2026-07-01 12:00' AT TIME ZONE 'Europe/Berlin')::text") == "2026-07-01 10:00:00+00"
