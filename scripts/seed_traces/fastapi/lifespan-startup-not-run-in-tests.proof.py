"""Who runs the lifespan: TestClient only when entered, ASGITransport never, lifespan_context does."""
import asyncio
import warnings

warnings.simplefilter("ignore")
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

ran = []


@asynccontextmanager
async def lifespan(app):
    app.state.db = "pool"
    yield
    del app.state.db


def build(**options):
    app = FastAPI(**options)
    app.on_event("startup")(lambda: ran.append("handler"))

    @app.get("/")
    def home(request: Request):
        return request.app.state.db

    return app


app = build(lifespan=lifespan)
MESSAGE = "'State' object has no attribute 'db'"
try:
    TestClient(app).get("/")
    raise SystemExit("TestClient ran the lifespan without being entered")
except AttributeError as error:
    assert str(error) == MESSAGE
with TestClient(app) as client:
    assert client.get("/").json() == "pool"
assert ran == [], "on_event handlers ran although a lifespan was given"
with TestClient(build()):
    assert ran == ["handler"]


async def main():
    def client():
        return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test")

    async with client() as bare:
        try:
            await bare.get("/")
            raise SystemExit("ASGITransport ran the lifespan")
        except AttributeError as error:
            assert str(error) == MESSAGE
    async with app.router.lifespan_context(app), client() as entered:
        assert (await entered.get("/")).json() == "pool"
    try:
        httpx.AsyncClient(app=app)
    except TypeError as error:
        assert "unexpected keyword argument 'app'" in str(error)


asyncio.run(main())
