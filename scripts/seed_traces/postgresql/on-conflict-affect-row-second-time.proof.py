# needs: postgres
import os

import psycopg2
from psycopg2 import errors
from psycopg2.extras import execute_values

conn = psycopg2.connect(os.environ["PROOF_DATABASE_URL"])
conn.autocommit = True
cur = conn.cursor()
cur.execute("""
CREATE TABLE prices (sku text PRIMARY KEY, price int);
CREATE TABLE prices_import (sku text, price int, imported_at int);
CREATE TABLE daily_hits (day date PRIMARY KEY, hits bigint);
CREATE TABLE hits_import (day date, hits int);
INSERT INTO prices_import VALUES ('a', 1, 1), ('a', 2, 2), ('b', 3, 1);
INSERT INTO hits_import VALUES ('2026-11-21', 2), ('2026-11-21', 3);
INSERT INTO daily_hits VALUES ('2026-11-21', 10);
""")


def upsert_prices(cur, rows):
    unique = {sku: (sku, price) for sku, price in rows}
    execute_values(
        cur,
        """
        INSERT INTO prices (sku, price) VALUES %s
        ON CONFLICT (sku) DO UPDATE SET price = EXCLUDED.price
        """,
        sorted(unique.values()),
        page_size=1000,
    )


def prices():
    cur.execute("SELECT * FROM prices ORDER BY 1")
    return cur.fetchall()


try:
    cur.execute("INSERT INTO prices VALUES ('a', 1), ('a', 2) ON CONFLICT (sku) DO UPDATE SET price = EXCLUDED.price")
    raise SystemExit("no error")
except errors.CardinalityViolation as error:
    assert "ON CONFLICT DO UPDATE command cannot affect row a second time" in str(error) and error.pgcode == "21000"
upsert_prices(cur, [("b", 1), ("a", 1), ("a", 2)])
assert prices() == [("a", 2), ("b", 1)], prices()
cur.execute("TRUNCATE prices")
cur.execute("""
INSERT INTO prices (sku, price)
SELECT DISTINCT ON (sku) sku, price
FROM prices_import
ORDER BY sku, imported_at DESC
ON CONFLICT (sku) DO UPDATE SET price = EXCLUDED.price
""")
assert prices() == [("a", 2), ("b", 3)], prices()
cur.execute("""
INSERT INTO daily_hits AS d (day, hits)
SELECT day, sum(hits) FROM hits_import GROUP BY day
ON CONFLICT (day) DO UPDATE SET hits = d.hits + EXCLUDED.hits
""")
cur.execute("SELECT hits FROM daily_hits")
assert cur.fetchone() == (15,)
cur.execute("INSERT INTO prices VALUES ('z', 1), ('z', 2) ON CONFLICT (sku) DO NOTHING")
assert cur.rowcount == 1
