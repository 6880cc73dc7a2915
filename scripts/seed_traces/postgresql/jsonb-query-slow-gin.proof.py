# needs: postgres
import os

import psycopg2

conn = psycopg2.connect(os.environ["PROOF_DATABASE_URL"])
conn.autocommit = True
cur = conn.cursor()
cur.execute("""
CREATE TABLE events (id int PRIMARY KEY, data jsonb);
INSERT INTO events SELECT g, jsonb_build_object('type', 't' || g % 5000, 'n', g, 'user', jsonb_build_object('tags', jsonb_build_array('x' || g)))
FROM generate_series(1, 30000) g;
CREATE INDEX events_gin ON events USING gin (data);
ANALYZE events;
""")


def plan(where):
    cur.execute("EXPLAIN (COSTS OFF) SELECT id FROM events WHERE " + where)
    return "\n".join(row[0] for row in cur.fetchall())


def scans(where):
    assert "Seq Scan" in plan(where) and "Index Cond" not in plan(where), plan(where)


def uses(where, index):
    assert index in plan(where) and "Index Cond" in plan(where), plan(where)


SCAN = ["data->>'type' = 't5'", "data->'type' = '\"t5\"'", "(data->>'n')::int = 5", "jsonb_path_exists(data, '$.n ? (@ == 5)')", "jsonb_exists(data, 'missing')"]
assert "Filter: ((data ->> 'type'::text) = 't5'::text)" in plan(SCAN[0]), plan(SCAN[0])
for where in SCAN:
    scans(where)
uses("data ? 'missing'", "events_gin")
cur.execute("DROP INDEX events_gin")
cur.execute("CREATE INDEX CONCURRENTLY events_data ON events USING gin (data jsonb_path_ops)")
uses("data @> '{\"type\": \"t5\"}'", "events_data")
uses("data @> '{\"user\": {\"tags\": [\"x7\"]}}'", "events_data")
uses("data @? '$.n ? (@ == 5)'", "events_data")
scans("data ? 'missing'")
cur.execute("SELECT count(*) FROM events WHERE data @> '{\"n\": \"5\"}'")
assert cur.fetchone() == (0,), "containment ignored the type"
cur.execute("CREATE INDEX CONCURRENTLY events_type ON events ((data ->> 'type'))")
cur.execute("CREATE INDEX CONCURRENTLY events_n ON events (((data ->> 'n')::int))")
cur.execute("ANALYZE events")
uses(SCAN[0], "events_type")
uses("(data->>'n')::int < 5", "events_n")
scans(SCAN[1])
cur.execute("ALTER TABLE events ADD COLUMN type text GENERATED ALWAYS AS (data ->> 'type') STORED")
cur.execute("SELECT type FROM events WHERE id = 5")
assert cur.fetchone() == ("t5",)
