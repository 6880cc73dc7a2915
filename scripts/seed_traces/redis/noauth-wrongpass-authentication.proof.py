# needs: redis
import os
import secrets

import redis

url = os.environ["PROOF_REDIS_URL"]
admin = redis.Redis.from_url(url, protocol=2)
host, port = (admin.connection_pool.connection_kwargs[name] for name in ("host", "port"))
word = secrets.token_hex(8)


def refused(message, kind=redis.AuthenticationError, command=("PING",), **login):
    try:
        redis.Redis(host=host, port=port, protocol=2, **login).execute_command(*command)
    except kind as error:
        assert message in str(error), str(error)
    else:
        raise SystemExit("accepted: " + message)


refused("AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?", password=word)
admin.config_set("requirepass", word)
refused("Authentication required.")
refused("invalid username-password pair or user is disabled.", password="wrong")
refused("invalid username-password pair or user is disabled.", username=word)
assert redis.Redis(host=host, port=port, protocol=2, username=None, password=word).ping()
place = f"{host}:{port}/0?protocol=2"
assert redis.Redis.from_url(f"redis://:{word}@{place}").ping()
try:
    redis.Redis.from_url(f"redis://{word}@{place}").ping()
    raise SystemExit("a password in the user's place was accepted")
except redis.AuthenticationError:
    pass
admin.execute_command("ACL", "SETUSER", "app", "on", ">" + word, "~app:*", "resetchannels", "&app:*", "+@read", "+@write", "-del")
user = {"username": "app", "password": word}
refused("has no permissions to run the 'del' command", redis.exceptions.NoPermissionError, ("DEL", "app:x"), **user)
admin.execute_command("ACL", "SETUSER", "app", "on", "~app:*", "resetchannels", "&app:*", "+@read", "+@write", "+@connection", "-@dangerous")
app = redis.Redis(host=host, port=port, protocol=2, **user)
assert app.set("app:x", "1") and app.delete("app:x") == 1, "the existing password didn't stay"
assert app.ping()
refused("has no permissions to run the 'flushall' command", redis.exceptions.NoPermissionError, ("FLUSHALL",), **user)
