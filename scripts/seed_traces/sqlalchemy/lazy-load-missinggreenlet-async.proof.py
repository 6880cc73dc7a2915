"""The three implicit loads that raise, and selectinload, expire_on_commit=False, refresh, awaitable_attrs, lazy="raise"."""
import asyncio
import warnings

warnings.simplefilter("ignore")
from sqlalchemy import ForeignKey, create_engine, func, select
from sqlalchemy.exc import InvalidRequestError, MissingGreenlet, StatementError
from sqlalchemy.ext.asyncio import AsyncAttrs, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, raiseload, relationship, selectinload


class Base(AsyncAttrs, DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    updated_at: Mapped[str | None] = mapped_column(server_default="x", onupdate=func.lower("Y"))
    posts: Mapped[list["Post"]] = relationship()


class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    title: Mapped[str]


engine = create_async_engine("sqlite+aiosqlite:///shop.db")
SessionLocal = async_sessionmaker(engine, expire_on_commit=False)
MESSAGE = "greenlet_spawn has not been called; can't call await_() here. Was IO attempted in an unexpected place?"


def refused(read):
    try:
        read()
    except (MissingGreenlet, StatementError) as error:
        assert MESSAGE in str(error), error
    else:
        raise SystemExit("implicit IO was allowed")


async def titles(user_id: int) -> list[str]:
    async with SessionLocal() as session:
        query = select(User).where(User.id == user_id).options(selectinload(User.posts))
        user = (await session.scalars(query)).one()
        return [post.title for post in user.posts]


async def rename(user_id: int, name: str) -> User:
    async with SessionLocal() as session:
        user = await session.get_one(User, user_id)
        user.name = name
        await session.commit()
        await session.refresh(user, ["updated_at", "posts"])
        return user


async def main():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with SessionLocal.begin() as session:
        session.add(User(id=1, name="ann", posts=[Post(title="hello")]))
    async with async_sessionmaker(engine)() as session:  # expires at commit
        user = await session.get_one(User, 1)
        refused(lambda: user.posts)
        user.name = "bob"
        await session.flush()
        refused(lambda: user.updated_at)
        await session.commit()
        refused(lambda: user.name)
    async with SessionLocal() as session:
        user = await session.get_one(User, 1)
        assert [post.title for post in await user.awaitable_attrs.posts] == ["hello"]
    async with SessionLocal() as session:
        user = (await session.scalars(select(User).options(raiseload(User.posts)))).one()
        try:
            user.posts
        except InvalidRequestError as error:
            assert str(error) == "'User.posts' is not available due to lazy='raise'"
        assert await session.run_sync(lambda inner: inner.get_one(User, 1).name) == "bob"
    assert await titles(1) == ["hello"]
    user = await rename(1, "cid")
    assert (user.name, user.updated_at, user.posts[0].title) == ("cid", "y", "hello")
    await engine.dispose()


asyncio.run(main())
