# needs: redis
import os

import redis

client = redis.Redis.from_url(os.environ["PROOF_REDIS_URL"], decode_responses=True)


def delete_by_pattern(client: redis.Redis, pattern: str, batch: int = 500) -> int:
    deleted, keys = 0, []
    for key in client.scan_iter(match=pattern, count=1000):
        keys.append(key)
        if len(keys) >= batch:
            deleted += client.unlink(*keys)
            keys.clear()
    if keys:
        deleted += client.unlink(*keys)
    return deleted


def durations(command):
    entries = client.slowlog_get(100_000)
    return [e["duration"] for e in entries if (e["command"].decode() if isinstance(e["command"], bytes) else e["command"]).startswith(command)]


client.eval("for i = 1, 300000 do redis.call('SET', 'user:' .. (i % 300) .. ':' .. i, 1) end", 0)
client.config_set("slowlog-max-len", 100_000)
client.config_set("slowlog-log-slower-than", 0)
client.slowlog_reset()
names = set(client.keys("user:42:*"))
assert len(names) == 1000
blocked = max(durations("KEYS"))
client.slowlog_reset()
assert set(client.scan_iter(match="user:42:*", count=1000)) == names
steps = durations("SCAN")
assert len(steps) >= 300 * 0.5, len(steps)
typical = sorted(steps)[len(steps) // 2]
assert typical * 20 < blocked, f"KEYS blocked for {blocked} us, a step of SCAN for {typical} us"
assert delete_by_pattern(client, "user:42:*") == 1000 and client.keys("user:42:*") == []
assert client.dbsize() == 299_000
