"""Forms of the v1 contract, for its tests."""

import re
from collections.abc import Callable
from typing import Any

import httpx

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
Contribute = Callable[..., str]


def search(api: httpx.Client, **body: Any) -> dict[str, Any]:
    answer = api.post("/api/v1/traces/search", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
