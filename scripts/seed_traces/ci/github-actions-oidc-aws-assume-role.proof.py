import base64
import fnmatch
import json
import re
import subprocess
import sys
import textwrap
from pathlib import Path

trace = Path(__file__).with_name("github-actions-oidc-aws-assume-role.md").read_text()
script = textwrap.dedent(re.search(r"python3 -c '\n(.*?)'\n```", trace, re.DOTALL)[1])
policy = json.loads(re.search(r"```json\n(.*?)```", trace, re.DOTALL)[1])
condition = policy["Statement"][0]["Condition"]["StringEquals"]
host = "token.actions.githubusercontent.com"


def claims_shown(claims):
    """What the trace's debugging step prints for a token with these claims."""
    part = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    answer = json.dumps({"value": f"head.{part}.signature"})
    done = subprocess.run([sys.executable, "-c", script], input=answer, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


def trusted(claims, operator=str.__eq__):
    return all(operator(claims[name.removeprefix(f"{host}:")], wanted) for name, wanted in condition.items())


base = {"iss": f"https://{host}", "aud": "sts.amazonaws.com", "ref": "refs/heads/main"}
branch = base | {"sub": "repo:org/app:ref:refs/heads/main"}
environment = base | {"sub": "repo:org/app:environment:production", "environment": "production"}
immutable = environment | {"sub": "repo:org@123456/app@789012:environment:production"}
for claims in (branch, environment, immutable):
    assert f"'sub': '{claims['sub']}'" in claims_shown(claims), claims_shown(claims)  # any length of padding
    assert "signature" not in claims_shown(claims)
assert not trusted(branch) and not trusted(immutable), "other subjects are trusted"
assert trusted(environment), "the intended subject is refused"

# a wildcard is plain text for StringEquals, and a pattern for StringLike (case-sensitive glob)
condition[f"{host}:sub"] = "repo:org/app:*"
assert not trusted(environment), "StringEquals took a pattern"
assert trusted(environment, fnmatch.fnmatchcase) and trusted(branch, fnmatch.fnmatchcase), "StringLike"
assert not trusted(immutable, fnmatch.fnmatchcase), "the immutable subject matches the old pattern"
