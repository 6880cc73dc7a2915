# needs: postgres
import os

import psycopg2

URL = os.environ["PROOF_DATABASE_URL"]
conn = psycopg2.connect(URL)
conn.autocommit = True
cur = conn.cursor()
HOLDERS = """
SELECT concat_ws(' ', 'session', pid, state) AS what,
       GREATEST(age(backend_xmin), age(backend_xid)) AS xid_age, now() - xact_start AS since
FROM pg_stat_activity
WHERE (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL) AND pid <> pg_backend_pid()
UNION ALL
SELECT 'replication slot ' || slot_name, GREATEST(age(xmin), age(catalog_xmin)), NULL
FROM pg_replication_slots WHERE xmin IS NOT NULL OR catalog_xmin IS NOT NULL
UNION ALL
SELECT 'prepared transaction ' || gid, age(transaction), now() - prepared
FROM pg_prepared_xacts
ORDER BY xid_age DESC
"""


def vacuum():
    conn.notices.clear()
    cur.execute("VACUUM (VERBOSE) jobs")
    return "".join(conn.notices)


cur.execute("""
CREATE TABLE other (i int);
CREATE TABLE jobs (id int) WITH (autovacuum_enabled = off);
INSERT INTO jobs SELECT generate_series(1, 1000);
CREATE INDEX jobs_queued ON jobs (id);
""")
holders = []
for sql in ("INSERT INTO other VALUES (1)", "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1 FROM other"):
    idle = psycopg2.connect(URL)
    idle.autocommit = sql.startswith("BEGIN")
    idle.cursor().execute(sql)
    holders.append(idle)
cur.execute("DELETE FROM jobs")
if conn.server_version >= 150000:
    assert "tuples: 0 removed, 1000 remain, 1000 are dead but not yet removable" in vacuum(), conn.notices
cur.execute(HOLDERS)
found = [row[0] for row in cur.fetchall()]
for idle in holders:
    assert f"session {idle.info.backend_pid} idle in transaction" in found, found
    cur.execute("SELECT pg_terminate_backend(%s, 5000)", (idle.info.backend_pid,))
if conn.server_version >= 150000:
    text = vacuum()
    assert "1000 removed, 0 remain, 0 are dead but not yet removable" in text, text
cur.execute("ALTER TABLE jobs SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000)")
cur.execute("REINDEX INDEX CONCURRENTLY jobs_queued")
