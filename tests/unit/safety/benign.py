"""Texts without a secret that look as if they had one: one function for each kind of thing, random throughout."""

import base64
import json
import random
import uuid
from collections.abc import Callable

from tests.unit.safety.fakes import ALNUM, HEX, PREFIXED, STANDARD, URL_SAFE, chars

_NOUNS = (
    "user account session order payment invoice cache token secret password key index worker queue search vector tag "
    "trace config client server request response handler parser builder manager provider factory service stream buffer"
)
_WORDS = _NOUNS.split()
_DUMMIES = [
    "postgres",
    "password",
    "secret",
    "root",
    "admin",
    "test",
    "example",
    "changeme",
    "pass",
    "s3cr3t",
    "p@ssw0rd",
]
_STAND_INS = [
    "<your-key>",
    "YOUR_API_KEY",
    "xxxx",
    "xxxxxxxxxxxxxxxx",
    "sk-...",
    "changeme",
    "example",
    "${TOKEN}",
    "$GITHUB_TOKEN",
    "process.env.API_TOKEN",
    'os.environ["API_TOKEN"]',
    "{{ secrets.API_TOKEN }}",
    "${{ secrets.NPM_TOKEN }}",
    "********",
    "[REDACTED]",
    "ghp" + "_" + "x" * 36,
    "sk-ant-api03-your-key-here",
    "settings.jwt_secret",
    "os.getenv('SECRET_KEY')",
    "<redacted>",
    "sk-proj-…",
    "your-256-bit-secret",
    "abc123",
    "replace-with-your-own-token",
]
_NAMES = [
    "password",
    "API_KEY",
    "token",
    "secret",
    "client_secret",
    "SECRET_KEY",
    "auth_token",
    "DB_PASSWORD",
    "apiKey",
]


def _camel(rng: random.Random, size: int) -> str:
    first, *rest = rng.choices(_WORDS, k=size)
    return first + "".join(map(str.capitalize, rest))


def _path(rng: random.Random) -> str:
    return "/".join(["src", *rng.choices(_WORDS, k=4)]) + rng.choice([".py", ".ts", ".json", ".yaml"])


def _digest(rng: random.Random) -> str:
    return chars(rng, HEX, rng.choice([32, 40, 64, 128]))


def _integrity(rng: random.Random) -> str:
    name = rng.choice(["js-tokens", "jsonwebtoken", "left-pad", "password-prompt", "@types/secret"])
    body = base64.b64encode(rng.randbytes(64)).decode()
    return f'"node_modules/{name}": {{\n  "version": "4.0.{rng.randrange(9)}",\n  "integrity": "sha512-{body}"\n}}'


def _yarn(rng: random.Random) -> str:
    return (
        f'js-tokens@^4.0.0:\n  version "4.0.0"\n'
        f'  resolved "https://registry.example.com/js-tokens/-/js-tokens-4.0.0.tgz#{chars(rng, HEX, 40)}"\n'
        f"  integrity sha512-{base64.b64encode(rng.randbytes(64)).decode()}"
    )


def _go_sum(rng: random.Random) -> str:
    return f"github.com/golang-jwt/jwt/v5 v5.2.{rng.randrange(9)} h1:{base64.b64encode(rng.randbytes(32)).decode()}"


def _pip_hash(rng: random.Random) -> str:
    return (
        f"secretstorage==3.3.3 \\\n    --hash=sha256:{chars(rng, HEX, 64)} \\\n    --hash=sha256:{chars(rng, HEX, 64)}"
    )


def _local_url(rng: random.Random) -> str:
    scheme = rng.choice(["postgresql", "redis", "mysql", "amqp", "mongodb"])
    host = rng.choice(["localhost", "db", "127.0.0.1", "postgres", "host.docker.internal"])
    user, password = rng.choice(["postgres", "app", "user", "root", ""]), rng.choice([*_DUMMIES, "shopdb", "pass"])
    return f"DATABASE_URL={scheme}://{user}:{password}@{host}:5432/app"


def _compose(rng: random.Random) -> str:
    return f"environment:\n  POSTGRES_PASSWORD: {rng.choice(_DUMMIES)}\n  MYSQL_ROOT_PASSWORD={rng.choice(_DUMMIES)}"


def _identifier(rng: random.Random) -> str:
    return f"const {rng.choice(_NAMES)} = {_camel(rng, 2)}.{_camel(rng, 3)}({_camel(rng, 2)});"


def _minified(rng: random.Random) -> str:
    parts = [
        f"{chars(rng, ALNUM[10:], 1)}.{_camel(rng, 2)}=function({chars(rng, ALNUM[10:], 1)},t){{return t}}"
        for _ in range(9)
    ]
    return f"!function(e,t){{{';'.join(parts)};var n=e.token||t.secret;}}"


def _public_key(rng: random.Random) -> str:
    body = base64.b64encode(rng.randbytes(270)).decode()
    lines = "\n".join(body[i : i + 64] for i in range(0, len(body), 64))
    kind = rng.choice(["PUBLIC KEY", "CERTIFICATE", "RSA PUBLIC KEY"])
    return rng.choice(
        [f"ssh-rsa AAAAB3NzaC1yc2E{body} me@laptop", f"-----BEGIN {kind}-----\n{lines}\n-----END {kind}-----"]
    )


def _image(rng: random.Random) -> str:
    return f"image: registry.example.com/acme/token-service@sha256:{chars(rng, HEX, 64)}"


def _request_id(rng: random.Random) -> str:
    body = {"error": {"message": "invalid x-api-key"}, "request_id": f"req_011CS{chars(rng, ALNUM, 18)}"}
    return json.dumps(body)


def _pod(rng: random.Random) -> str:
    suffix = chars(rng, "bcdfghjklmnpqrstvwxz2456789", 5)
    return f"pod/{rng.choice(_WORDS)}-api-{chars(rng, HEX, 10)}-{suffix} restarted 3 times"


def _aws_example(_: random.Random) -> str:
    word = "EXAMPLE"
    secret = "/".join(["wJalrXUtnFEMI", "K7MDENG", f"bPxRfiCY{word}KEY"])
    return f"AWS_ACCESS_KEY_ID=AKIAIOSFODNN7{word}\naws_secret_access_key = {secret}"


EVERY: dict[str, Callable[[random.Random], str]] = {
    "git SHA": lambda r: f"Fixed by {chars(r, HEX, 40)}, a regression of {chars(r, HEX, 7)} (token refresh)",
    "UUID": lambda r: f"trace {uuid.UUID(int=r.getrandbits(128), version=4)} failed",
    "token UUID": lambda r: f"token: {uuid.UUID(int=r.getrandbits(128), version=4)}",
    "digest": lambda r: f"md5sum says {_digest(r)}  ./dist/app.tar.gz",
    "integrity": _integrity,
    "yarn.lock": _yarn,
    "go.sum": _go_sum,
    "pip hash": _pip_hash,
    "stand-in": lambda r: f"{r.choice(_NAMES)}{r.choice(['=', ': ', ' = '])}{r.choice(_STAND_INS)}",
    "quoted stand-in": lambda r: json.dumps({r.choice(_NAMES): r.choice(_STAND_INS)}),
    "header": lambda r: f'curl -H "Authorization: Bearer {r.choice(_STAND_INS)}" https://api.acme.io',
    "AWS example": _aws_example,
    "prose": lambda r: (
        f"token: abc; the {r.choice(_WORDS)} password is set by the {r.choice(_WORDS)} of the {r.choice(_WORDS)}"
    ),
    "local URL": _local_url,
    "compose": _compose,
    "identifier": _identifier,
    "long name": lambda r: (
        f"The class {_camel(r, 7).capitalize()} replaces {'_'.join(r.choices(_WORDS, k=6)).upper()} as token"
    ),
    "path": lambda r: f"secret: /run/secrets/{_path(r)} and token from {_path(r)}",
    "import": lambda r: f"from app.{'.'.join(r.choices(_WORDS, k=4))} import {_camel(r, 3)} as token",
    "minified": _minified,
    "public key": _public_key,
    "truncated JWT": lambda r: f"Authorization: Bearer {PREFIXED['JSON web token'][0](r)[: r.randrange(20, 50)]}...",
    "image": _image,
    "request id": _request_id,
    "pod": _pod,
    "assembly": lambda r: f"Version=8.0.0.0, Culture=neutral, PublicKeyToken={chars(r, HEX, 16)}",
    "page token": lambda r: f"&page_token={chars(r, URL_SAFE, 24)}",
    "ETag": lambda r: f'ETag: "{chars(r, HEX, 32)}"',
    "annotation": lambda r: (
        f"def {r.choice(_WORDS)}(self, token: str | None = None, password: Optional[SecretStr] = Field(...)):"
    ),
    "image data": lambda r: f"background: url(data:image/png;base64,{chars(r, STANDARD, 300)})",
}
