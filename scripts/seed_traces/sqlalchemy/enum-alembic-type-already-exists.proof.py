# needs: postgres
"""Each message, what remains after drop_table, and the migrations of the trace run by Alembic."""
import os
import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.exc import DBAPIError

url = os.environ["PROOF_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg2://")
engine = sa.create_engine(url)


def run(action, fails=None):
    try:
        with engine.begin() as connection:
            action(Operations(MigrationContext.configure(connection)))
    except DBAPIError as error:
        assert fails and fails in str(error), error
    else:
        assert not fails, f"no error, expected {fails}"


def column(name="status"):
    return sa.Column("status", sa.Enum("new", "paid", name=name))


run(lambda op: op.create_table("a", column()))
EXISTS = '(psycopg2.errors.DuplicateObject) type "status" already exists'
run(lambda op: op.create_table("b", column()), EXISTS)
run(lambda op: op.add_column("a", sa.Column("other", sa.Enum("x", name="other"))), 'type "other" does not exist')


def add_and_use(op):
    op.execute("ALTER TYPE status ADD VALUE 'refunded'")
    op.execute("INSERT INTO a VALUES ('refunded')")


run(add_and_use, 'unsafe use of new value "refunded" of enum type status')
run(lambda op: op.drop_table("a"))
run(lambda op: op.create_table("a", column()), EXISTS)
run(lambda op: sa.Enum(name="status").drop(op.get_bind(), checkfirst=True))
# the trace's migrations
trace = Path(__file__).with_name("enum-alembic-type-already-exists.md").read_text()
first, second = [part.split("```")[0] for part in trace.split("```python\n")[1:3]]
removal = trace.split("```sql\n")[1].split("```")[0]


def alembic(*words):
    done = subprocess.run([sys.executable, "-m", "alembic", *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


alembic("init", "migrations")
env = Path("migrations/env.py")
env.write_text(env.read_text().replace(
    'config.get_section(config.config_ini_section, {})', '{"sqlalchemy.url": __import__("os").environ["URL"]}'))
os.environ["URL"] = url
head = "revision = '{}'\ndown_revision = {}\n"
Path("migrations/versions/r1.py").write_text(head.format("r1", None) + first)
Path("migrations/versions/r2.py").write_text(head.format("r2", "'r1'") + second)
Path("migrations/versions/r3.py").write_text(
    head.format("r3", "'r2'") + "from alembic import op\ndef upgrade():\n    op.execute(\"INSERT INTO orders VALUES "
    "(1, 'refunded')\")\ndef downgrade():\n    op.execute('DELETE FROM orders')\n")
run(lambda op: op.create_table("invoices", sa.Column("id", sa.Integer)))
alembic("upgrade", "head")
alembic("downgrade", "base")
alembic("upgrade", "head")
with engine.begin() as connection:
    values = sa.text("SELECT CAST(enum_range(NULL::status) AS text)")
    assert connection.scalar(values) == "{new,paid,refunded}"
    connection.execute(sa.text("ALTER TABLE invoices DROP COLUMN status"))
    for statement in removal.strip().split(";\n"):
        connection.execute(sa.text(statement))
    assert connection.scalar(values) == "{new,paid}"
    assert connection.scalar(sa.text("SELECT status FROM orders")) == "paid"
