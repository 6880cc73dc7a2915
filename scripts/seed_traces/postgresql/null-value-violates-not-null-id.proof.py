# needs: postgres
import os
from pathlib import Path

import psycopg2
from psycopg2 import errors

conn = psycopg2.connect(os.environ["PROOF_DATABASE_URL"])
conn.autocommit = True
cur = conn.cursor()
trace = Path(__file__).with_name("null-value-violates-not-null-id.md").read_text()
sql = [part.split("```")[0] for part in trace.split("```sql\n")[1:]]


def refused(statement, kind, message):
    try:
        cur.execute(statement)
    except kind as error:
        assert message in str(error), str(error)
    else:
        raise SystemExit("accepted: " + statement)


NULL = 'null value in column "id" of relation "users" violates not-null constraint'
cur.execute("CREATE TABLE users (id integer PRIMARY KEY, name text); INSERT INTO users VALUES (7, 'Eve')")
refused("INSERT INTO users (name) VALUES ('Ann')", errors.NotNullViolation, NULL)
cur.execute(sql[0])
assert cur.fetchall() == [("id", "integer", None, "NO", None)]
cur.execute(sql[1])
cur.execute(sql[0])
assert cur.fetchall() == [("id", "integer", None, "YES", "BY DEFAULT")]
cur.execute("INSERT INTO users (name) VALUES ('Ann') RETURNING id")
assert cur.fetchone() == (8,)
refused("INSERT INTO users (id, name) VALUES (NULL, 'Bob')", errors.NotNullViolation, NULL)
cur.execute(sql[3])
cur.execute("SELECT array_agg(id ORDER BY id) FROM users")
assert cur.fetchone() == ([7, 8, 9, 10],)
cur.execute("CREATE TABLE empty (id bigint PRIMARY KEY, name text)")
cur.execute(sql[1].replace("users", "empty"))
cur.execute("INSERT INTO empty (name) VALUES ('x') RETURNING id")
assert cur.fetchone() == (1,), "the first id isn't 1"
cur.execute("CREATE TABLE documents (id uuid PRIMARY KEY, t text)")
cur.execute(sql[2])
cur.execute("INSERT INTO documents (t) VALUES ('x')")
