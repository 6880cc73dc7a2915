# needs: postgres
import os

import psycopg2

conn = psycopg2.connect(os.environ["PROOF_DATABASE_URL"])
conn.autocommit = True
cur = conn.cursor()
# Some collation other than C, whatever this server has.
cur.execute("""
SELECT quote_ident(collname) FROM pg_collation
WHERE collprovider IN ('c', 'i') AND collname NOT IN ('C', 'POSIX', 'ucs_basic') AND collencoding IN (-1, 6)
ORDER BY collname LIMIT 1
""")
found = cur.fetchone()
cur.execute(f"""
CREATE TABLE users (id bigint PRIMARY KEY, email text {"COLLATE " + found[0] if found else ""}, status text, created_at timestamptz);
INSERT INTO users SELECT g, 'Ann' || g || '@example.org', CASE WHEN g % 1000 = 0 THEN 'open' ELSE 'done' END,
    timestamptz '2026-01-01' + g * interval '1 minute' FROM generate_series(1, 50000) g;
CREATE INDEX users_email ON users (email);
CREATE INDEX users_status ON users (status);
CREATE INDEX users_created ON users (created_at);
ANALYZE users;
""")


def plan(sql):
    cur.execute("EXPLAIN (COSTS OFF) " + sql)
    return "\n".join(row[0] for row in cur.fetchall())


def scans(sql, filter_text=""):
    text = plan(sql)
    assert "Seq Scan" in text and filter_text in text and "Index Cond" not in text, text


def uses(sql, index):
    text = plan(sql)
    assert index in text and "Index Cond" in text and "Seq Scan" not in text, text


lower = "SELECT * FROM users WHERE lower(email) = 'ann5@example.org'"
prefix = "SELECT * FROM users WHERE email LIKE 'Ann123%'"
scans(lower, "lower(")
if found:
    scans(prefix, "~~")
scans("SELECT * FROM users WHERE id = 5::numeric", "(id)::numeric")
uses("SELECT * FROM users WHERE id = 5::numeric::bigint", "users_pkey")
scans("SELECT * FROM users WHERE status = 'done'", "(status = 'done'::text)")
uses("SELECT * FROM users WHERE status = 'open'", "users_status")
scans("SELECT * FROM users WHERE created_at::date = '2026-01-03'")
uses("SELECT * FROM users WHERE created_at >= '2026-01-03 00:00+00' AND created_at < '2026-01-04 00:00+00'", "users_created")
cur.execute("CREATE INDEX CONCURRENTLY users_lower_email ON users (lower(email))")
cur.execute("CREATE INDEX CONCURRENTLY users_email_prefix ON users (email text_pattern_ops)")
cur.execute("ANALYZE users")
uses(lower, "users_lower_email")
uses(prefix, "users_email_prefix")
cur.execute("SET enable_seqscan = off")
assert "Index Cond" not in plan("SELECT * FROM users WHERE email LIKE '%nn123%'")
try:
    cur.execute("CREATE INDEX ON users ((created_at::date))")
    raise SystemExit("an index on timestamptz::date was accepted")
except psycopg2.Error as error:
    assert "functions in index expression must be marked IMMUTABLE" in str(error), error
