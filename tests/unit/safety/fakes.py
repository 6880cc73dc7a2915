"""Secrets made at run time. No literal here has the form of one: prefixes are put together, bodies are random."""

import base64
import json
import random
import string
from collections.abc import Callable

from app.accounts import rules as accounts

UPPER = string.ascii_uppercase + string.digits
ALNUM = string.ascii_letters + string.digits
URL_SAFE = ALNUM + "-_"
STANDARD = ALNUM + "+/"
HEX = "0123456789abcdef"


def chars(rng: random.Random, alphabet: str, size: int) -> str:
    return "".join(rng.choices(alphabet, k=size))


def _form(*parts: str | tuple[str, int]) -> Callable[[random.Random], str]:
    """Literal parts, and pairs of alphabet and length."""
    return lambda rng: "".join(p if isinstance(p, str) else chars(rng, *p) for p in parts)


def _token(rng: random.Random) -> str:
    parts = [{"alg": "HS256", "typ": "JWT"}, {"sub": chars(rng, HEX, 8), "iat": rng.randrange(10**9)}]
    head = ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts)
    return f"{head}.{chars(rng, URL_SAFE, 43)}"


def _own(rng: random.Random) -> str:
    parts, text = accounts.mint(rng.choice(["dev", "test", "live"]))
    return text.replace(parts.secret, chars(rng, ALNUM, 32)).replace(parts.id, chars(rng, ALNUM, 12))


def _private_key(rng: random.Random) -> str:
    dashes, name = "-" * 5, rng.choice(["RSA ", "EC ", "OPENSSH ", ""]) + "PRIVATE" + " KEY"
    return (
        f"{dashes}BEGIN {name}{dashes}\\n{chars(rng, STANDARD, 64)}\\n{chars(rng, STANDARD, 64)}\\n{dashes}END {name}"
    )


def _basic(rng: random.Random) -> str:
    return "Basic " + base64.b64encode(f"deploy:{chars(rng, ALNUM, 20)}".encode()).decode()


PREFIXED: dict[str, list[Callable[[random.Random], str]]] = {
    "GitHub token": [
        _form("gh", "p_", (ALNUM, 36)),
        _form("gh", "s_", (ALNUM, 36)),
        _form("github", "_pat_", (ALNUM, 82)),
    ],
    "GitLab token": [_form("gl", "pat-", (URL_SAFE, 20)), _form("gl", "rt-", (URL_SAFE, 20))],
    "AWS access key": [_form("AK", "IA", (UPPER, 16)), _form("AS", "IA", (UPPER, 16))],
    "Anthropic API key": [
        _form("sk-", "ant-api03-", (URL_SAFE, 93), "AA"),
        _form("sk-", "ant-admin01-", (URL_SAFE, 93)),
    ],
    "OpenAI API key": [_form("sk", "-", (ALNUM, 48)), _form("sk-", "proj-", (URL_SAFE, 120))],
    "OpenRouter API key": [_form("sk-", "or-v1-", (HEX, 64))],
    "Slack token": [_form("xo", "xb-", (string.digits, 12), "-", (string.digits, 13), "-", (ALNUM, 24))],
    "Slack webhook": [_form("https://hooks.sl", "ack.com/services/T", (UPPER, 9), "/B", (UPPER, 9), "/", (ALNUM, 24))],
    "Stripe secret key": [_form("sk_", "live_", (ALNUM, 24)), _form("rk_", "live_", (ALNUM, 99))],
    "Google API key": [_form("AI", "za", (URL_SAFE, 35))],
    "Google OAuth secret": [_form("GOC", "SPX-", (URL_SAFE, 28))],
    "private key": [_private_key],
    "JSON web token": [_token],
    "npm token": [_form("np", "m_", (ALNUM, 36))],
    "PyPI token": [_form("py", "pi-", "AgEIcHlwaS5vcmc", (URL_SAFE, 150))],
    "Hugging Face token": [_form("h", "f_", (string.ascii_letters, 34))],
    "CommonTrace API key": [_own],
    "Twilio credential": [_form("S", "K", (HEX, 32))],
    "SendGrid API key": [_form("S", "G.", (URL_SAFE, 22), ".", (URL_SAFE, 43))],
    "Azure storage key": [_form("Account", "Key=", (STANDARD, 86), "==")],
    "Telegram bot token": [_form((string.digits[1:], 10), ":", "AA", (URL_SAFE, 33))],
    "Discord bot token": [_form("M", (ALNUM, 25), ".", (URL_SAFE, 6), ".", (URL_SAFE, 38))],
    "DigitalOcean token": [_form("do", "p_v1_", (HEX, 64))],
    "Docker token": [_form("dc", "kr_pat_", (URL_SAFE, 27))],
    "Shopify token": [_form("sh", "pat_", (HEX, 32))],
    "Vault token": [_form("hv", "s.", (URL_SAFE, 90))],
    "Databricks token": [_form("da", "pi", (HEX, 32))],
    "Groq API key": [_form("gs", "k_", (ALNUM, 52))],
    "Square secret": [_form("sq0", "csp-", (URL_SAFE, 43))],
    "Mailchimp API key": [_form((HEX, 32), "-us", "12")],
    "password in a URL": [
        _form("redis://", ":", (ALNUM, 24), "@cache.acme.io:6379/0"),
        _form("postgresql://app:", (ALNUM, 20), "@db.acme.io/shop"),
    ],
    "basic auth header": [_basic],
    "bearer token": [_form("Bearer ", (ALNUM, 40)), _form("Bearer ", (HEX, 40))],
}
# Named, so that their text says what they are.
NAMED: dict[str, list[Callable[[random.Random], str]]] = {
    "AWS secret key": [_form("AWS_SECRET_ACCESS_KEY=", (STANDARD, 40))],
    "password": [_form("DB_PASSWORD=", (ALNUM, 16)), _form("password: ", (ALNUM + "!@#%^&*", 18))],
    "generic secret": [
        _form("API_KEY=", (ALNUM, 32)),
        _form("client_secret: ", (URL_SAFE, 40)),
        _form("auth_token = ", (HEX, 40)),
        _form("--token ", (ALNUM, 32)),
    ],
}
