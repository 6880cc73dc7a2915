# The call does nothing and warns; the two follow-up errors; mypy reports the line; awaiting cures it.
import asyncio
import gc
import pathlib
import subprocess
import sys
import warnings

ran = []


async def send_mail(text: str) -> str:
    await asyncio.sleep(0)
    ran.append(text)
    return f"sent {text}"


with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    send_mail("hello")
    gc.collect()
assert ran == [] and [str(w.message) for w in seen] == ["coroutine 'send_mail' was never awaited"], seen

coro = send_mail("x")
assert coro, "a coroutine object is truthy"
for use, message in [
    (lambda: coro.json(), "'coroutine' object has no attribute 'json'"),
    (lambda: coro["a"], "'coroutine' object is not subscriptable"),
]:
    try:
        use()
    except (AttributeError, TypeError) as e:
        assert str(e) == message, e
coro.close()


async def main():
    assert await send_mail("hello") == "sent hello"
    assert await asyncio.gather(*(send_mail(t) for t in ["a", "b"])) == ["sent a", "sent b"]


asyncio.run(main())
assert ran == ["hello", "a", "b"]

pathlib.Path("m.py").write_text("async def f() -> int:\n    return 1\n\n\nasync def g() -> None:\n    f()\n")
done = subprocess.run([sys.executable, "-m", "mypy", "m.py"], capture_output=True, text=True)
assert "[unused-coroutine]" in done.stdout, done.stdout
