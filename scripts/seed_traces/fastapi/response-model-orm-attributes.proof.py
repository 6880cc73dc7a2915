"""Each case of the list with SQLAlchemy objects, then the schemas with from_attributes and selectinload."""
import warnings

warnings.simplefilter("ignore")
from fastapi import FastAPI
from fastapi.exceptions import FastAPIError, ResponseValidationError
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import ForeignKey, StaticPool, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str | None]
    posts: Mapped[list["Post"]] = relationship()


class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    title: Mapped[str]


class Bare(BaseModel):
    id: int
    name: str


class WithPosts(Bare):
    posts: list["Title"]


class Title(BaseModel):
    title: str


class Strict(Bare):
    email: str


class Extra(Bare):
    phone: str


class Schema(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class PostOut(Schema):
    id: int
    title: str


class UserOut(Schema):
    id: int
    name: str
    email: str | None
    posts: list[PostOut]


class Page(Schema):
    items: list[UserOut]
    total: int


engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.add(User(name="ann", posts=[Post(title="hello")]))
    session.commit()


def answer(model, make):
    app = FastAPI()

    @app.get("/", response_model=model)
    def endpoint():
        with Session(engine) as session:
            return make(session)

    return TestClient(app).get("/").json()


def fault(model, make):
    try:
        answer(model, make)
    except ResponseValidationError as error:
        return error.errors()[0]["type"], str(error)
    raise SystemExit("no ResponseValidationError")


async def never():
    pass


first = lambda session: session.scalars(select(User)).first()
assert answer(Bare, first) == {"id": 1, "name": "ann"}  # works without from_attributes
try:
    with Session(engine) as session:
        Bare.model_validate(first(session))
    raise SystemExit("model_validate accepted an ORM object")
except ValidationError as error:
    assert "Input should be a valid dictionary or instance of Bare [type=model_type" in str(error), error
assert "'input': (<" in fault(list[Bare], lambda s: s.execute(select(User)).all())[1]
assert "ScalarResult" in fault(Bare, lambda s: s.scalars(select(User)))[1]
assert fault(Extra, first)[0] == "missing"
assert "'input': None" in fault(Bare, lambda s: s.get(User, 99))[1]
assert "<coroutine object" in fault(Bare, lambda s: never())[1]
assert fault(list[Bare], first)[0] == "list_type"
assert fault(Strict, first)[0] == "string_type"
kind, text = fault(WithPosts, first)
assert kind == "get_attribute_error" and "DetachedInstanceError" in text, text
load = lambda s: s.scalars(select(User).options(selectinload(User.posts))).all()
user = {"id": 1, "name": "ann", "email": None, "posts": [{"id": 1, "title": "hello"}]}
assert answer(UserOut, lambda s: UserOut.model_validate(load(s)[0])) == user
assert answer(Page, lambda s: Page(items=load(s), total=1)) == {"items": [user], "total": 1}
try:
    app = FastAPI()

    @app.get("/")
    def wrong() -> User:
        return None

    raise SystemExit("an ORM class was accepted as annotation")
except FastAPIError as error:
    assert "Invalid args for response field!" in str(error)
