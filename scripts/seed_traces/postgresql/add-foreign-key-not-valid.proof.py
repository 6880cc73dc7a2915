# needs: postgres
import os

import psycopg2
from psycopg2 import errors

conn = psycopg2.connect(os.environ["PROOF_DATABASE_URL"])
conn.autocommit = True
cur = conn.cursor()
ADD = "ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id)"
VALIDATE = "ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_fk"
cur.execute("""
CREATE TABLE customers (id int PRIMARY KEY);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int, total int);
INSERT INTO customers VALUES (1);
INSERT INTO orders VALUES (1, 1, 5), (2, 99, -5);
CREATE INDEX orders_customer_id ON orders (customer_id);
""")


def locks(sql):
    """The locks that a statement takes."""
    cur.execute("BEGIN")
    cur.execute(sql)
    cur.execute("SELECT relation::regclass::text, mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation IN ('orders'::regclass, 'customers'::regclass)")
    found = set(cur.fetchall())
    cur.execute("ROLLBACK")
    return {(t, m) for t, m in found if m != "AccessShareLock"}


def fails(sql, kind=errors.ForeignKeyViolation):
    try:
        cur.execute(sql)
    except kind as error:
        return str(error)
    raise SystemExit("no error: " + sql)


message = fails(ADD)
assert 'insert or update on table "orders" violates foreign key constraint "orders_customer_fk"' in message, message
assert 'Key (customer_id)=(99) is not present in table "customers".' in message, message
assert locks(ADD + " NOT VALID") == {("orders", "ShareRowExclusiveLock"), ("customers", "ShareRowExclusiveLock")}
cur.execute(ADD + " NOT VALID")
fails("INSERT INTO orders VALUES (3, 98, 1)")
cur.execute("UPDATE orders SET total = -6 WHERE id = 2")  # the old orphan, key unchanged
fails(VALIDATE)
cur.execute("""SELECT o.id, o.customer_id
FROM orders o
LEFT JOIN customers c ON c.id = o.customer_id
WHERE o.customer_id IS NOT NULL AND c.id IS NULL
LIMIT 100""")
assert cur.fetchall() == [(2, 99)]
cur.execute("UPDATE orders SET customer_id = NULL WHERE id = 2")
assert locks(VALIDATE) == {("orders", "ShareUpdateExclusiveLock"), ("customers", "RowShareLock")}, locks(VALIDATE)
CHECK = "ALTER TABLE orders ADD CONSTRAINT orders_total_positive CHECK (total >= 0) NOT VALID"
assert ("orders", "AccessExclusiveLock") in locks(CHECK)
cur.execute(CHECK)
fails("UPDATE orders SET customer_id = 1 WHERE id = 2", errors.CheckViolation)
cur.execute(VALIDATE)
cur.execute("SELECT conname FROM pg_constraint WHERE NOT convalidated")
assert cur.fetchall() == [("orders_total_positive",)]
cur.execute("UPDATE orders SET total = 0 WHERE id = 2")
cur.execute("ALTER TABLE orders VALIDATE CONSTRAINT orders_total_positive")
