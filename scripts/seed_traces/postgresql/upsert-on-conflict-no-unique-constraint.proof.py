# needs: postgres
import os

import psycopg2

conn = psycopg2.connect(os.environ["PROOF_DATABASE_URL"])
conn.autocommit = True
cur = conn.cursor()
MESSAGE = "there is no unique or exclusion constraint matching the ON CONFLICT specification"


def run(sql):
    cur.execute(sql)
    return cur.statusmessage


def fails(sql, message=MESSAGE, code="42P10"):
    try:
        cur.execute(sql)
    except psycopg2.Error as error:
        assert message in str(error) and error.pgcode == code, error
    else:
        raise SystemExit("no error: " + sql)


run("CREATE TABLE users (id serial PRIMARY KEY, tenant_id int, email text, name text, deleted_at timestamptz)")
upsert = "INSERT INTO users (tenant_id, email, name) VALUES (1, 'ann@example.org', 'Ann') ON CONFLICT (tenant_id, email) DO UPDATE SET name = EXCLUDED.name"
fails(upsert)
run("CREATE UNIQUE INDEX CONCURRENTLY users_tenant_email ON users (tenant_id, email)")
fails("INSERT INTO users (tenant_id, email) VALUES (1, 'x') ON CONFLICT (email) DO NOTHING")
assert run(upsert) == "INSERT 0 1" and run(upsert) == "INSERT 0 1"
assert run(upsert.replace("(tenant_id, email) DO", "(email, tenant_id) DO")) == "INSERT 0 1"
fails(upsert.replace("ON CONFLICT (tenant_id, email)", "ON CONFLICT ON CONSTRAINT users_tenant_email"), "does not exist", "42704")
cur.execute("SELECT count(*) FROM users")
assert cur.fetchone() == (1,)
run("INSERT INTO users (tenant_id, email) VALUES (NULL, 'n'), (NULL, 'n') ON CONFLICT (tenant_id, email) DO NOTHING")
cur.execute("SELECT count(*) FROM users WHERE email = 'n'")
assert cur.fetchone() == (2,), "NULLs conflicted"

run("TRUNCATE users; DROP INDEX users_tenant_email; CREATE UNIQUE INDEX ON users (email) WHERE deleted_at IS NULL")
fails("INSERT INTO users (email, name) VALUES ('ann@example.org', 'Ann') ON CONFLICT (email) DO NOTHING")
partial = "INSERT INTO users (email, name) VALUES ('ann@example.org', 'Ann') ON CONFLICT (email) WHERE deleted_at IS NULL DO UPDATE SET name = EXCLUDED.name"
assert run(partial) == run(partial) == "INSERT 0 1"
run("CREATE UNIQUE INDEX ON users (lower(email))")
assert run("INSERT INTO users (email, name) VALUES ('Ann@example.org', 'Ann') ON CONFLICT (lower(email)) DO NOTHING") == "INSERT 0 0"
run("CREATE TABLE d (k int UNIQUE DEFERRABLE)")
fails("INSERT INTO d VALUES (1) ON CONFLICT (k) DO NOTHING", "ON CONFLICT does not support deferrable unique constraints/exclusion constraints as arbiters", "55000")
