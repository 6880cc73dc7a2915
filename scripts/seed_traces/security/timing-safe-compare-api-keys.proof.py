# needs: postgres
import hmac
import os
import pathlib
import re

import psycopg2

trace = pathlib.Path(__file__).with_name("timing-safe-compare-api-keys.md").read_text()
names: dict = {}
exec(re.findall(r"```python\n(.*?)```", trace, re.S)[0], names)
connection = psycopg2.connect(os.environ["PROOF_DATABASE_URL"].replace("+asyncpg", "").replace("+psycopg2", ""))
connection.autocommit = True
cursor = connection.cursor()
cursor.execute(re.findall(r"```sql\n(.*?)```", trace, re.S)[0])


def error(*values):
    try:
        hmac.compare_digest(*values)
    except TypeError as caught:
        return f"TypeError: {caught}"
    raise SystemExit("no TypeError")


assert error("ä", "a") in trace and error("a", b"a") in trace, (error("ä", "a"), error("a", b"a"))

create, account_of = names["create"], names["account_of"]
key, other = create(cursor, 7), create(cursor, 8)
assert account_of(cursor, key) == 7 and account_of(cursor, other) == 8
secret = key.split("_", 2)[2]
cursor.execute("SELECT api_keys::text FROM api_keys")
assert all(secret not in row[0] for row in cursor.fetchall()), "the secret is in the table"
changed = key[:-1] + ("A" if key[-1] != "A" else "B")
mixed = "_".join(key.split("_", 2)[:2]) + "_" + other.split("_", 2)[2]
for wrong in (changed, mixed, "acme_0_x", "ä", "", "acme__", key + "ä", "acme_\0_x", "acme_' OR 1=1 --_x"):
    assert account_of(cursor, wrong) is None, wrong
for change in ("revoked_at = now()", "expires_at = now() - interval '1 s', revoked_at = NULL"):
    cursor.execute(f"UPDATE api_keys SET {change} WHERE account_id = 7")
    assert account_of(cursor, key) is None, change

# moving plain keys
cursor.execute("CREATE TABLE old_keys AS SELECT 'plain\\-key' AS key; ALTER TABLE old_keys ADD COLUMN hash bytea")
cursor.execute("UPDATE old_keys SET hash = sha256(convert_to(key, 'UTF8')) RETURNING hash")
assert bytes(cursor.fetchone()[0]) == names["digest"]("plain\\-key")
