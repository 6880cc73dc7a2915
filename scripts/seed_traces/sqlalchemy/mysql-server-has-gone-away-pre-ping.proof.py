# needs: postgres
"""A pooled connection whose backend was ended: error without pool_pre_ping, none with it; in a transaction it can't help."""
import os

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError, PendingRollbackError

url = os.environ["PROOF_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg2://")
admin = create_engine(url)


def end(pid):
    with admin.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        while connection.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid"), {"pid": pid}):
            connection.execute(text("SELECT pg_stat_clear_snapshot(), pg_sleep(0.02)"))


def ask(engine):
    with engine.connect() as connection:
        return connection.scalar(text("SELECT pg_backend_pid()"))


plain = create_engine(url)
end(ask(plain))
try:
    ask(plain)
    raise SystemExit("no error without pool_pre_ping")
except OperationalError as error:
    assert "closed the connection unexpectedly" in str(error) or "terminating connection" in str(error), error
    assert error.connection_invalidated
assert ask(plain)  # the next attempt works
good = create_engine(
    url, pool_pre_ping=True, pool_recycle=300,
    connect_args={"keepalives_idle": 60, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 30_000,
                  "connect_timeout": 5},
)
first = ask(good)
end(first)
assert ask(good) != first
with good.connect() as connection:
    end(connection.scalar(text("SELECT pg_backend_pid()")))
    try:
        connection.execute(text("SELECT 1"))
        raise SystemExit("a lost transaction went on")
    except OperationalError:
        pass
    try:
        connection.execute(text("SELECT 1"))
        raise SystemExit("went on without rollback")
    except PendingRollbackError as error:
        assert str(error).startswith("Can't reconnect until invalid transaction is rolled back."), error
    connection.rollback()
    assert connection.scalar(text("SELECT 1")) == 1
