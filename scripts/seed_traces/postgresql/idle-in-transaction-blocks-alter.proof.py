# needs: postgres
import os
import threading
import time

import psycopg2
from psycopg2 import errors

URL = os.environ["PROOF_DATABASE_URL"]
FIND = """
SELECT pid, state, now() - xact_start AS open_for, pg_blocking_pids(pid) AS blocked_by,
       usename, application_name, client_addr, left(query, 60) AS last_query
FROM pg_stat_activity
WHERE datname = current_database()
  AND (cardinality(pg_blocking_pids(pid)) > 0 OR state LIKE 'idle in transaction%')
ORDER BY xact_start
"""


def session(autocommit=True):
    conn = psycopg2.connect(URL)
    conn.autocommit = autocommit
    return conn, conn.cursor()


admin, adm = session()
adm.execute("CREATE TABLE orders (id int)")
idle, idl = session(autocommit=False)
idl.execute("SELECT * FROM orders")  # and nothing more: idle in transaction

ddl, cur = session()
cur.execute("SET lock_timeout = '200ms'")
try:
    cur.execute("ALTER TABLE orders ADD COLUMN note text")
    raise SystemExit("ALTER TABLE was not blocked")
except errors.LockNotAvailable as error:
    assert "canceling statement due to lock timeout" in str(error)

# While the ALTER waits, a plain SELECT of a third session waits as well.
cur.execute("SET lock_timeout = '20s'")
alter = threading.Thread(target=cur.execute, args=("ALTER TABLE orders ADD COLUMN note text",))
alter.start()
reader, rdr = session()
rdr.execute("SET lock_timeout = '100ms'")
deadline = time.monotonic() + 5
while True:
    adm.execute(FIND)
    rows = {row[0]: row for row in adm.fetchall()}
    if ddl.info.backend_pid in rows:
        break
    assert time.monotonic() < deadline, "the ALTER never waited"
try:
    rdr.execute("SELECT * FROM orders")
    raise SystemExit("the SELECT did not queue behind the ALTER")
except errors.LockNotAvailable:
    pass
assert rows[ddl.info.backend_pid][3] == [idle.info.backend_pid], rows
assert rows[idle.info.backend_pid][1] == "idle in transaction", rows
adm.execute("SELECT pg_cancel_backend(%s)", (idle.info.backend_pid,))
alter.join(0.2)
assert alter.is_alive(), "pg_cancel_backend ended an idle transaction"
adm.execute("SELECT pg_terminate_backend(%s)", (idle.info.backend_pid,))
alter.join(10)
rdr.execute("SELECT note FROM orders")  # the ALTER went through
