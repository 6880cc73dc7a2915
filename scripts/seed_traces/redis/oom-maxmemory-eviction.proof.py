# needs: redis
import os

import redis

client = redis.Redis.from_url(os.environ["PROOF_REDIS_URL"], decode_responses=True)


def oom(call):
    try:
        call()
    except redis.OutOfMemoryError as error:
        assert str(error).startswith("command not allowed when used memory > 'maxmemory'."), error
    else:
        raise SystemExit("no OOM")


assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction", "not the default"
assert client.config_get("maxmemory")["maxmemory"] == "0"
for number in range(200):
    client.set(f"cache:{number}", "x" * 10_000)
client.rpush("jobs", "one")
client.config_set("maxmemory", client.info("memory")["used_memory"] - 1000)
oom(lambda: client.set("new", "1"))
oom(lambda: client.lpush("jobs", "two"))
assert client.get("cache:1") and client.info("keyspace")["db0"]["expires"] == 0
client.config_set("maxmemory-policy", "volatile-lru")  # no key has an expiry
oom(lambda: client.set("new", "1"))
assert client.unlink("cache:0") == 1  # deleting works in this state
client.config_set("maxmemory-policy", "allkeys-lru")
for number in range(200, 300):
    client.set(f"cache:{number}", "x" * 10_000, ex=300)
assert client.info("stats")["evicted_keys"] > 0
