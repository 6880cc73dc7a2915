"""A swallowed IntegrityError blocks the session; begin(), begin_nested() and rollback() cure it."""
import warnings

warnings.simplefilter("ignore")
from sqlalchemy import create_engine, event, func, select
from sqlalchemy.exc import IntegrityError, PendingRollbackError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)


engine = create_engine("sqlite:///shop.db")
# savepoints need a real BEGIN from Python's sqlite3 driver
event.listen(engine, "connect", lambda connection, record: setattr(connection, "isolation_level", None))
event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
SessionLocal = sessionmaker(engine)
Base.metadata.create_all(engine)


def register(email: str) -> None:
    with SessionLocal.begin() as session:
        session.add(User(email=email))


def import_users(emails: list[str]) -> int:
    added = 0
    with SessionLocal.begin() as session:
        for email in emails:
            try:
                with session.begin_nested():
                    session.add(User(email=email))
                added += 1
            except IntegrityError:
                pass
    return added


register("a")
shared = SessionLocal()
shared.add(User(email="a"))
try:
    shared.flush()
except IntegrityError:
    pass  # swallowed
for _ in range(2):
    try:
        shared.scalar(select(func.count(User.id)))
        raise SystemExit("the session went on without rollback()")
    except PendingRollbackError as error:
        assert str(error).startswith(
            "This Session's transaction has been rolled back due to a previous exception during flush. To begin a new "
            "transaction with this Session, first issue Session.rollback(). Original exception was: "), error
shared.rollback()
assert shared.scalar(select(func.count(User.id))) == 1
shared.close()
try:
    register("a")
except IntegrityError:
    register("b")
assert import_users(["a", "c", "c", "d"]) == 2
with SessionLocal() as session:
    assert sorted(session.scalars(select(User.email))) == ["a", "b", "c", "d"]
