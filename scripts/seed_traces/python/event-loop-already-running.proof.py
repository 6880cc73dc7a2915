# Both messages from inside a running loop; awaiting, to_thread and run_coroutine_threadsafe work.
import asyncio
import warnings

warnings.simplefilter("ignore", RuntimeWarning)


async def main() -> str:
    return "done"


def legacy() -> str:
    return asyncio.run(main())


async def symptom() -> None:
    loop = asyncio.get_running_loop()
    for call, message in [
        (legacy, "asyncio.run() cannot be called from a running event loop"),
        (lambda: loop.run_until_complete(main()), "This event loop is already running"),
    ]:
        try:
            call()
        except RuntimeError as e:
            assert str(e) == message, e
        else:
            raise SystemExit("no error: " + message)


async def handler() -> None:
    assert await main() == "done"
    assert await asyncio.to_thread(legacy) == "done"
    loop = asyncio.get_running_loop()

    def from_thread() -> str:
        return asyncio.run_coroutine_threadsafe(main(), loop).result(timeout=10)

    assert await asyncio.to_thread(from_thread) == "done"


asyncio.run(symptom())
asyncio.run(handler())
try:
    asyncio.get_running_loop()
except RuntimeError as e:
    assert str(e) == "no running event loop"
else:
    raise SystemExit("no error without a loop")
