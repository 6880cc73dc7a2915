# needs: postgres
import os
import threading
import time

import psycopg2
from psycopg2 import errors

URL = os.environ["PROOF_DATABASE_URL"]
CTE = """
WITH ins AS (INSERT INTO tags (name) VALUES (%s) ON CONFLICT (name) DO NOTHING RETURNING id)
SELECT id FROM ins UNION ALL SELECT id FROM tags WHERE name = %s LIMIT 1
"""


def tag_id(cur, name: str) -> int:
    while True:
        cur.execute("SELECT id FROM tags WHERE name = %s", (name,))
        if row := cur.fetchone():
            return row[0]
        cur.execute(
            "INSERT INTO tags (name) VALUES (%s) ON CONFLICT (name) DO NOTHING RETURNING id",
            (name,),
        )
        if row := cur.fetchone():
            return row[0]


def session(level=None):
    conn = psycopg2.connect(URL)
    if level:
        conn.set_session(isolation_level=level)
    return conn, conn.cursor()


def race(name, call, level=None):
    """Another session inserts and commits while `call` waits for it; returns both ids (or the error)."""
    first, cur = session()
    cur.execute("INSERT INTO tags (name) VALUES (%s) RETURNING id", (name,))
    theirs = cur.fetchone()[0]
    conn, mine = session(level)
    got = []

    def run():
        try:
            got.append(call(mine))
        except psycopg2.Error as error:
            got.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    deadline = time.monotonic() + 5
    while True:
        cur.execute("SELECT %s = ANY (SELECT pid FROM pg_locks WHERE NOT granted)", (conn.info.backend_pid,))
        if cur.fetchone()[0]:
            break
        assert time.monotonic() < deadline, "the second session did not wait"
    first.commit()
    thread.join(5)
    conn.commit()
    return theirs, got[0]


def cte(cur):
    cur.execute(CTE, (cur_name, cur_name))
    return cur.fetchone()


setup, cur = session()
cur.execute("CREATE TABLE tags (id serial PRIMARY KEY, name text UNIQUE)")
setup.commit()
assert tag_id(cur, "sql") == tag_id(cur, "sql")
cur.execute("INSERT INTO tags (name) VALUES ('sql') ON CONFLICT (name) DO NOTHING RETURNING id")
assert cur.fetchone() is None and cur.statusmessage == "INSERT 0 0"
setup.commit()
cur_name = "raced"
assert race("raced", cte)[1] is None, "the single statement saw the row"
theirs, mine = race("fixed", lambda c: tag_id(c, "fixed"))
assert theirs == mine, (theirs, mine)


def update(c):
    c.execute("INSERT INTO tags (name) VALUES ('upd') ON CONFLICT (name) DO UPDATE SET name = EXCLUDED.name RETURNING id, (xmax = 0) AS inserted")
    return c.fetchone()


theirs, mine = race("upd", update)
assert mine == (theirs, False), mine
if setup.server_version >= 180000:
    for expected in (True, False):
        cur.execute("INSERT INTO tags (name) VALUES ('old') ON CONFLICT (name) DO UPDATE SET name = EXCLUDED.name RETURNING old.id IS NULL AS inserted")
        assert cur.fetchone() == (expected,)
    setup.commit()
assert isinstance(race("rr", lambda c: tag_id(c, "rr"), "REPEATABLE READ")[1], errors.SerializationFailure)
cur.execute("""INSERT INTO tags (name)
SELECT DISTINCT unnest(ARRAY['sql', 'redis', 'sql']) ORDER BY 1
ON CONFLICT (name) DO NOTHING""")
cur.execute("SELECT id, name FROM tags WHERE name = ANY (ARRAY['sql', 'redis', 'sql'])")
assert len(cur.fetchall()) == 2
