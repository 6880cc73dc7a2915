# The timeout doesn't stop time.sleep; with asyncio.sleep and with to_thread it does; the debug line appears.
import asyncio
import logging
import time

lines = []
logging.getLogger("asyncio").addFilter(lambda r: lines.append(r.getMessage()) or False)


async def symptom():
    start = time.monotonic()
    async with asyncio.timeout(0.05):
        time.sleep(0.2)
    assert time.monotonic() - start >= 0.2, "expected to block"


asyncio.run(symptom(), debug=True)
assert any(x.startswith("Executing <Task") and " seconds" in x for x in lines), lines


async def timed(make, limit):
    start = time.monotonic()
    try:
        async with asyncio.timeout(0.05):
            await make()
    except TimeoutError:
        assert time.monotonic() - start < limit, "the TimeoutError came late"
    else:
        raise SystemExit("no TimeoutError")


finished = []


def blocking():
    time.sleep(0.3)
    finished.append(True)


async def cure():
    await timed(lambda: asyncio.sleep(5), 0.25)
    await timed(lambda: asyncio.to_thread(blocking), 0.25)
    assert not finished


asyncio.run(cure())
assert finished, "the thread was expected to go on, and asyncio.run to wait for it"
