import asyncio
import pathlib
import re
import time

from fastapi import FastAPI, Response
from fastapi.testclient import TestClient

text = pathlib.Path(__file__).with_name("health-check-liveness-readiness-dependencies.md").read_text()
names: dict = {"__name__": "trace"}
exec(re.findall(r"```python\n(.*?)```", text, re.S)[0], names)
Health = names["Health"]
Health.__init__.__defaults__ = (0.05, 0.1)  # every, timeout
state = {"mode": "up"}


async def database():
    if state["mode"] == "hang":
        await asyncio.sleep(30)
    if state["mode"] == "down":
        raise ConnectionRefusedError


naive = FastAPI()


@naive.get("/health")
async def health(response: Response):
    try:
        await asyncio.wait_for(database(), 0.2)
    except Exception:
        response.status_code = 503
    return {}


state["mode"] = "down"
assert TestClient(naive).get("/health").status_code == 503, "the probe was expected to fail with the database"


def status(client, wanted):
    for _ in range(100):
        if client.get("/statusz").json()["database"] == wanted:
            return True
        time.sleep(0.01)
    return False


state["mode"] = "up"
app = names["create_app"](database)
with TestClient(app) as client:
    assert status(client, "ok") and client.get("/readyz").status_code == 200
    for mode, error in (("down", "ConnectionRefusedError"), ("hang", "TimeoutError")):
        state["mode"] = mode
        assert status(client, error), client.get("/statusz").json()
        begin = time.monotonic()
        assert client.get("/livez").status_code == 200 and client.get("/readyz").status_code == 200
        assert time.monotonic() - begin < 0.2, "a probe waited for the database"
    state["mode"] = "up"
    assert status(client, "ok"), "no recovery"
assert TestClient(app).get("/readyz").status_code == 503, "not ready before start and after shutdown"
