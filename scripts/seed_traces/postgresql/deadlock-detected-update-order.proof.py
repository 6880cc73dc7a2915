# needs: postgres
import os
import random
import threading
import time

import psycopg2
from psycopg2 import errors

URL = os.environ["PROOF_DATABASE_URL"]
RETRY = (errors.DeadlockDetected, errors.SerializationFailure)


def run_transaction(conn, work, attempts=5):
    for attempt in range(1, attempts + 1):
        try:
            with conn, conn.cursor() as cur:
                return work(cur)
        except RETRY:
            if attempt == attempts:
                raise
            time.sleep(random.uniform(0, 0.05 * 2**attempt))


def both(work):
    """Run work in two sessions at once; returns the errors."""
    errors_seen, barrier = [], threading.Barrier(2)

    def session(first, second):
        conn = psycopg2.connect(URL)
        try:
            work(conn, first, second, barrier)
        except psycopg2.Error as error:
            errors_seen.append(error)
        finally:
            conn.close()

    threads = [threading.Thread(target=session, args=pair) for pair in ((1, 2), (2, 1))]
    [t.start() for t in threads]
    [t.join() for t in threads]
    return errors_seen


def meet(barrier):
    try:
        barrier.wait(0.2)
    except threading.BrokenBarrierError:
        pass


def naive(conn, first, second, barrier):
    with conn, conn.cursor() as cur:
        cur.execute("UPDATE accounts SET balance = balance - 10 WHERE id = %s", (first,))
        meet(barrier)
        cur.execute("UPDATE accounts SET balance = balance + 10 WHERE id = %s", (second,))


def ordered(conn, first, second, barrier):
    with conn, conn.cursor() as cur:
        meet(barrier)
        cur.execute("SELECT id FROM accounts WHERE id IN (1, 2) ORDER BY id FOR NO KEY UPDATE")
        cur.execute("UPDATE accounts SET balance = balance - 10 WHERE id = %s", (first,))
        cur.execute("UPDATE accounts SET balance = balance + 10 WHERE id = %s", (second,))


def retried(conn, first, second, barrier):
    def work(cur):
        cur.execute("UPDATE accounts SET balance = balance - 10 WHERE id = %s", (first,))
        meet(barrier)
        cur.execute("UPDATE accounts SET balance = balance + 10 WHERE id = %s", (second,))

    run_transaction(conn, work)


setup = psycopg2.connect(URL)
setup.autocommit = True
setup.cursor().execute("CREATE TABLE accounts (id int PRIMARY KEY, balance int); INSERT INTO accounts VALUES (1, 100), (2, 100)")
seen = both(naive)
assert [e.pgcode for e in seen] == ["40P01"] and str(seen[0]).startswith("deadlock detected"), seen
assert both(ordered) == [], "ordered locks still failed"
assert both(retried) == [], "the retry did not help"
