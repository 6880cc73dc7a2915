# needs: postgres
import asyncio
import os
from collections.abc import AsyncIterator
from typing import Annotated

import httpx
from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import exc, select, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import NullPool

URL = "postgresql+asyncpg" + os.environ["PROOF_DATABASE_URL"].removeprefix("postgresql")
engine = create_async_engine(URL, pool_pre_ping=True)
SessionLocal = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(default="new")


async def get_session() -> AsyncIterator[AsyncSession]:
    async with SessionLocal() as session:
        yield session


Session = Annotated[AsyncSession, Depends(get_session)]
app = FastAPI()


@app.post("/orders/{order_id}/pay")
async def pay(order_id: int, session: Session) -> dict[str, str]:
    order = await session.scalar(select(Order).where(Order.id == order_id).with_for_update())
    if order is None:
        raise HTTPException(404)
    order.status = "paid"
    await session.commit()
    return {"status": order.status}


async def fetch(query):
    async with SessionLocal() as session:
        return (await session.scalars(query)).all()


def expect(results, kind, message):
    if not any(isinstance(r, kind) and message in str(r) for r in results):
        raise SystemExit(f"no {message!r}: {results!r}")


async def main():
    nap = text("SELECT pg_sleep(0.05)")
    shared = SessionLocal()
    expect(await asyncio.gather(*(shared.execute(nap) for _ in range(3)), return_exceptions=True),
           exc.InvalidRequestError, "This session is provisioning a new connection; concurrent operations are not permitted")
    await shared.close()
    shared = SessionLocal()
    await shared.execute(text("SELECT 1"))
    expect(await asyncio.gather(shared.execute(nap), shared.commit(), return_exceptions=True),
           exc.InterfaceError, "cannot perform operation: another operation is in progress")
    await shared.invalidate()
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with SessionLocal.begin() as session:
        session.add_all(Order() for _ in range(50))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        answers = await asyncio.gather(*(client.post(f"/orders/{n}/pay") for n in range(1, 51)))
        assert {a.status_code for a in answers} == {200}, answers
        assert (await client.post("/orders/99/pay")).status_code == 404
    paid, new = await asyncio.gather(*(fetch(select(Order).where(Order.status == s)) for s in ("paid", "new")))
    assert (len(paid), len(new)) == (50, 0)
    assert engine.pool.checkedout() == 0
    await engine.dispose()


async def ping(other):
    async with other.connect() as connection:
        return await connection.scalar(text("SELECT 1"))


asyncio.run(main())
test_engine = create_async_engine(URL, poolclass=NullPool)
assert [asyncio.run(ping(test_engine)) for _ in range(2)] == [1, 1]
