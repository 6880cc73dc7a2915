# needs: postgres
import os

import psycopg2
from psycopg2 import errors
from psycopg2.extensions import TRANSACTION_STATUS_IDLE, TRANSACTION_STATUS_INERROR

conn = psycopg2.connect(os.environ["PROOF_DATABASE_URL"])


def add_tag(cur, name: str) -> bool:
    cur.execute("SAVEPOINT add_tag")
    try:
        cur.execute("INSERT INTO tags (name) VALUES (%s)", (name,))
    except errors.UniqueViolation:
        cur.execute("ROLLBACK TO SAVEPOINT add_tag")
        return False
    cur.execute("RELEASE SAVEPOINT add_tag")
    return True


def names():
    with conn, conn.cursor() as cur:
        cur.execute("SELECT name FROM tags ORDER BY name")
        return [row[0] for row in cur.fetchall()]


cur = conn.cursor()
cur.execute("CREATE TABLE tags (name text UNIQUE)")
conn.commit()
cur.execute("INSERT INTO tags VALUES ('lost')")
try:
    cur.execute("SELECT * FROM missing_table")
except psycopg2.Error:
    pass  # swallowed
try:
    cur.execute("SELECT 1")
    raise SystemExit("the transaction was not aborted")
except errors.InFailedSqlTransaction as error:
    assert str(error).strip() == "current transaction is aborted, commands ignored until end of transaction block"
    assert error.pgcode == "25P02"
assert conn.info.transaction_status == TRANSACTION_STATUS_INERROR == 3
conn.commit()  # no exception, and yet
assert names() == [], "the commit kept the row"
assert conn.info.transaction_status == TRANSACTION_STATUS_IDLE == 0

try:
    with conn, conn.cursor() as cur:
        cur.execute("SELECT * FROM missing_table")
except errors.UndefinedTable:
    pass
assert conn.info.transaction_status == TRANSACTION_STATUS_IDLE
with conn, conn.cursor() as cur:
    assert add_tag(cur, "a") and not add_tag(cur, "a") and add_tag(cur, "b")
assert names() == ["a", "b"]
