# needs: postgres
import os

import psycopg2

conn = psycopg2.connect(os.environ["PROOF_DATABASE_URL"])
conn.autocommit = True
cur = conn.cursor()
cur.execute("""
CREATE TABLE customers (id int PRIMARY KEY, name text);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int, total int, created_at int);
INSERT INTO customers VALUES (1, 'a'), (2, 'b'), (3, 'c');
INSERT INTO orders VALUES (1, 1, 10, 1), (2, 1, 20, 2), (3, 1, 30, 2), (4, 2, 5, 1);
CREATE INDEX orders_latest ON orders (customer_id, created_at DESC, id DESC);
""")


def rows(sql):
    cur.execute(sql)
    return cur.fetchall()


def fails(sql, message):
    try:
        cur.execute(sql)
    except psycopg2.Error as error:
        assert message in str(error), error
    else:
        raise SystemExit("no error: " + sql)


fails("SELECT customer_id, total, max(created_at) FROM orders GROUP BY customer_id",
      'column "orders.total" must appear in the GROUP BY clause or be used in an aggregate function')
assert len(rows("SELECT customer_id, total, max(created_at) FROM orders GROUP BY customer_id, total")) == 4
expected = [(1, 3, 30, 2), (2, 4, 5, 1)]
assert rows("""SELECT DISTINCT ON (customer_id) customer_id, id, total, created_at
FROM orders
ORDER BY customer_id, created_at DESC, id DESC""") == expected
assert rows("""SELECT customer_id, id FROM (
    SELECT o.*, row_number() OVER (PARTITION BY customer_id ORDER BY created_at DESC, id DESC) AS rn
    FROM orders o
) AS ranked WHERE rn <= 2 ORDER BY 1, rn""") == [(1, 3), (1, 2), (2, 4)]
assert sorted(rows("""SELECT c.id, o.id AS order_id, o.total, o.created_at
FROM customers c
CROSS JOIN LATERAL (
    SELECT * FROM orders
    WHERE customer_id = c.id
    ORDER BY created_at DESC, id DESC
    LIMIT 1
) AS o""")) == expected
assert sorted(rows("SELECT c.*, count(o.id) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id")) == [(1, "a", 3), (2, "b", 1), (3, "c", 0)]
fails("SELECT c.name FROM (SELECT * FROM customers) c GROUP BY c.id", "must appear in the GROUP BY clause")
fails("SELECT 1 FROM orders WHERE count(*) > 1", "aggregate functions are not allowed in WHERE")
fails("SELECT DISTINCT ON (customer_id) id FROM orders ORDER BY created_at", "SELECT DISTINCT ON expressions must match initial ORDER BY expressions")
assert rows("SELECT (array_agg(total ORDER BY created_at DESC))[1] FROM orders WHERE customer_id = 2") == [(5,)]
