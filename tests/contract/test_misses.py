"""The wanted board on the running stack, grouped as the maintenance worker does."""

import os
import subprocess
import sys
import uuid
from collections.abc import Callable
from typing import Any

import httpx

from tests.waiting import until


def test_what_three_contributors_miss_is_told_to_all(
    anonymous: httpx.Client, sign_up: Callable[..., dict[str, Any]], api: httpx.Client
) -> None:
    word = f"qz{uuid.uuid4().hex[:8]}"
    question = f"{word} refuses to {word} while the {word} is open"

    def group() -> None:
        # As the periodic job does, which isn't due every second.
        command = [sys.executable, "-c", "from jobs.tasks import group_misses; group_misses()"]
        subprocess.run(command, check=True, capture_output=True)

    def told() -> list[dict[str, Any]]:
        found = api.get("/api/v1/misses", params={"limit": 100}).raise_for_status().json()["misses"]
        return [one for one in found if word in one["wording"]]

    def counted(askers: int) -> bool:
        """Operators see it from the first asker on: so nothing is still on its way."""
        group()
        headers = {"X-Admin-Token": os.environ["ADMIN_DASHBOARD_TOKEN"]}
        answer = anonymous.get("/api/v1/analytics/misses", params={"limit": 1000}, headers=headers).raise_for_status()
        found = [one for one in answer.json()["misses"] if word in one["example"]]
        return [one["askers"] for one in found] == [askers]

    for asked in range(3):
        headers = {"X-API-Key": sign_up()["api_key"]}
        # A pack's questions are searches as well.
        path, body = ("context", {"queries": [question]}) if asked == 1 else ("traces/search", {"q": question})
        answer = anonymous.post(f"/api/v1/{path}", json=body, headers=headers)
        assert answer.status_code == 200
        until(lambda n=asked + 1: counted(n), "all who asked are counted", within_s=30)
        if asked < 2:
            assert told() == []
    (one,) = told()
    assert (one["wording"], one["askers"], one["count"]) == (question, 3, 3)
