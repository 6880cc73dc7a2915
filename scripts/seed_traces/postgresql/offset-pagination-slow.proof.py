# needs: postgres
import base64
import json
import os
import re

import psycopg2

conn = psycopg2.connect(os.environ["PROOF_DATABASE_URL"])
conn.autocommit = True
cur = conn.cursor()
cur.execute("""
CREATE TABLE posts (id int PRIMARY KEY, created_at timestamptz NOT NULL, title text);
INSERT INTO posts SELECT g, timestamptz '2026-01-01' + (g / 3) * interval '1 second 123 microseconds', 'x' FROM generate_series(1, 30000) g;
CREATE INDEX posts_created_id ON posts (created_at DESC, id DESC);
""")
cur.execute("VACUUM ANALYZE posts")


def encode(created_at: str, row_id: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([created_at, row_id]).encode()).decode()


def decode(cursor: str) -> tuple[str, int]:
    created_at, row_id = json.loads(base64.urlsafe_b64decode(cursor))
    return str(created_at), int(row_id)


def rows(sql, *args):
    cur.execute(sql, args)
    return cur.fetchall()


def read_rows(sql):
    """The most rows that any node of the plan produced."""
    text = "\n".join(r[0] for r in rows("EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF) " + sql))
    return max(float(n) for n in re.findall(r"actual rows=([\d.]+)", text)), text


FIRST = "SELECT id, created_at::text AS at FROM posts ORDER BY created_at DESC, id DESC LIMIT 20"
NEXT = "SELECT id, created_at::text AS at FROM posts WHERE (created_at, id) < (%s::timestamptz, %s) ORDER BY created_at DESC, id DESC LIMIT 20"
deep = FIRST + " OFFSET 20000"
assert read_rows(deep)[0] >= 20020, read_rows(deep)
middle = rows(FIRST + " OFFSET 19999")[0]
count, plan = read_rows(cur.mogrify(NEXT, (middle[1], middle[0])).decode())
assert count <= 20 and "Index Cond: (ROW(created_at, id) < ROW(" in plan, plan

# A row inserted between two pages: OFFSET repeats one, keyset does not.
page = rows(FIRST)
cur.execute("INSERT INTO posts VALUES (99999, '2027-01-01', 'new')")
assert rows(FIRST + " OFFSET 20")[0] == page[-1], "OFFSET did not repeat a row"
seen, cursor = [r[0] for r in page], encode(page[-1][1], page[-1][0])
while batch := rows(NEXT.replace("LIMIT 20", "LIMIT 5000"), *decode(cursor)):
    seen += [r[0] for r in batch]
    cursor = encode(batch[-1][1], batch[-1][0])
assert sorted(seen) == list(range(1, 30001)), "keyset lost or repeated rows"
