# needs: postgres
import io
import os
from pathlib import Path

import psycopg2
from psycopg2 import errors

conn = psycopg2.connect(os.environ["PROOF_DATABASE_URL"])
conn.autocommit = True
cur = conn.cursor()
trace = Path(__file__).with_name("value-too-long-for-type-varchar.md").read_text()
find, widen, check = [part.split("```")[0] for part in trace.split("```sql\n")[1:]]
cur.execute("CREATE TABLE users (id int PRIMARY KEY, website varchar(255)); CREATE INDEX i ON users (website); INSERT INTO users VALUES (1, 'x')")


def refused(call, *messages):
    try:
        call()
    except errors.StringDataRightTruncation as error:
        assert all(m in str(error) for m in messages) and error.pgcode == "22001", str(error)
    else:
        raise SystemExit("accepted")


MESSAGE = "value too long for type character varying(255)"
refused(lambda: cur.execute("UPDATE users SET website = repeat('x', 300)"), MESSAGE)
refused(lambda: cur.copy_expert("COPY users FROM STDIN", io.StringIO("2\t" + "x" * 300 + "\n")), MESSAGE, "column website")
cur.execute("UPDATE users SET website = 'x' || repeat(' ', 300) RETURNING length(website), length(repeat('x', 300)::varchar(10))")
assert cur.fetchone()[1] == 10
cur.execute(find)
assert cur.fetchall() == [("users", "website", 255)]
files = "SELECT pg_relation_filenode('users'), pg_relation_filenode('i')"
cur.execute(files)
before = cur.fetchone()
cur.execute(widen)
cur.execute(files)
assert cur.fetchone() == before, "the table or its index was rewritten"
cur.execute("UPDATE users SET website = repeat('x', 300) WHERE id = 1")
assert cur.statusmessage == "UPDATE 1"
cur.execute(check)
try:
    cur.execute("UPDATE users SET website = repeat('x', 3000)")
    raise SystemExit("the rule doesn't hold")
except errors.CheckViolation as error:
    assert "users_website_length" in str(error)
