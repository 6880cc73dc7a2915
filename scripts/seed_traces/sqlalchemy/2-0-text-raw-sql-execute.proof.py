"""The five messages, the silently lost write, and the code of the trace."""
import os

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

trace = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "2-0-text-raw-sql-execute.md")).read()
code = trace.split("```python\n")[1].split("```")[0]
scope = {}
exec(code, scope)  # creates shop.db
engine = scope["engine"]
assert scope["ids"] == [1, 2] and scope["rows"][1]["name"] == "bob" and scope["row"].name == "ann"


def fails(message, action):
    try:
        action()
    except Exception as error:
        assert message == f"{type(error).__name__}: {error}".split("\n")[0], error
    else:
        raise SystemExit(f"no error, expected: {message}")


fails("AttributeError: 'Engine' object has no attribute 'execute'", lambda: engine.execute("SELECT 1"))
with engine.connect() as connection:
    fails("ObjectNotExecutableError: Not an executable object: 'SELECT 1'", lambda: connection.execute("SELECT 1"))
    fails("TypeError: Connection.execute() got an unexpected keyword argument 'a'",
          lambda: connection.execute(text("SELECT :a"), a=1))
    row = connection.execute(text("SELECT 1 AS x")).one()
    fails("TypeError: tuple indices must be integers or slices, not str", lambda: row["x"])
    assert row._mapping["x"] == row.x == row._asdict()["x"] == 1
    assert connection.scalar(text(r"SELECT 'a\:b'")) == "a:b"
with Session(engine) as session:
    fails("ArgumentError: Textual SQL expression 'SELECT 1' should be explicitly declared as text('SELECT 1')",
          lambda: session.execute("SELECT 1"))


def count():
    with engine.connect() as connection:
        return connection.scalar(text("SELECT count(*) FROM users"))


insert = text("INSERT INTO users (name) VALUES ('cid')")
with engine.connect() as connection:
    connection.execute(insert)
assert count() == 2, "autocommit is back"
with engine.connect() as connection:
    connection.execute(insert)
    connection.commit()
assert count() == 3
import pandas

assert len(pandas.read_sql("SELECT * FROM users", engine)) == 3
