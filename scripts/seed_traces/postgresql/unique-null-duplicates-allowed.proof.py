# needs: postgres
import os

import psycopg2
from psycopg2 import errors

conn = psycopg2.connect(os.environ["PROOF_DATABASE_URL"])
conn.autocommit = True
cur = conn.cursor()


def violated(sql):
    try:
        cur.execute(sql)
    except errors.UniqueViolation as error:
        return str(error)
    return ""


def one(sql):
    cur.execute(sql)
    return cur.fetchone()


TWICE = "INSERT INTO memberships (user_id, team_id) VALUES (1, NULL)"
DELETE = """
DELETE FROM memberships m
USING memberships older
WHERE m.user_id IS NOT DISTINCT FROM older.user_id
  AND m.team_id IS NOT DISTINCT FROM older.team_id
  AND m.id > older.id
"""
INDEX = "CREATE UNIQUE INDEX memberships_key ON memberships (user_id, team_id) NULLS NOT DISTINCT"
cur.execute("CREATE TABLE memberships (id serial PRIMARY KEY, user_id int, team_id int, UNIQUE (user_id, team_id))")
assert not violated(TWICE) and not violated(TWICE) and not violated(TWICE), "NULLs collided"
cur.execute("INSERT INTO memberships (user_id, team_id) VALUES (1, 2)")
assert one("""SELECT user_id, team_id, count(*), array_agg(id ORDER BY id) AS ids
FROM memberships
GROUP BY user_id, team_id
HAVING count(*) > 1""") == (1, None, 3, [1, 2, 3])

if conn.server_version >= 150000:
    message = violated(INDEX)
    assert 'could not create unique index "memberships_key"' in message, message
    assert "Key (user_id, team_id)=(1, null) is duplicated." in message, message
cur.execute(DELETE)
assert one("SELECT array_agg(id ORDER BY id) FROM memberships") == ([1, 4],)
if conn.server_version >= 150000:
    cur.execute(INDEX.replace("INDEX memberships_key", "INDEX CONCURRENTLY memberships_key"))
    assert "duplicate key value violates unique constraint" in violated(TWICE)
    cur.execute(TWICE + " ON CONFLICT (user_id, team_id) DO NOTHING")
    assert cur.rowcount == 0
    cur.execute("DROP INDEX memberships_key")
cur.execute("CREATE UNIQUE INDEX CONCURRENTLY memberships_with_team ON memberships (user_id, team_id) WHERE team_id IS NOT NULL")
cur.execute("CREATE UNIQUE INDEX CONCURRENTLY memberships_without_team ON memberships (user_id) WHERE team_id IS NULL")
assert violated(TWICE) and violated("INSERT INTO memberships (user_id, team_id) VALUES (1, 2)")
assert not violated("INSERT INTO memberships (user_id, team_id) VALUES (1, 3)")

cur.execute("CREATE TABLE users (email text, deleted_at timestamptz, UNIQUE (email, deleted_at))")
ann = "INSERT INTO users VALUES ('ann@example.org', NULL)"
assert not violated(ann) and not violated(ann)
cur.execute("TRUNCATE users; CREATE UNIQUE INDEX users_email_active ON users (email) WHERE deleted_at IS NULL")
assert not violated(ann) and violated(ann)
cur.execute("UPDATE users SET deleted_at = now()")
assert not violated(ann)
cur.execute(ann + " ON CONFLICT (email) WHERE deleted_at IS NULL DO NOTHING")
assert cur.rowcount == 0
