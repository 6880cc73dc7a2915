# gather: siblings go on and the second error vanishes; TaskGroup cancels; return_exceptions keeps all.
import asyncio
import logging

log = []
ended = []
logging.getLogger("asyncio").addFilter(lambda r: log.append(r.getMessage()))


async def load(name: str) -> str:
    await asyncio.sleep(0.03 if name in ("slow", "late") else 0.01)
    if name in ("bad", "late"):
        raise ValueError(name)
    ended.append(name)
    return name.upper()


async def symptom():
    try:
        await asyncio.gather(load("bad"), load("slow"), load("late"))
    except ValueError as e:
        assert str(e) == "bad"
    await asyncio.sleep(0.05)


asyncio.run(symptom())
assert ended == ["slow"], "the sibling was expected to go on"
assert log == [], f"the second error was expected to vanish: {log}"
ended.clear()


async def load_all(names: list[str]) -> list[str]:
    try:
        async with asyncio.TaskGroup() as tg:
            tasks = [tg.create_task(load(n)) for n in names]
    except* ValueError as group:
        raise RuntimeError(f"{len(group.exceptions)} failed") from group
    return [t.result() for t in tasks]


async def load_what_works(names: list[str]) -> dict[str, str]:
    results = await asyncio.gather(*(load(n) for n in names), return_exceptions=True)
    good = {}
    for name, result in zip(names, results, strict=True):
        if isinstance(result, BaseException):
            print(f"{name}: {result!r}")
        else:
            good[name] = result
    return good


async def cure():
    try:
        await load_all(["bad", "slow"])
    except RuntimeError as e:
        assert str(e) == "1 failed" and str(e.__cause__) == "unhandled errors in a TaskGroup (1 sub-exception)"
    else:
        raise SystemExit("no error from the group")
    await asyncio.sleep(0.05)
    assert ended == [], "the group was expected to cancel the sibling"
    assert await load_all(["a", "b"]) == ["A", "B"]
    assert await load_what_works(["bad", "slow", "late"]) == {"slow": "SLOW"}


asyncio.run(cure())
