# needs: postgres
import os

import psycopg2

conn = psycopg2.connect(os.environ["PROOF_DATABASE_URL"])
conn.autocommit = True
cur = conn.cursor()


def ids(sql):
    cur.execute(sql)
    return sorted(row[0] for row in cur.fetchall())


cur.execute("""
CREATE TABLE customers (id int PRIMARY KEY, status text);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int);
INSERT INTO customers VALUES (1, 'done'), (2, NULL), (3, 'open');
INSERT INTO orders VALUES (10, 1);
""")
NOT_IN = "SELECT * FROM customers WHERE id NOT IN (SELECT customer_id FROM orders)"
NOT_EXISTS = "SELECT c.* FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)"
JOIN = "SELECT c.* FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE o.id IS NULL"
assert ids(NOT_IN) == [2, 3]
cur.execute("INSERT INTO orders VALUES (11, NULL)")
assert ids(NOT_IN) == [], "NULL had no effect"
assert ids("SELECT id FROM customers WHERE id IN (SELECT customer_id FROM orders)") == [1]
assert ids("SELECT id FROM customers WHERE id NOT IN (1, NULL)") == []
assert ids(NOT_EXISTS) == ids(JOIN) == [2, 3]
assert ids("SELECT * FROM customers WHERE id <> ALL (array_remove(ARRAY[1, 2, NULL]::int[], NULL))") == [3]
assert ids("SELECT id FROM customers WHERE status <> 'done'") == [3]
assert ids("SELECT id FROM customers WHERE status IS DISTINCT FROM 'done'") == [2, 3]
cur.execute("SET enable_nestloop = off")
cur.execute("EXPLAIN " + NOT_EXISTS)
assert "Anti Join" in str(cur.fetchall())
cur.execute("EXPLAIN " + NOT_IN)
assert "SubPlan" in str(cur.fetchall())
cur.execute("""
SELECT count(*) FILTER (WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)) AS with_orders,
       count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)) AS without_orders,
       count(*) AS all_customers
FROM customers c
""")
assert cur.fetchone() == (1, 2, 3)
