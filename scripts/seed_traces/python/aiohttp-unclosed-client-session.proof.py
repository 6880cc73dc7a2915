# The leaked session complains; the trace's main() doesn't and reuses connections; no loop, no session.
import asyncio
import gc
import logging
import warnings

import aiohttp
from aiohttp import web

lines = []
logging.getLogger("asyncio").addFilter(lambda r: lines.append(r.getMessage()) or False)
warnings.simplefilter("ignore", ResourceWarning)
peers = []


async def hello(request):
    peers.append(request.transport.get_extra_info("peername"))
    return web.Response(text="ok")


async def fetch(session: aiohttp.ClientSession, url: str) -> str:
    async with session.get(url) as response:
        response.raise_for_status()
        return await response.text()


async def leak(url):
    session = aiohttp.ClientSession()
    return await fetch(session, url)


async def main(urls: list[str]) -> list[str]:
    timeout = aiohttp.ClientTimeout(total=10, connect=3)
    connector = aiohttp.TCPConnector(limit=50, limit_per_host=10)
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
        return await asyncio.gather(*(fetch(session, u) for u in urls))


async def proof():
    app = web.Application()
    app.router.add_get("/", hello)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = "http://127.0.0.1:%d/" % runner.addresses[0][1]
    assert await leak(url) == "ok"
    gc.collect()
    assert {x.split("\n")[0] for x in lines} == {"Unclosed client session", "Unclosed connector"}, lines
    lines.clear()
    peers.clear()
    assert await main([url] * 40) == ["ok"] * 40
    assert len(set(peers)) <= 10, "connections were expected to be reused"
    gc.collect()
    await runner.cleanup()


asyncio.run(proof())
gc.collect()
assert not [x for x in lines if "Unclosed" in x], lines
try:
    aiohttp.ClientSession()
except RuntimeError as e:
    assert str(e) == "no running event loop"
else:
    raise SystemExit("no error without a loop")
