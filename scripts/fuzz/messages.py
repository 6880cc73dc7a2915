"""Messages that no client should send, made from ones that clients do send. Pure, given a generator."""

import copy
import json
import random
from collections.abc import Callable
from typing import Any

ID = "5b6a1f2e-0000-4000-8000-0123456789ab"
MODERN = "2026-07-28"
META = {"io.modelcontextprotocol/protocolVersion": MODERN, "io.modelcontextprotocol/clientCapabilities": {}}

SOUND: tuple[tuple[str, dict[str, Any]], ...] = (
    ("ping", {}),
    ("tools/list", {}),
    ("resources/list", {}),
    ("prompts/list", {"cursor": "x"}),
    ("server/discover", {}),
    ("initialize", {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "f", "version": "1"}}),
    ("tools/call", {"name": "search_traces", "arguments": {"query": "x", "tags": ["a"], "limit": 3}}),
    ("tools/call", {"name": "get_trace", "arguments": {"trace_id": ID}}),
    (
        "tools/call",
        {"name": "contribute_trace", "arguments": {"title": "t", "context_text": "c", "solution_text": "s"}},
    ),
    ("tools/call", {"name": "vote_trace", "arguments": {"trace_id": ID, "vote_type": "down"}}),
    ("tools/call", {"name": "get_context", "arguments": {"task": "t", "budget_tokens": 500}}),
    ("resources/read", {"uri": f"trace://{ID}"}),
    ("prompts/get", {"name": "search", "arguments": {"problem": "p"}}),
    ("logging/setLevel", {"level": "debug"}),
    ("completion/complete", {"ref": {"type": "ref/prompt", "name": "search"}, "argument": {"name": "a", "value": "b"}}),
    ("notifications/cancelled", {"requestId": 1}),
    ("no/such/method", {}),
)

ODD: tuple[Any, ...] = (
    None, True, -1, 0, 1.5, 10**30, -(10**18), "", "x" * 5_000, "\u0000", "\u202e\u200b", "\U000e0041",
    [], {}, [[]], {"": {}}, ["a"] * 200, "../../etc/passwd", "trace://", "${jndi:x}", "%s%n", "'; DROP TABLE t; --",
    "</commontrace>", "\ud800", {"__proto__": {"x": 1}}, "NaN", "2099-01-01",
)  # fmt: skip

MOST_DEPTH = 3_000


def message(rng: random.Random) -> bytes:
    """One message without a line break."""
    method, params = rng.choice(SOUND)
    body: Any = {
        "jsonrpc": "2.0",
        "id": rng.randrange(1, 10**6),
        "method": method,
        "params": json.loads(json.dumps(params)),
    }
    if rng.random() < 0.5:
        body["params"]["_meta"] = dict(META)
    for _ in range(rng.randrange(1, 4)):
        # Mostly below the surface, or little would get as far as the tools.
        if isinstance(body, dict) and body.get("params") and rng.random() < 0.7:
            body["params"] = _mutated(rng, body["params"])
        else:
            body = _mutated(rng, body)
    text = json.dumps(body, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")
    return rng.choice(_SPOILERS)(rng, text).replace(b"\n", b" ").replace(b"\r", b" ")


def _mutated(rng: random.Random, body: Any) -> Any:
    """`body` with one place in it changed, added to or taken away."""
    if not isinstance(body, dict) or not body:
        return _odd(rng)
    name = rng.choice(list(body))
    match rng.randrange(5):
        case 0:
            body[name] = _odd(rng)
        case 1:
            del body[name]
        case 2:
            body[str(_odd(rng))] = _odd(rng)
        case 3:
            body[name] = _mutated(rng, body[name])
        case _:
            body[name] = [body[name]] * rng.randrange(3)
    return body


def _odd(rng: random.Random) -> Any:
    """A copy, as it may be mutated in its turn."""
    return copy.deepcopy(rng.choice(ODD))


def _as_is(_rng: random.Random, text: bytes) -> bytes:
    return text


def _cut(rng: random.Random, text: bytes) -> bytes:
    return text[: rng.randrange(len(text) + 1)]


def _flipped(rng: random.Random, text: bytes) -> bytes:
    spoiled = bytearray(text or b"x")
    for _ in range(rng.randrange(1, 8)):
        spoiled[rng.randrange(len(spoiled))] = rng.randrange(256)
    return bytes(spoiled)


def _batched(rng: random.Random, text: bytes) -> bytes:
    return b"[" + b",".join([text] * rng.randrange(4)) + b"]"


def _nested(rng: random.Random, text: bytes) -> bytes:
    depth = rng.randrange(MOST_DEPTH)
    return b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":' + b'{"a":' * depth + text + b"}" * depth + b"}"


def _doubled(_rng: random.Random, text: bytes) -> bytes:
    """A name twice, and two messages at once."""
    return text[:-1] + b',"method":"ping","id":null}' + text[:50]


def _not_a_number(_rng: random.Random, text: bytes) -> bytes:
    return text.replace(b'"id": ', b'"id": NaN, "x": ')


_SPOILERS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    _as_is, _as_is, _as_is, _as_is, _cut, _flipped, _batched, _nested, _doubled, _not_a_number,
)  # fmt: skip


def headers(rng: random.Random) -> dict[str, str]:
    """HTTP headers for one message: often sound, sometimes not."""
    made = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json", "x-api-key": "k" * 40}
    odd = ("", "x", "2025-11-25", MODERN, "1999-01-01", "tools/call", "ping", "*/*", "text/plain", "a" * 2_000, "é")
    for name in ("mcp-protocol-version", "mcp-method", "mcp-name", "mcp-session-id", "mcp-param-x", *made):
        if rng.random() < 0.12:
            made[name] = rng.choice(odd)
    return made
