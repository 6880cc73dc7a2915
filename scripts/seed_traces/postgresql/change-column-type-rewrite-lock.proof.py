# needs: postgres
import os

import psycopg2
from psycopg2 import errors

conn = psycopg2.connect(os.environ["PROOF_DATABASE_URL"])
conn.autocommit = True
cur = conn.cursor()


def notices(sql):
    conn.notices.clear()
    cur.execute("SET client_min_messages = debug1")
    cur.execute(sql)
    cur.execute("RESET client_min_messages")
    return "".join(conn.notices)


REWRITE = 'rewriting table "events"'
cur.execute("""
CREATE TABLE events (id serial PRIMARY KEY, v varchar(10), n numeric(10,2), t timestamp);
INSERT INTO events (v, n, t) SELECT 'x', 1, now() FROM generate_series(1, 100);
SELECT setval('events_id_seq', 2147483647);
SET timezone = 'UTC';
""")
try:
    cur.execute("INSERT INTO events (v) VALUES ('y')")
    raise SystemExit("no overflow")
except psycopg2.Error as error:
    assert 'nextval: reached maximum value of sequence "events_id_seq" (2147483647)' in str(error), error
cur.execute("BEGIN")
assert REWRITE in notices("ALTER TABLE events ALTER COLUMN id TYPE bigint")
cur.execute("ROLLBACK; BEGIN; ALTER SEQUENCE events_id_seq MINVALUE -2147483648 RESTART WITH -2147483648; INSERT INTO events (v) VALUES ('y') RETURNING id")
assert cur.fetchone() == (-2147483648,)
cur.execute("ROLLBACK")
for cheap in ("v TYPE varchar(20)", "v TYPE text", "n TYPE numeric(12,2)", "t TYPE timestamptz"):
    assert REWRITE not in notices("ALTER TABLE events ALTER COLUMN " + cheap), cheap
assert REWRITE in notices("ALTER TABLE events ALTER COLUMN v TYPE varchar(20)")

cur.execute("""
BEGIN;
ALTER TABLE events ADD COLUMN id_new bigint;
CREATE FUNCTION events_fill_id_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.id_new := NEW.id;
    RETURN NEW;
END
$$;
CREATE TRIGGER events_fill_id_new BEFORE INSERT OR UPDATE ON events
    FOR EACH ROW EXECUTE FUNCTION events_fill_id_new();
COMMIT;
""")
cur.execute("INSERT INTO events (id, v) VALUES (200, 'during')")
cur.execute("UPDATE events SET id_new = id WHERE id BETWEEN 1 AND 10000 AND id_new IS NULL")
assert cur.rowcount == 100
cur.execute("CREATE UNIQUE INDEX CONCURRENTLY events_id_new ON events (id_new)")
cur.execute("ALTER TABLE events ADD CONSTRAINT events_id_new_not_null CHECK (id_new IS NOT NULL) NOT VALID")
cur.execute("ALTER TABLE events VALIDATE CONSTRAINT events_id_new_not_null")
swap = notices("""
BEGIN;
LOCK TABLE events IN ACCESS EXCLUSIVE MODE;
DROP TRIGGER events_fill_id_new ON events;
ALTER SEQUENCE events_id_seq OWNED BY NONE;
ALTER SEQUENCE events_id_seq AS bigint;
ALTER TABLE events ALTER COLUMN id_new SET NOT NULL;
ALTER TABLE events DROP CONSTRAINT events_pkey;
ALTER TABLE events DROP COLUMN id;
ALTER TABLE events RENAME COLUMN id_new TO id;
ALTER TABLE events ALTER COLUMN id SET DEFAULT nextval('events_id_seq');
ALTER TABLE events ADD CONSTRAINT events_pkey PRIMARY KEY USING INDEX events_id_new;
ALTER SEQUENCE events_id_seq OWNED BY events.id;
ALTER TABLE events DROP CONSTRAINT events_id_new_not_null;
COMMIT;
""")
cur.execute("DROP FUNCTION events_fill_id_new()")
assert REWRITE not in swap and "are sufficient to prove" in swap and "verifying table" not in swap, swap
cur.execute("INSERT INTO events (v) VALUES ('y') RETURNING id")
assert cur.fetchone() == (2147483648,)
cur.execute("SELECT DISTINCT pg_typeof(id)::text, pg_get_serial_sequence('events', 'id') FROM events")
assert cur.fetchall() == [("bigint", "public.events_id_seq")]
cur.execute("SELECT count(DISTINCT id), min(id) FROM events")
assert cur.fetchone() == (102, 1)
