"""A task with the request's object fails once the session is closed early; held connection otherwise; own session works."""
import warnings

warnings.simplefilter("ignore")
from fastapi import BackgroundTasks, Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    welcomed: Mapped[bool] = mapped_column(default=False)


engine = create_engine("sqlite:///app.db")
Base.metadata.create_all(engine)
SessionLocal = sessionmaker(engine)
with SessionLocal.begin() as db:
    db.add(User(id=1, email="a@example.com"))


def get_db():
    with SessionLocal() as session:
        yield session


told = []


def note(user):
    try:
        told.append(user.email)
    except Exception as error:
        told.append(f"{type(error).__name__}: {error}")
    told.append(SessionLocal.kw["bind"].pool.checkedout())


def welcome(user_id: int) -> None:
    with SessionLocal() as db:
        user = db.get(User, user_id)
        if user is None:
            return
        email = user.email
    told.append((email, SessionLocal.kw["bind"].pool.checkedout()))
    with SessionLocal.begin() as db:
        db.get_one(User, user_id).welcomed = True


app = FastAPI()


def load(tasks, db, task, argument=None):
    user = db.get_one(User, 1)
    db.commit()
    tasks.add_task(task, argument or user)


@app.post("/early")
def early(tasks: BackgroundTasks, db: Session = Depends(get_db, scope="function")):
    load(tasks, db, note)


@app.post("/late")
def late(tasks: BackgroundTasks, db: Session = Depends(get_db)):
    load(tasks, db, note)


@app.post("/own")
def own(tasks: BackgroundTasks, db: Session = Depends(get_db, scope="function")):
    load(tasks, db, welcome, 1)


client = TestClient(app)
client.post("/early")
assert told[0].startswith("DetachedInstanceError: Instance <User at "), told
assert "is not bound to a Session; attribute refresh operation cannot proceed" in told[0], told
told.clear()
client.post("/late")
assert told == ["a@example.com", 1], told  # works from 0.118 on, but a connection is held
told.clear()
client.post("/own")
assert told == [("a@example.com", 0)], told
with SessionLocal() as db:
    assert db.get_one(User, 1).welcomed
