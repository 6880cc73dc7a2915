# needs: postgres
import os
import re
import threading

import psycopg2
from psycopg2 import errors

URL = os.environ["PROOF_DATABASE_URL"]
CREATE = """
CREATE TABLE jobs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    payload jsonb NOT NULL,
    status text NOT NULL DEFAULT 'queued',
    run_at timestamptz NOT NULL DEFAULT now(),
    attempts int NOT NULL DEFAULT 0,
    locked_at timestamptz
);
CREATE INDEX jobs_queued ON jobs (run_at, id) WHERE status = 'queued';
"""
CLAIM = """
WITH next AS (
    SELECT id FROM jobs
    WHERE status = 'queued' AND run_at <= now()
    ORDER BY run_at, id
    LIMIT 1
    FOR UPDATE SKIP LOCKED
)
UPDATE jobs
SET status = 'running', locked_at = now(), attempts = jobs.attempts + 1
FROM next
WHERE jobs.id = next.id
RETURNING jobs.id, jobs.payload, jobs.attempts;
"""
PICK = "SELECT id FROM jobs WHERE status = 'queued' ORDER BY run_at, id LIMIT 1"


def session():
    conn = psycopg2.connect(URL)
    return conn, conn.cursor()


def one(cur, sql):
    cur.execute(sql)
    return cur.fetchone()


a, ca = session()
b, cb = session()
ca.execute(CREATE)
ca.execute("INSERT INTO jobs (payload) SELECT '{}' FROM generate_series(1, 200)")
a.commit()
assert one(ca, PICK) == one(cb, PICK), "two workers saw different rows"
a.rollback(), b.rollback()
assert one(ca, PICK + " FOR UPDATE")
cb.execute("SET LOCAL lock_timeout = '100ms'")
try:
    one(cb, PICK + " FOR UPDATE")
    raise SystemExit("FOR UPDATE did not wait")
except errors.LockNotAvailable:
    a.rollback(), b.rollback()
assert one(ca, CLAIM)[0] == 1 and one(cb, CLAIM)[0] == 2
a.rollback(), b.rollback()

claimed = []


def worker():
    conn, cur = session()
    while row := one(cur, CLAIM):
        conn.commit()
        claimed.append(row[0])
    conn.close()


threads = [threading.Thread(target=worker) for _ in range(4)]
[t.start() for t in threads]
[t.join() for t in threads]
assert sorted(claimed) == list(range(1, 201)), f"{len(claimed)} claims of {len(set(claimed))} jobs"
ca.execute("UPDATE jobs SET locked_at = now() - interval '1 hour', attempts = CASE id WHEN 1 THEN 5 ELSE 1 END WHERE id IN (1, 2)")
ca.execute("""UPDATE jobs SET status = CASE WHEN attempts < 5 THEN 'queued' ELSE 'failed' END, locked_at = NULL
WHERE status = 'running' AND locked_at < now() - interval '15 minutes'""")
assert ca.rowcount == 2
assert one(ca, "SELECT array_agg(status ORDER BY id) FROM jobs WHERE id IN (1, 2)")[0] == ["failed", "queued"]
assert one(ca, CLAIM)[::2] == (2, 2)
ca.execute("UPDATE jobs SET status = 'done', locked_at = NULL WHERE id = 2 AND status = 'running' AND attempts = 1")
assert ca.rowcount == 0, "the given-up worker closed the new run"
