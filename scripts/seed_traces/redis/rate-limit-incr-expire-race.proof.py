# needs: redis
import os
import time

import redis

SCRIPT = """
local count = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
    redis.call('PEXPIRE', KEYS[1], ARGV[1])
    left = tonumber(ARGV[1])
end
return {count, left}
"""


class RateLimiter:
    def __init__(self, client: redis.Redis, limit: int, window_ms: int) -> None:
        self._run = client.register_script(SCRIPT)
        self._limit = limit
        self._window_ms = window_ms

    def check(self, who: str) -> tuple[bool, float]:
        count, left_ms = self._run(keys=[f"rate:{who}"], args=[self._window_ms])
        return count <= self._limit, left_ms / 1000


def heal(client: redis.Redis, window_s: int) -> int:
    fixed = 0
    for key in client.scan_iter(match="rate:*", count=1000):
        if client.ttl(key) == -1:
            fixed += bool(client.expire(key, window_s))
    return fixed


def hit(client: redis.Redis, who: str, window_s: int) -> int:
    with client.pipeline(transaction=True) as pipe:
        pipe.incr(f"rate:{who}")
        pipe.expire(f"rate:{who}", window_s, nx=True)
        count, _ = pipe.execute()
    return count


client = redis.Redis.from_url(os.environ["PROOF_REDIS_URL"], decode_responses=True)


def naive(who, crash=False):
    count = client.incr(f"rate:{who}")
    if count == 1:
        if crash:
            return False
        client.pexpire(f"rate:{who}", 100)
    return count <= 3


naive("ann", crash=True)
time.sleep(0.15)  # longer than the window
[naive("ann") for _ in range(5)]
time.sleep(0.15)
assert client.ttl("rate:ann") == -1 and not naive("ann"), "the user was not blocked for ever"

limiter = RateLimiter(client, limit=3, window_ms=100)
assert [limiter.check("bob")[0] for _ in range(5)] == [True, True, True, False, False]
assert 0 < limiter.check("bob")[1] <= 0.1
time.sleep(0.12)
assert limiter.check("bob")[0], "the window did not end"
assert not limiter.check("ann")[0] and 0 < client.pttl("rate:ann") <= 100  # repaired
time.sleep(0.12)
assert limiter.check("ann")[0]
client.script_flush()
assert limiter.check("ann")[0], "the script was not loaded again"
client.set("rate:old", 99)
assert heal(client, 60) == 1 and client.ttl("rate:old") == 60 and heal(client, 60) == 0
if int(client.info("server")["redis_version"].split(".")[0]) >= 7:
    assert hit(client, "cid", 60) == 1 and hit(client, "cid", 90) == 2 and client.ttl("rate:cid") <= 60
