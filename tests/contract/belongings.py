"""A contributor with something of every kind."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from tests.contract.routes import Names
from tests.factories import trace_body


@dataclass(frozen=True)
class Owner:
    """Their client, the ids of their things, and what nobody may learn."""

    client: httpx.Client
    names: Names
    private: list[str]


@contextmanager
def owning(anonymous: httpx.Client, sign_up: Callable[..., dict[str, Any]]) -> Iterator[Owner]:
    secret = f"private-{uuid.uuid4().hex}"
    made = sign_up(email=f"{secret}@commontrace.auto")
    with httpx.Client(base_url=anonymous.base_url, timeout=10, headers={"X-API-Key": made["api_key"]}) as client:
        further = client.post("/api/v1/keys", json={"name": f"laptop {secret}", "scopes": ["read"]}).json()
        traces = [client.post("/api/v1/traces", json=trace_body()).json()["id"] for _ in range(2)]
        proposal = {"improved_solution": "Close it in a finally block.", "explanation": "Shorter."}
        amendment = client.post(f"/api/v1/traces/{traces[0]}/amendments", json=proposal).json()["id"]
        title = client.get(f"/api/v1/traces/{traces[0]}").json()["title"]
        names = {
            "run": uuid.uuid4().hex,
            "contributor_id": made["user_id"],
            "key_id": further["key_id"],
            "trace_id": traces[0],
            "other_trace_id": traces[1],
            "amendment_id": amendment,
            "revision": "1",
            "title": title,
        }
        private = [secret, made["key_id"], further["key_id"], made["api_key"], further["api_key"]]
        yield Owner(client, names, private)
