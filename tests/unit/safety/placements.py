"""Where a secret may stand in a trace of fourteen lines."""

import base64
import json
import random
from collections.abc import Callable
from urllib.parse import quote

LINE = 8  # where the secret starts
_TRACE = """The build fails since the upgrade of the base image to Debian 13.

```text
RuntimeError: cannot connect to the registry, status 401 after 3 attempts
  at connect (/app/src/client.ts:42:17)
```
The commit that broke it is 4f0c1ad, three days old; what we run is:
{secret}

It happens on CI only; locally, with the same `docker compose up`, all is well.

Setting `strict=False` and pinning `httpx==0.28.1` made no difference.
See https://docs.acme.io/registry/errors#401 for the list of codes,
and let me know what you find."""

Placement = Callable[[str, random.Random], str]


def _inside(middle: str) -> Placement:
    """A character that doesn't show, after a third of the secret."""
    return lambda s, _: s[: len(s) // 3] + middle + s[len(s) // 3 :]


def _wrapped(s: str, _: random.Random) -> str:
    return "data: " + base64.b64encode(f"config {s} end".encode()).decode()


def _wrapped_in_lines(s: str, _: random.Random) -> str:
    return base64.encodebytes(f"registry = main\n{s}\nretries = 3 and then some\n".encode()).decode().strip()


EVERY: dict[str, Placement] = {
    "alone": lambda s, _: s,
    "prose": lambda s, _: f"I used {s} there, and it worked before.",
    "call": lambda s, _: f'client = connect("{s}")',
    "call without quotes": lambda s, _: f"connect({s})",
    "code fence": lambda s, _: f"```sh\n{s}\n```",
    "inline code": lambda s, _: f"Set it to `{s}`.",
    "JSON": lambda s, _: json.dumps({"level": 3, "value": s}),
    "env file": lambda s, _: f"export VALUE={s}",
    "YAML": lambda s, _: f"      value: {s}  # from the vault",
    "header": lambda s, _: f'curl -sS -H "X-Value: {s}" https://api.acme.io/v1/items',
    "zero width": _inside("\u200b"),
    "soft hyphen": _inside("\u00ad"),
    "base64": _wrapped,
    "base64 in lines": _wrapped_in_lines,
    "URL-encoded": lambda s, _: f"https://api.acme.io/cb?state={quote(s, safe='')}&page=2",
    "escaped JSON": lambda s, _: json.dumps(json.dumps({"out": f"line\n{s}\nnext"})),
    "after a line break": lambda s, _: f"VALUE=\\\n    {s}",
}
# These would break the word that a named secret is known by, or its form.
PREFIXED_ONLY: dict[str, Placement] = {
    "URL": lambda s, _: f"https://api.acme.io/v1/items?t={s}&page=2",
    "split literal": lambda s, _: f'value = "{s[: len(s) // 2]}" +\n    "{s[len(s) // 2 :]}"',
}
# Not for forms without a prefix, which are only looked for in one piece; nor inside the query of a URL.
NO_SPLIT = {"Telegram bot token", "Discord bot token", "Mailchimp API key", "Square secret", "password in a URL"}
NO_SPLIT |= {"Slack webhook", "basic auth header", "bearer token", "private key", "Azure storage key"}


def trace(placed: str) -> str:
    return _TRACE.format(secret=placed)
