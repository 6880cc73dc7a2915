# needs: redis
import json
import os
import random
import secrets
import threading
import time

import redis

RELEASE = """
if redis.call("GET", KEYS[1]) == ARGV[1] then
    return redis.call("DEL", KEYS[1])
end
return 0
"""


def cached(client: redis.Redis, key: str, compute, fresh_s: float, stale_s: float = 3600, lock_ms: int = 30_000):
    deadline = time.monotonic() + lock_ms / 1000
    while True:
        raw = client.get(key)
        entry = json.loads(raw) if raw else None
        if entry and time.time() < entry["until"]:
            return entry["value"]
        token = secrets.token_hex(16)
        if client.set(f"{key}:lock", token, nx=True, px=lock_ms):
            try:
                if client.get(key) != raw:
                    continue
                value = compute()
                life = fresh_s * random.uniform(0.9, 1.1)
                entry = {"value": value, "until": time.time() + life}
                client.set(key, json.dumps(entry), px=int((life + stale_s) * 1000))
                return value
            finally:
                client.eval(RELEASE, 1, f"{key}:lock", token)
        if entry:
            return entry["value"]
        if time.monotonic() > deadline:
            return compute()
        time.sleep(0.05)


client = redis.Redis.from_url(os.environ["PROOF_REDIS_URL"], decode_responses=True)
calls, values = [], []


def compute():
    calls.append(1)
    time.sleep(0.15)
    return len(calls)


def naive():
    value = client.get("naive")
    if value is None:
        value = compute()
        client.set("naive", value, ex=300)
    values.append(value)


def herd(call):
    calls.clear(), values.clear()
    threads = [threading.Thread(target=call) for _ in range(20)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    return len(calls)


def good():
    values.append(cached(client, "good", compute, fresh_s=0.2))


assert herd(naive) > 5, "no stampede"
assert herd(good) == 1 and values == [1] * 20, values
time.sleep(0.25)
started = time.monotonic()
assert herd(good) == 1 and len(values) == 20
assert client.get("good:lock") is None and 3000 < client.ttl("good") <= 3601


def fails():
    raise ValueError("database down")


time.sleep(0.25)
try:
    cached(client, "good", fails, fresh_s=0.2)
    raise SystemExit("the error was swallowed")
except ValueError:
    pass
assert client.get("good") is not None and client.get("good:lock") is None
