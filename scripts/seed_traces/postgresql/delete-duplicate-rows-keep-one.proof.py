# needs: postgres
import os
from pathlib import Path

import psycopg2
from psycopg2 import errors

conn = psycopg2.connect(os.environ["PROOF_DATABASE_URL"])
conn.autocommit = True
cur = conn.cursor()
trace = Path(__file__).with_name("delete-duplicate-rows-keep-one.md").read_text()
look, remove, repoint, ctid = [part.split("```")[0] for part in trace.split("```sql\n")[1:]]
cur.execute("""
CREATE TABLE users (id int PRIMARY KEY, email text, created_at timestamptz);
CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users ON DELETE CASCADE);
INSERT INTO users VALUES (1, 'ann@example.org', '2026-01-01'), (2, 'ann@example.org', '2026-01-02'),
    (3, 'ann@example.org', '2026-01-02'), (4, 'bob@example.org', NULL), (5, NULL, NULL), (6, NULL, NULL);
INSERT INTO orders VALUES (10, 1), (11, 3), (12, 4)""")
try:
    cur.execute("ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email)")
    raise SystemExit("the constraint was accepted")
except errors.UniqueViolation as error:
    assert 'could not create unique index "users_email_key"' in str(error), error
    assert "Key (email)=(ann@example.org) is duplicated." in str(error), error
cur.execute(look)
assert cur.fetchall() == [("ann@example.org", 3, [3, 2, 1])]
cut = remove.index("CREATE TABLE")
cur.execute(remove[:cut] + repoint + remove[cut:])
cur.execute("SELECT id FROM users ORDER BY id")
assert cur.fetchall() == [(3,), (4,), (5,), (6,)]
cur.execute("SELECT id, user_id FROM orders ORDER BY id")
assert cur.fetchall() == [(10, 3), (11, 3), (12, 4)], "orders were lost"
try:
    cur.execute("INSERT INTO users VALUES (9, 'ann@example.org', now())")
    raise SystemExit("a duplicate was accepted")
except errors.UniqueViolation as error:
    assert 'duplicate key value violates unique constraint "users_email_key"' in str(error), error
cur.execute("CREATE TABLE events (source text, payload text, at date); INSERT INTO events "
            "SELECT 'a', 'b', date '2026-01-01' FROM generate_series(1, 3) UNION ALL SELECT 'c', 'd', '2026-01-01'")
cur.execute(ctid)
cur.execute("SELECT source FROM events ORDER BY 1")
assert cur.fetchall() == [("a",), ("c",)]
