# needs: redis
import json
import os

import redis

client = redis.Redis.from_url(os.environ["PROOF_REDIS_URL"], decode_responses=True)


def convert(client: redis.Redis, pattern: str = "user:*") -> int:
    done = 0
    for key in client.scan_iter(match=pattern, count=500, _type="string"):
        with client.pipeline() as pipe:
            try:
                pipe.watch(key)
                if pipe.type(key) != "string":
                    continue
                fields = json.loads(pipe.get(key))
                ttl = pipe.pttl(key)
                pipe.multi()
                pipe.delete(key)
                pipe.hset(key, mapping={name: str(value) for name, value in fields.items()})
                if ttl > 0:
                    pipe.pexpire(key, ttl)
                pipe.execute()
                done += 1
            except redis.WatchError:
                continue
    return done


def fails(call):
    try:
        call()
    except redis.ResponseError as error:
        assert str(error) == "WRONGTYPE Operation against a key holding the wrong kind of value", error
    else:
        raise SystemExit("no WRONGTYPE")


client.set("user:1", json.dumps({"name": "Ann", "age": 5}), px=60_000)
client.set("user:2", json.dumps({"name": "Bob"}))
client.hset("user:3", "name", "Cid")
fails(lambda: client.hset("user:1", "name", "x"))
fails(lambda: client.get("user:3"))
fails(lambda: client.lpush("user:1", "x"))
assert client.mget("user:3", "user:9") == [None, None]
client.hset("other", "a", "b")
client.set("other", "1")  # no complaint, the hash is gone
assert client.type("other") == "string"
assert convert(client) == 2 and convert(client) == 0
assert client.hgetall("user:1") == {"name": "Ann", "age": "5"} and 0 < client.pttl("user:1") <= 60_000
assert client.hgetall("user:2") == {"name": "Bob"} and client.ttl("user:2") == -1
client.hset("user:1", "name", "x")
assert list(client.scan_iter(match="user:*", _type="string")) == []
