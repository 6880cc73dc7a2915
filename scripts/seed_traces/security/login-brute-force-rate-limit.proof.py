# needs: redis
import os
import sys
import hashlib
import redis

# failures allowed, window in seconds
LIMITS = (("pair", 5, 900), ("account", 20, 3600), ("address", 50, 900))

# atomic: a refused attempt raises nothing, so one address can't use up an account
_TAKE = """
local wait = 0
for i, key in ipairs(KEYS) do
  if tonumber(redis.call('GET', key) or 0) >= tonumber(ARGV[2 * i - 1]) then
    wait = math.max(wait, redis.call('TTL', key), 1)
  end
end
if wait > 0 then return wait end
for i, key in ipairs(KEYS) do
  if redis.call('INCR', key) == 1 then redis.call('EXPIRE', key, ARGV[2 * i]) end
end
return 0
"""

_GIVE_BACK = """
redis.call('DEL', KEYS[1])
for i = 2, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 1 then redis.call('DECR', KEYS[i]) end
end
"""


class LoginLimiter:
    def __init__(self, client: redis.Redis, prefix: str = "login") -> None:
        self.client, self.prefix = client, prefix
        self._take = client.register_script(_TAKE)
        self._give_back = client.register_script(_GIVE_BACK)

    def _keys(self, account: str, address: str) -> list[str]:
        name = hashlib.sha256(account.strip().lower().encode()).hexdigest()[:32]
        return [f"{self.prefix}:pair:{name}:{address}",
                f"{self.prefix}:account:{name}",
                f"{self.prefix}:address:{address}"]

    def attempt(self, account: str, address: str) -> int:
        """Call before checking the password. 0: go on; else seconds to wait (429)."""
        args = [value for _, limit, window in LIMITS for value in (limit, window)]
        return int(self._take(keys=self._keys(account, address), args=args))

    def succeeded(self, account: str, address: str) -> None:
        # takes back this attempt; the failures of others stay counted
        self._give_back(keys=self._keys(account, address))


import ipaddress


def address_key(text: str) -> str:
    ip = ipaddress.ip_address(text)
    if ip.version == 6:
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


client = redis.Redis.from_url(os.environ["PROOF_REDIS_URL"])
limiter = LoginLimiter(client)
# symptom: one counter for the address of the proxy refuses everybody
naive = [client.incr("proxy:10.0.0.5") for _ in range(60)]
assert naive[-1] > 50
waits = [limiter.attempt("Ada@example.com", "192.0.2.1") for _ in range(8)]
if waits[:5] != [0] * 5 or not all(0 < w <= 900 for w in waits[5:]):
    sys.exit(f"the sixth attempt must be refused: {waits}")
assert limiter.attempt("bob@example.com", "192.0.2.2") == 0
assert limiter.attempt(" ada@EXAMPLE.com", "192.0.2.1") > 0
name = limiter._keys("ada@example.com", "192.0.2.1")[1]
assert int(client.get(name)) == 5, "refused attempts must not use up the account"
for i in range(15):
    assert limiter.attempt("ada@example.com", f"198.51.100.{i}") == 0
assert limiter.attempt("ada@example.com", "198.51.100.99") > 900, "botnet: limit of the account"
for _ in range(200):  # success never counts
    assert limiter.attempt("carol@example.com", "192.0.2.7") == 0
    limiter.succeeded("carol@example.com", "192.0.2.7")
limiter.succeeded("dave@example.com", "192.0.2.8")
assert not client.exists(limiter._keys("dave@example.com", "192.0.2.8")[2])
assert all(client.ttl(k) > 0 for k in client.scan_iter("login:*")), "a key without expiry"
assert address_key("2001:db8::1") == address_key("2001:db8::ffff") == "2001:db8::/64"
assert address_key("192.0.2.1") == "192.0.2.1"
