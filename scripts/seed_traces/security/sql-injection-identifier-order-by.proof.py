# needs: postgres
"""ORDER BY with a bound name doesn't sort, an f-string leaks a hash bit by bit; the allow-list does neither."""
import os
import pathlib
import re

import psycopg2

trace = pathlib.Path(__file__).with_name("sql-injection-identifier-order-by.md").read_text()
names: dict = {}
for code in re.findall(r"```python\n(.*?)```", trace, re.S):
    exec(code, names)
dsn = os.environ["PROOF_DATABASE_URL"].replace("+asyncpg", "").replace("+psycopg2", "")
connection = psycopg2.connect(dsn)
connection.autocommit = True
cursor = connection.cursor()
cursor.execute("""
    CREATE TABLE products (id int, name text, price int, created_at timestamptz DEFAULT now());
    CREATE TABLE users (id int, password_hash text);
    INSERT INTO products VALUES (1, 'a', 30), (2, 'b', 10), (3, 'c', 20);
    INSERT INTO users VALUES (1, 'xyz')""")


def ids(query, *values):
    cursor.execute(query, values or None)
    return [row[0] for row in cursor.fetchall()]


try:
    ids("SELECT count(*) FROM %s", "users")
except psycopg2.errors.SyntaxError as error:
    assert """syntax error at or near "'users'\"""" in str(error), error
try:
    ids("SELECT id FROM products ORDER BY %s DESC", "price")
except psycopg2.errors.SyntaxError as error:
    assert "non-integer constant in ORDER BY" in str(error), error
cursor.execute("PREPARE bound(text) AS SELECT id FROM products ORDER BY $1 DESC")  # bound by the server
assert ids("EXECUTE bound('price')") != ids("SELECT id FROM products ORDER BY price DESC")

attack = "(CASE WHEN (SELECT substr(password_hash,1,1) FROM users WHERE id=1)='{}' THEN price ELSE id END)"
guesses = {c: ids(f"SELECT id FROM products ORDER BY {attack.format(c)}") for c in "wxy"}
assert guesses["x"] == [2, 3, 1] and guesses["w"] == guesses["y"] == [1, 2, 3], guesses

listing = names["list_products"]
assert [row[0] for row in listing(cursor, "price", "desc", "", 10)] == [1, 3, 2]
assert listing(cursor, "price", "asc", "' OR 1=1 --", 10) == []
for sort, direction in ((attack.format("x"), "asc"), ("price; DROP TABLE users", "asc"), ("price", "asc, (SELECT 1)")):
    try:
        listing(cursor, sort, direction, "", 10)
    except names["BadRequest"]:
        continue
    raise SystemExit(f"accepted {sort} {direction}")
assert names["count_rows"](cursor, "users") == 1
try:
    names["count_rows"](cursor, 'users"; DROP TABLE users; --')
except ValueError:
    pass
else:
    raise SystemExit("accepted a table that does not exist")
assert ids("SELECT count(*) FROM users") == [1]
