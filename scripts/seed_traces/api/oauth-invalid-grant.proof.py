"""Wrongly encoded challenges don't match (the server's view); the trace's function gives RFC 7636's own example."""
import base64
import hashlib
import pathlib
import re
import secrets

trace = pathlib.Path(__file__).with_name("oauth-invalid-grant.md").read_text()
names: dict = {}
exec(re.findall(r"```python\n(.*?)```", trace, re.S)[0], names)

RFC_VERIFIER = re.search(r"verifier `([\w-]{43})`", trace)[1]
RFC_CHALLENGE = re.search(r"gives `([\w-]{43})`", trace)[1]


def token_endpoint(challenge: str, verifier: str) -> str:
    """RFC 7636, section 4.6."""
    expected = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    return "ok" if secrets.compare_digest(expected, challenge) else "invalid_grant"


raw = hashlib.sha256(RFC_VERIFIER.encode()).digest()
for wrong in (raw.hex(), base64.urlsafe_b64encode(raw).decode(), hashlib.sha256(RFC_VERIFIER.encode()).hexdigest()):
    assert token_endpoint(wrong, RFC_VERIFIER) == "invalid_grant"

original, names["secrets"].token_urlsafe = secrets.token_urlsafe, lambda _: RFC_VERIFIER
try:
    assert names["pkce_pair"]() == (RFC_VERIFIER, RFC_CHALLENGE)
finally:
    secrets.token_urlsafe = original
first, second = names["pkce_pair"](), names["pkce_pair"]()
assert len(first[0]) == 86
assert token_endpoint(first[1], first[0]) == "ok"
assert token_endpoint(first[1], second[0]) == "invalid_grant"  # a second login overwrote the verifier
