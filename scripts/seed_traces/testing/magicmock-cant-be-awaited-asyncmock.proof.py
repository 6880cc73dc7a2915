# MagicMock can't be awaited, AsyncMock is wrong for synchronous parts; then the trace's own code.
import asyncio
from unittest.mock import AsyncMock, MagicMock, create_autospec


class Client:
    async def get(self, url: str) -> dict: ...
    def close(self) -> None: ...


async def load(client: Client) -> int:
    data = await client.get("/n")
    client.close()
    return data["n"]


client = create_autospec(Client, instance=True)
client.get.return_value = {"n": 3}
assert asyncio.run(load(client)) == 3
client.get.assert_awaited_once_with("/n")


response = MagicMock(status_code=200)
response.json.return_value = {"n": 3}            # httpx: synchronous; aiohttp: AsyncMock(return_value=...)
http = MagicMock()
http.get = AsyncMock(return_value=response)      # await http.get(...)
http.get.side_effect = [response, TimeoutError("second call")]


session = MagicMock()
session.get.return_value.__aenter__.return_value.json = AsyncMock(return_value={"n": 3})


async def fetch(session):
    async with session.get("/n") as r:
        return await r.json()


assert asyncio.run(fetch(session)) == {"n": 3}


db = MagicMock()
db.stream.return_value.__aiter__.return_value = [1, 2]


async def collect(db):
    return [row async for row in db.stream()]


assert asyncio.run(collect(db)) == [1, 2]


import sys
import warnings

warnings.simplefilter("ignore")


async def broken(mock):
    await mock.get("/n")


async def entered(mock):
    async with mock.get("/n"):
        pass


def message(coroutine):
    try:
        asyncio.run(coroutine)
    except TypeError as error:
        return str(error)
    raise SystemExit("no error")


want = "object can't be awaited" if sys.version_info >= (3, 14) else "object MagicMock can't be used in 'await' expression"
assert want in message(broken(MagicMock()))
assert "'coroutine' object does not support the asynchronous context manager protocol" in message(entered(AsyncMock()))
assert isinstance(client.get, AsyncMock) and not isinstance(client.close, AsyncMock)
never = AsyncMock()
never().close()
never.assert_called_once_with()
try:
    never.assert_awaited_once_with()
    raise SystemExit("counted as awaited")
except AssertionError:
    pass
