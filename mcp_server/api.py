"""The REST API as the tools use it: pooled connections, one total deadline a call, a circuit breaker a lane."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import anyio
import httpx2
import orjson

from mcp_server.breaker import CircuitBreaker
from mcp_server.credentials import Credential
from mcp_server.settings import Settings

T = TypeVar("T")

READS, WRITES, CONTEXT = "reads", "writes", "context"

OPEN, TIMEOUT, UNREACHABLE, SERVER_ERROR, GARBLED, LIMITED = (
    "circuit_open",
    "timeout",
    "unreachable",
    "server_error",
    "garbled",
    "rate_limited",
)

MAX_ANSWER_BYTES = 8 * 1024 * 1024
KEEPALIVE_S = 30
"""Less than the API keeps an idle connection (75 s), so that it isn't closed under us."""
MOST_CONNECTIONS = 64
LONGEST_RETRY_AFTER_S = 3600

_SENDING = re.compile(r"http(11|2)\.send_request_headers\.started")


class Unavailable(Exception):
    """No use can be made of the API now. `maybe_done`: it may all the same have done what was asked."""

    def __init__(self, reason: str, *, retry_after_s: float | None = None, maybe_done: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after_s = retry_after_s
        self.maybe_done = maybe_done


class Refused(Exception):
    """The API understood, and said no. `detail` is its own words, not yet sanitised."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"{status}")
        self.status = status
        self.detail = detail


class Garbled(Exception):
    """An answer that isn't what the contract says. Raised by the parsers of answers."""


@dataclass(frozen=True)
class Lane:
    """Calls that share a deadline and a verdict on the backend."""

    deadline_s: float
    breaker: CircuitBreaker


class Api:
    """One per process and event loop."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        base = urlsplit(settings.api_base_url)
        self._client = httpx2.AsyncClient(
            base_url=settings.api_base_url,
            # Identity: an answer's size is then known before it is in memory.
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
            timeout=None,  # one deadline bounds the whole call
            limits=httpx2.Limits(
                max_connections=MOST_CONNECTIONS,
                max_keepalive_connections=MOST_CONNECTIONS,
                keepalive_expiry=KEEPALIVE_S,
            ),
            # A certificate store takes tens of milliseconds to load, which a plain connection has no use for.
            verify=base.scheme == "https",
            # A proxy of the environment is for the way out, not for this machine.
            trust_env=base.hostname not in {"127.0.0.1", "localhost", "::1"},
        )
        self.lanes = {
            name: Lane(deadline_s, CircuitBreaker(settings.breaker_open_s))
            for name, deadline_s in (
                (READS, settings.read_deadline_s),
                (WRITES, settings.write_deadline_s),
                (CONTEXT, settings.context_deadline_s),
            )
        }

    async def aclose(self) -> None:
        await self._client.aclose()

    async def call(
        self,
        lane: str,
        credential: Credential,
        method: str,
        path: str,
        *,
        parse: Callable[[Any], T],
        body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> T:
        """Ask the API, and have `parse` make what is needed of the JSON that it answers.

        Raises Unavailable, within the lane's deadline; Refused for a 4xx other than 429. What counts against the
        backend: time-outs, broken connections, 5xx, and answers of which `parse` raises Garbled.
        """
        at = self.lanes[lane]
        if not at.breaker.enter():
            raise Unavailable(OPEN, retry_after_s=max(1.0, at.breaker.remaining_s))
        headers = {self._settings.api_key_header: credential.key}
        content = None
        if body is not None:
            content = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
            headers["Content-Type"] = "application/json"
        if idempotency_key:
            headers["Idempotency-Key"] = idempotency_key
        progress = _Progress()
        request = self._client.build_request(
            method, path, headers=headers, content=content, extensions={"trace": progress.note}
        )
        again = lane != WRITES or idempotency_key is not None
        failed: bool | None = None
        try:
            with anyio.fail_after(at.deadline_s):
                status, answer = await self._send(request, again=again)
            found = _judge(status, answer, parse)
            failed = False
        except (Refused, Unavailable) as error:
            failed = isinstance(error, Unavailable) and error.reason != LIMITED
            raise
        except Garbled:
            failed = True
            raise Unavailable(GARBLED, maybe_done=progress.sending) from None
        except TimeoutError:
            failed = True
            raise Unavailable(TIMEOUT, maybe_done=progress.sending) from None
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError):
            failed = True
            raise Unavailable(UNREACHABLE, maybe_done=progress.sending) from None
        else:
            return found
        finally:
            at.breaker.leave(failed=failed)

    async def _send(self, request: httpx2.Request, *, again: bool) -> tuple["httpx2.Response", bytes]:
        """The answer's head and body. A connection that was closed while it was idle is replaced once."""
        try:
            return await self._exchange(request)
        except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError):
            if not again:
                raise
            return await self._exchange(request)

    async def _exchange(self, request: httpx2.Request) -> tuple["httpx2.Response", bytes]:
        response = await self._client.send(request, stream=True)
        try:
            if response.headers.get("content-encoding", "identity") != "identity":
                raise Garbled
            pieces = bytearray()
            async for piece in response.aiter_raw():
                pieces += piece
                if len(pieces) > MAX_ANSWER_BYTES:
                    raise Garbled
        finally:
            await response.aclose()
        return response, bytes(pieces)


class _Progress:
    """Whether a request has begun to leave, from which on the API may have seen it."""

    def __init__(self) -> None:
        self.sending = False

    async def note(self, event: str, _info: Any) -> None:
        self.sending = self.sending or _SENDING.fullmatch(event) is not None


def _judge(response: "httpx2.Response", content: bytes, parse: Callable[[Any], T]) -> T:
    status = response.status_code
    if status == 429:
        raise Unavailable(LIMITED, retry_after_s=_retry_after(response) or 60.0)
    if status >= 500 or status < 200:
        # A 503 says that it was not done; a proxy that gave up waiting, say, doesn't know.
        raise Unavailable(SERVER_ERROR, retry_after_s=_retry_after(response), maybe_done=status != 503)
    if status == 409 and _retry_after(response):
        # The same write is being worked on right now.
        raise Unavailable(LIMITED, retry_after_s=_retry_after(response), maybe_done=True)
    if status >= 300:
        raise Refused(status, _detail(content))
    try:
        decoded = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise Garbled from None
    return parse(decoded)


def _retry_after(response: "httpx2.Response") -> float | None:
    text = response.headers.get("retry-after", "")
    return min(float(text), LONGEST_RETRY_AFTER_S) if text.isascii() and text.isdigit() else None


def _detail(content: bytes) -> str:
    """What a problem document says of itself. Other servers' lists of faults become one sentence."""
    try:
        detail = orjson.loads(content)["detail"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return "The request was refused."
    if isinstance(detail, list):
        return "; ".join(str(each.get("msg", each)) if isinstance(each, dict) else str(each) for each in detail)
    return str(detail)


def idempotency_key(credential: Credential, tool: str, body: Mapping[str, Any]) -> str:
    """The same for the same write of the same client, so that one that is sent again isn't done again."""
    normal = json.dumps([credential.id, tool, body], sort_keys=True, separators=(",", ":"))
    return f"mcp-{hashlib.sha256(normal.encode()).hexdigest()}"
