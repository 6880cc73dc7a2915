# needs: postgres
import os
import sys
from concurrent.futures import ThreadPoolExecutor
import psycopg2
import json

INSERT = """INSERT INTO webhook_events (provider, event_id, payload)
            VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"""

NEXT = """SELECT provider, event_id, payload FROM webhook_events
           WHERE processed_at IS NULL AND attempts < 10 AND retry_at <= now()
           ORDER BY retry_at LIMIT 1 FOR UPDATE SKIP LOCKED"""

DONE = "UPDATE webhook_events SET processed_at = now() WHERE provider = %s AND event_id = %s"
FAILED = """UPDATE webhook_events
               SET attempts = attempts + 1, retry_at = now() + interval '5 seconds' * 2 ^ attempts
             WHERE provider = %s AND event_id = %s"""


def receive(conn, provider: str, event_id: str, body: bytes) -> bool:
    """After the signature check. Commit, then answer 2xx, also when it returns False (seen before)."""
    with conn, conn.cursor() as cur:
        cur.execute(INSERT, (provider, event_id, json.dumps(json.loads(body))))
        return cur.rowcount == 1


def work_one(conn, handle) -> bool:
    """In a worker process: the effect and the mark are one transaction."""
    key = None
    try:
        with conn, conn.cursor() as cur:
            cur.execute(NEXT)
            row = cur.fetchone()
            if row is None:
                return False
            key = row[:2]
            handle(cur, row[2])  # writes with this cursor
            cur.execute(DONE, key)
    except Exception:
        if key is None:
            raise
        with conn, conn.cursor() as cur:
            cur.execute(FAILED, key)
    return True


SCHEMA = """
CREATE TABLE webhook_events (
    provider     text        NOT NULL,
    event_id     text        NOT NULL,
    payload      jsonb       NOT NULL,
    received_at  timestamptz NOT NULL DEFAULT now(),
    processed_at timestamptz,
    attempts     int         NOT NULL DEFAULT 0,
    retry_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (provider, event_id)
);
CREATE TABLE orders (id text);
"""
URL = os.environ["PROOF_DATABASE_URL"]
main = psycopg2.connect(URL)
with main, main.cursor() as cur:
    cur.execute(SCHEMA)


def count(sql):
    with main, main.cursor() as cur:
        cur.execute(sql)
        return cur.fetchone()[0]


# symptom: a handler that works at once makes an order per delivery
for _ in range(2):
    with main, main.cursor() as cur:
        cur.execute("INSERT INTO orders VALUES ('naive')")
assert count("SELECT count(*) FROM orders") == 2


def deliver(_):
    conn = psycopg2.connect(URL)
    try:
        return receive(conn, "shop", "8f1c", b'{"order": "o1"}')
    finally:
        conn.close()


with ThreadPoolExecutor(8) as pool:
    seen = list(pool.map(deliver, range(8)))
if sorted(seen) != [False] * 7 + [True]:
    sys.exit(f"exactly one delivery is new: {seen}")


def handle(cur, payload):
    cur.execute("INSERT INTO orders VALUES (%s)", (payload["order"],))


def broken(cur, payload):
    handle(cur, payload)
    raise RuntimeError("after the effect")


def work(_):
    conn = psycopg2.connect(URL)
    try:
        while work_one(conn, handle):
            pass
    finally:
        conn.close()


assert work_one(main, broken) is True
assert count("SELECT count(*) FROM orders WHERE id = 'o1'") == 0
assert count("SELECT attempts FROM webhook_events") == 1
assert work_one(main, handle) is False, "a failed event must wait"
with main, main.cursor() as cur:
    cur.execute("UPDATE webhook_events SET retry_at = now() WHERE retry_at < now() + interval '6 seconds'")
with ThreadPoolExecutor(4) as pool:
    list(pool.map(work, range(4)))
assert count("SELECT count(*) FROM orders WHERE id = 'o1'") == 1
assert count("SELECT count(*) FROM webhook_events WHERE processed_at IS NOT NULL") == 1
assert deliver(0) is False
main.close()
