# needs: postgres
import os
import re

import psycopg2

conn = psycopg2.connect(os.environ["PROOF_DATABASE_URL"])
conn.autocommit = True
cur = conn.cursor()
MISSING = """
SELECT c.conrelid::regclass AS child, c.conname, c.confrelid::regclass AS parent,
       pg_size_pretty(pg_relation_size(c.conrelid)) AS child_size
FROM pg_constraint c
WHERE c.contype = 'f'
  AND NOT EXISTS (
      SELECT 1 FROM pg_index i
      WHERE i.indrelid = c.conrelid AND i.indisvalid
        AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid) LIKE '%IS NOT NULL%')
        AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey
  )
ORDER BY pg_relation_size(c.conrelid) DESC
"""
cur.execute("""
CREATE TABLE customers (id int PRIMARY KEY);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int CONSTRAINT orders_customer_fk REFERENCES customers (id));
CREATE TABLE pairs (a int, b int, UNIQUE (a, b));
CREATE TABLE uses_pairs (x int, b int, a int, CONSTRAINT two FOREIGN KEY (a, b) REFERENCES pairs (a, b));
CREATE INDEX wrong ON uses_pairs (x, a, b);
INSERT INTO customers SELECT generate_series(1, 1200);
INSERT INTO orders SELECT g, g % 1000 + 1 FROM generate_series(1, 100000) g;
ANALYZE;
""")


def trigger_ms():
    cur.execute("BEGIN; SET LOCAL statement_timeout = '60s'; EXPLAIN (ANALYZE) DELETE FROM customers WHERE id > 1150")
    plan = "\n".join(row[0] for row in cur.fetchall())
    cur.execute("ROLLBACK")
    found = re.search(r"Trigger for constraint orders_customer_fk: time=([\d.]+) calls=50", plan)
    assert found, plan
    return float(found[1])


def missing():
    cur.execute(MISSING)
    return [row[1] for row in cur.fetchall()]


slow = trigger_ms()
assert missing() == ["orders_customer_fk", "two"], missing()
cur.execute("CREATE INDEX CONCURRENTLY orders_customer_id ON orders (customer_id)")
cur.execute("CREATE INDEX ON uses_pairs (b, a, x)")
fast = trigger_ms()
assert missing() == [], missing()
assert fast < slow / 5, f"{slow} ms without, {fast} ms with the index"
cur.execute("DROP INDEX orders_customer_id; CREATE INDEX ON orders (customer_id) WHERE customer_id IS NOT NULL")
assert trigger_ms() < slow / 5 and missing() == []
