# needs: redis
import os
import time

import redis

client = redis.Redis.from_url(os.environ["PROOF_REDIS_URL"], decode_responses=True)
folder = os.path.abspath("gone")
os.mkdir(folder)
before = client.config_get("dir")["dir"]


def save():
    client.bgsave()
    for _ in range(100):
        info = client.info("persistence")
        if not info["rdb_bgsave_in_progress"]:
            return info["rdb_last_bgsave_status"]
        time.sleep(0.01)
    raise SystemExit("the save did not end")


def misconf(call):
    try:
        call()
    except redis.ResponseError as error:
        text = str(error)
        assert text.startswith("MISCONF Redis is configured to save RDB snapshots, but it") and "stop-writes-on-bgsave-error option" in text, text
    else:
        raise SystemExit("no MISCONF")


client.config_set("save", "3600 1")
client.config_set("dir", folder)  # Redis 7 and later refuse this by default
os.rmdir(folder)
client.set("a", "1")
assert save() == "err"
misconf(lambda: client.set("a", "2"))
misconf(client.ping)
assert client.get("a") == "1"
client.config_set("save", "")  # a pure cache
client.set("a", "2")
client.config_set("save", "3600 1")
misconf(lambda: client.set("a", "3"))
client.config_set("dir", before)  # the cause mended
assert save() == "ok"
client.set("a", "3")
assert client.get("a") == "3" and client.ping()
