# needs: postgres
import os

import psycopg2

conn = psycopg2.connect(os.environ["PROOF_DATABASE_URL"])
conn.autocommit = True
cur = conn.cursor()


def one(sql):
    cur.execute(sql)
    return cur.fetchone()


def fails(sql, message, code):
    try:
        cur.execute(sql)
    except psycopg2.Error as error:
        assert message in str(error) and error.pgcode == code, error
    else:
        raise SystemExit("no error: " + sql)


cur.execute('CREATE TABLE "Users" ("userId" int, name text); CREATE SCHEMA app; CREATE TABLE app.things (id int)')
fails("SELECT * FROM Users", 'relation "users" does not exist', "42P01")
fails('SELECT userId FROM "Users"', 'column "userid" does not exist', "42703")
fails('SELECT userId FROM "Users"', 'Perhaps you meant to reference the column "Users.userId".', "42703")
fails('SELECT * FROM "Users" WHERE name = "Ann"', 'column "Ann" does not exist', "42703")
fails("SELECT * FROM things", 'relation "things" does not exist', "42P01")
assert one("SELECT * FROM user") == one("SELECT current_user")
assert one("SELECT schemaname, tablename, quote_ident(tablename) AS write_it_so FROM pg_tables WHERE lower(tablename) = lower('Users')") == ("public", "Users", '"Users"')
assert one("SELECT to_regclass('users'), to_regclass('\"Users\"')::text, to_regclass('app.things')::text") == (None, '"Users"', "app.things")
cur.execute('ALTER TABLE "Users" RENAME TO users; ALTER TABLE users RENAME COLUMN "userId" TO user_id')
cur.execute("SELECT user_id FROM Users")
cur.execute("SELECT format('ALTER ROLE %I IN DATABASE %I SET search_path = app, public', current_user, current_database())")
cur.execute(cur.fetchone()[0])
again = psycopg2.connect(os.environ["PROOF_DATABASE_URL"])
try:
    again.cursor().execute("SELECT * FROM things")
finally:
    again.close()
    cur.execute("SELECT format('ALTER ROLE %I IN DATABASE %I RESET search_path', current_user, current_database())")
    cur.execute(cur.fetchone()[0])
