"""Signing re-encoded JSON fails for a real body; the trace's functions accept it, and only it."""
import json
import os
import pathlib
import re
import time

trace = pathlib.Path(__file__).with_name("github-webhook-signature-invalid.md").read_text()
names: dict = {"__name__": "trace"}
exec(re.findall(r"```python\n(.*?)```", trace, re.S)[0], names)
sign, github_ok, slack_ok = names["signature"], names["github_ok"], names["slack_ok"]

known = re.search(r"= ([0-9a-f]{64})", trace)[1]
assert sign("It's a Secret to Everybody", b"Hello, World!") == known
assert sign("It's a Secret to Everybody\n", b"Hello, World!") == known, "a trailing newline must not matter"

secret = os.environ["GITHUB_WEBHOOK_SECRET"] = "example"
body = '{"action":"opened","title":"Grüße","n":1}'.encode()
header = "sha256=" + sign(secret, body)
assert not github_ok(secret, json.dumps(json.loads(body)).encode(), header), "re-encoded JSON was expected to fail"
assert github_ok(secret, body, header)
assert not github_ok(secret, body + b" ", header) and not github_ok(secret, body, None)
assert not github_ok(secret, body, "sha256=\u00fc"), "non-ASCII headers must be refused without an exception"

client = names["app"].test_client()
post = lambda h: client.post("/webhooks/github", data=body, headers={"X-Hub-Signature-256": h}, content_type="application/json")
assert post(header).json == {"seen": "opened"} and post("sha256=0").status_code == 403

now = str(int(time.time()))
slack = lambda t: "v0=" + sign(secret, f"v0:{t}:".encode() + body)
assert slack_ok(secret, body, now, slack(now))
assert not slack_ok(secret, body, str(int(now) - 900), slack(str(int(now) - 900))), "a replay must be refused"
for odd in (None, "", "\u00b2", "9" * 400, "9" * 5000):
    assert not slack_ok(secret, body, odd, slack(now)), "an odd timestamp must be refused without an exception"
