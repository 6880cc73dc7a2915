# needs: redis
import os
import time

import redis

STREAM, GROUP = "orders", "billing"
client = redis.Redis.from_url(os.environ["PROOF_REDIS_URL"], decode_responses=True)


def publish(client: redis.Redis, fields: dict) -> str:
    return client.xadd(STREAM, fields, maxlen=100_000, approximate=True)


def ensure_group(client: redis.Redis) -> None:
    try:
        client.xgroup_create(STREAM, GROUP, id="0", mkstream=True)
    except redis.ResponseError as error:
        if "BUSYGROUP" not in str(error):
            raise


def take(client: redis.Redis, consumer: str, idle_ms: int = 60_000, block_ms: int = 2000):
    answer = client.xautoclaim(STREAM, GROUP, consumer, min_idle_time=idle_ms, start_id="0-0", count=10)
    left = [entry for entry in answer[1] if entry[0]]
    if left:
        return left
    fresh = client.xreadgroup(GROUP, consumer, {STREAM: ">"}, count=10, block=block_ms)
    if isinstance(fresh, dict):
        return [entry for part in fresh.values() for batch in part for entry in batch]
    return [entry for _, entries in fresh or [] for entry in entries]


# Pub/sub: what is sent while nobody listens is gone.
assert client.publish("events", "one") == 0
subscription = client.pubsub(ignore_subscribe_messages=True)
subscription.subscribe("events")
subscription.get_message(timeout=0.2)
assert client.publish("events", "two") == 1
got = [m["data"] for _ in range(3) if (m := subscription.get_message(timeout=0.1))]
assert got == ["two"], got
subscription.close()

try:
    client.xreadgroup(GROUP, "a", {STREAM: ">"})
    raise SystemExit("no NOGROUP")
except redis.ResponseError as error:
    assert "NOGROUP No such key 'orders' or consumer group 'billing' in XREADGROUP with GROUP option" in str(error), error
ids = [publish(client, {"n": n}) for n in range(3)]  # before any consumer exists
ensure_group(client)
ensure_group(client)
try:
    client.xgroup_create(STREAM, GROUP)
    raise SystemExit("no BUSYGROUP")
except redis.ResponseError as error:
    assert str(error) == "BUSYGROUP Consumer Group name already exists", error
first = take(client, "a", block_ms=50)
assert [entry for entry, _ in first] == ids and first[0][1] == {"n": "0"}, first
client.xack(STREAM, GROUP, ids[0])  # then worker a dies
assert take(client, "b", block_ms=10) == [], "taken over too early"
time.sleep(0.1)
assert [entry for entry, _ in take(client, "b", idle_ms=80, block_ms=50)] == ids[1:]
client.xack(STREAM, GROUP, *ids[1:])
assert client.xpending(STREAM, GROUP)["pending"] == 0 and client.xlen(STREAM) == 3
# An entry that was trimmed while it was pending is not handed out.
lost = publish(client, {"n": 99})
assert [entry for entry, _ in take(client, "a", block_ms=50)] == [lost]
client.xdel(STREAM, lost)
assert take(client, "b", idle_ms=0, block_ms=10) == []
# Two workers share, a second group gets all.
more = [publish(client, {"n": n}) for n in range(20)]
halves = [take(client, name, block_ms=50) for name in "ab"]
assert {e for half in halves for e, _ in half} == set(more) and all(len(half) == 10 for half in halves)
# A read that blocks for longer than the socket's timeout fails.
short = redis.Redis.from_url(os.environ["PROOF_REDIS_URL"], socket_timeout=0.1, retry=None)
try:
    take(short, "c", block_ms=300)
    raise SystemExit("no timeout")
except redis.TimeoutError as error:
    assert str(error) == "Timeout reading from socket", error
