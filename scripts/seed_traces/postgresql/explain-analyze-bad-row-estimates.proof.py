# needs: postgres
import os
import re

import psycopg2

conn = psycopg2.connect(os.environ["PROOF_DATABASE_URL"])
conn.autocommit = True
cur = conn.cursor()
cur.execute("""
CREATE TABLE addresses (id int, city text, zip text);
ALTER TABLE addresses SET (autovacuum_enabled = off);
INSERT INTO addresses SELECT g, 'c' || g % 100, 'z' || g % 100 FROM generate_series(1, 40000) g;
CREATE TABLE people (id int, address_id int);
ALTER TABLE people SET (autovacuum_enabled = off);
INSERT INTO people SELECT g, g % 40000 + 1 FROM generate_series(1, 80000) g;
CREATE INDEX ON people (address_id);
""")
QUERY = "SELECT * FROM addresses WHERE city = 'c5' AND zip = 'z5'"
JOIN = "SELECT * FROM addresses a JOIN people p ON p.address_id = a.id WHERE a.city = 'c5' AND a.zip = 'z5'"


def plan(sql):
    cur.execute("EXPLAIN (ANALYZE, TIMING OFF) " + sql)
    return "\n".join(row[0] for row in cur.fetchall())


def rows(sql=QUERY):
    text = plan(sql)
    found = re.search(r"rows=(\d+) .*actual rows=(\d+)", text)
    return int(found[1]), int(found[2])


cur.execute("ANALYZE")
estimate, actual = rows()
assert actual == 400 and estimate * 20 < actual, (estimate, actual)
assert "Nested Loop" in plan(JOIN), plan(JOIN)
cur.execute("CREATE STATISTICS addresses_city_zip (dependencies, ndistinct, mcv) ON city, zip FROM addresses")
cur.execute("ANALYZE addresses")
estimate, actual = rows()
assert actual / 2 < estimate < actual * 2, (estimate, actual)

cur.execute("INSERT INTO addresses SELECT g, 'new', 'new' FROM generate_series(1, 20000) g")
STALE = "SELECT * FROM addresses WHERE city = 'new' AND zip = 'new'"
estimate, actual = rows(STALE)
assert estimate * 20 < actual == 20000, (estimate, actual)
cur.execute("SELECT n_mod_since_analyze >= 0 FROM pg_stat_user_tables WHERE relname = 'addresses'")
cur.execute("ANALYZE addresses")
estimate, actual = rows(STALE)
assert actual / 2 < estimate < actual * 2, (estimate, actual)

GUESS = "SELECT * FROM addresses WHERE upper(city) = 'NEW'"
assert rows(GUESS)[0] * 20 < 20000
cur.execute("CREATE STATISTICS s ON (upper(city)) FROM addresses")
cur.execute("ANALYZE addresses")
assert 10000 < rows(GUESS)[0] < 40000
