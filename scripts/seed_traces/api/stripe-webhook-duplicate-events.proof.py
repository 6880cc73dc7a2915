# needs: postgres
"""Check-then-insert fulfils twice; the primary key in one transaction fulfils once, also after a crash."""
import os
import pathlib
import re
import threading

import psycopg2

trace = pathlib.Path(__file__).with_name("stripe-webhook-duplicate-events.md").read_text()
names: dict = {}
exec(re.findall(r"```python\n(.*?)```", trace, re.S)[0], names)
handle = names["handle"]
dsn = os.environ["PROOF_DATABASE_URL"].replace("+asyncpg", "").replace("+psycopg2", "")
setup = psycopg2.connect(dsn)
with setup, setup.cursor() as c:
    c.execute(re.findall(r"```sql\n(.*?)```", trace, re.S)[0])
    c.execute("CREATE TABLE seen (id text); CREATE TABLE fulfilled (event text)")


def count(sql):
    with setup, setup.cursor() as c:
        c.execute(sql)
        return c.fetchone()[0]


def both(target):
    threads = [threading.Thread(target=target, args=(psycopg2.connect(dsn),)) for _ in range(2)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


barrier = threading.Barrier(2)


def naive(connection):
    with connection, connection.cursor() as c:
        c.execute("SELECT 1 FROM seen WHERE id = 'evt_1'")
        known = c.fetchone()
        barrier.wait(5)  # both deliveries have looked
        if not known:
            c.execute("INSERT INTO fulfilled VALUES ('naive')")
            c.execute("INSERT INTO seen VALUES ('evt_1')")


both(naive)
assert count("SELECT count(*) FROM fulfilled WHERE event = 'naive'") == 2, "the double fulfilment was not reproduced"

outcomes = []


def fulfil(cursor):
    cursor.execute("SELECT pg_sleep(0.1)")
    cursor.execute("INSERT INTO fulfilled VALUES ('good')")


both(lambda connection: outcomes.append(handle(connection, "evt_2", "x", fulfil)))
assert sorted(outcomes) == [False, True], outcomes
assert count("SELECT count(*) FROM fulfilled WHERE event = 'good'") == 1


def crash(cursor):
    fulfil(cursor)
    raise RuntimeError("crash")


try:
    handle(psycopg2.connect(dsn), "evt_3", "x", crash)
except RuntimeError:
    pass
assert count("SELECT count(*) FROM stripe_events WHERE id = 'evt_3'") == 0
assert handle(psycopg2.connect(dsn), "evt_3", "x", fulfil) is True
assert count("SELECT count(*) FROM fulfilled WHERE event = 'good'") == 2
