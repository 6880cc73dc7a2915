# needs: postgres
import os
import random
import threading
import time

import psycopg2
from psycopg2 import errors

URL = os.environ["PROOF_DATABASE_URL"]
RETRY = (errors.SerializationFailure, errors.DeadlockDetected)


def run_serializable(conn, work, attempts=8):
    conn.set_session(isolation_level="SERIALIZABLE")
    for attempt in range(1, attempts + 1):
        try:
            with conn, conn.cursor() as cur:
                return work(cur)
        except RETRY:
            if attempt == attempts:
                raise
            time.sleep(random.uniform(0, min(1.0, 0.01 * 2**attempt)))


def session(level):
    conn = psycopg2.connect(URL)
    conn.set_session(isolation_level=level)
    return conn, conn.cursor()


def expect(call, text):
    try:
        call()
        raise SystemExit("no failure: " + text)
    except errors.SerializationFailure as error:
        assert text in str(error) and error.pgcode == "40001", error


a, ca = session("REPEATABLE READ")
b, cb = session("REPEATABLE READ")
ca.execute("CREATE TABLE accounts (id int PRIMARY KEY, balance int); INSERT INTO accounts VALUES (1, 0), (2, 0)")
a.commit()
for change, text in (("UPDATE accounts SET balance = 1 WHERE id = 1", "concurrent update"), ("DELETE FROM accounts WHERE id = 2", "concurrent delete")):
    cb.execute("SELECT sum(balance) FROM accounts")
    ca.execute(change)
    a.commit()
    row = 1 if "update" in text else 2
    expect(lambda: cb.execute("UPDATE accounts SET balance = 9 WHERE id = %s", (row,)), "could not serialize access due to " + text)
    try:
        cb.execute("SELECT 1")
        raise SystemExit("repeating one statement worked")
    except errors.InFailedSqlTransaction:
        b.rollback()
a, ca = session("SERIALIZABLE")
b, cb = session("SERIALIZABLE")
for cur in (ca, cb):
    cur.execute("SELECT count(*) FROM accounts")
ca.execute("INSERT INTO accounts VALUES (10, 0)")
cb.execute("INSERT INTO accounts VALUES (11, 0)")
a.commit()
expect(b.commit, "could not serialize access due to read/write dependencies among transactions")
b.close()

barrier, runs = threading.Barrier(4), []


def work(cur):
    runs.append(1)
    cur.execute("SELECT balance FROM accounts WHERE id = 1")
    balance = cur.fetchone()[0]
    if len(runs) <= 4:
        barrier.wait(5)
    cur.execute("UPDATE accounts SET balance = %s WHERE id = 1", (balance + 10,))


threads = [threading.Thread(target=lambda: run_serializable(psycopg2.connect(URL), work)) for _ in range(4)]
[t.start() for t in threads]
[t.join() for t in threads]
ca.execute("SELECT balance FROM accounts WHERE id = 1")
assert ca.fetchone() == (41,) and len(runs) > 4, "an update was lost"
