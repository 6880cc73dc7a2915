# needs: postgres
import os
import secrets
from pathlib import Path

import psycopg2
from psycopg2 import errors, sql

conn = psycopg2.connect(os.environ["PROOF_DATABASE_URL"])
conn.autocommit = True
cur = conn.cursor()
# Roles belong to the whole server: names of our own, dropped at the end.
suffix = secrets.token_hex(4)
web, migrator = f"web_{suffix}", f"migrator_{suffix}"
trace = Path(__file__).with_name("permission-denied-for-table.md").read_text()
blocks = [part.split("```")[0].replace("web", web).replace("migrator", migrator) for part in trace.split("```sql\n")[1:]]


def as_role(role, statement, refused=None):
    cur.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
    try:
        cur.execute(statement)
    except errors.InsufficientPrivilege as error:
        assert refused and refused in str(error), f"{statement}: {error}"
    else:
        assert not refused, "accepted: " + statement
    finally:
        cur.execute("RESET ROLE")


cur.execute(f"CREATE ROLE {web}; CREATE ROLE {migrator}; GRANT USAGE, CREATE ON SCHEMA public TO {migrator}")
try:
    as_role(migrator, "CREATE TABLE notes (id serial PRIMARY KEY, t text); CREATE TABLE ident (id int GENERATED ALWAYS AS IDENTITY, t text)")
    as_role(web, "SELECT * FROM notes", "permission denied for table notes")
    cur.execute(f"GRANT INSERT ON notes, ident TO {web}")
    as_role(web, "INSERT INTO notes (t) VALUES ('x')", "permission denied for sequence notes_id_seq")
    as_role(web, "INSERT INTO ident (t) VALUES ('x')")
    as_role(web, "INSERT INTO ident (t) VALUES ('x') RETURNING id", "permission denied for table ident")
    as_role(web, "ALTER TABLE notes ADD COLUMN x int", "must be owner of table notes")
    cur.execute(blocks[1])
    as_role(web, "INSERT INTO notes (t) VALUES ('x') RETURNING id")
    as_role(migrator, "CREATE TABLE later (id serial PRIMARY KEY, t text)")
    as_role(web, "SELECT * FROM later", "permission denied for table later")
    cur.execute(blocks[2])
    as_role(migrator, "CREATE TABLE newest (id serial PRIMARY KEY, t text)")
    as_role(web, "INSERT INTO newest (t) VALUES ('x') RETURNING id")
    as_role(web, "SELECT * FROM later", "permission denied for table later")
    cur.execute(blocks[-1])
    words = ("SELECT", "INSERT", "UPDATE", "DELETE")
    assert cur.fetchall() == [(p, True, True) for p in words]
    cur.execute(f"REVOKE INSERT ON notes FROM {web}")
    cur.execute(blocks[-1])
    assert cur.fetchall() == [(p, p != "INSERT", True) for p in words], "the check doesn't see a missing privilege"
finally:
    cur.execute(f"RESET ROLE; DROP OWNED BY {web}, {migrator}; DROP ROLE {web}, {migrator}")
