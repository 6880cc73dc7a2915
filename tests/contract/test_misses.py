"""The wanted board on the running stack, grouped as the maintenance worker does."""

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

    def told() -> list[dict[str, Any]]:
        # As the periodic job does, which isn't due every second.
        command = [sys.executable, "-c", "from jobs.tasks import group_misses; group_misses()"]
        subprocess.run(command, check=True, capture_output=True)
        found = api.get("/api/v1/misses", params={"limit": 100}).raise_for_status().json()["misses"]
        return [one for one in found if word in one["wording"]]

    for asked in range(3):
        headers = {"X-API-Key": sign_up()["api_key"]}
        # A pack's questions are searches as well.
        path, body = ("context", {"queries": [question]}) if asked == 1 else ("traces/search", {"q": question})
        answer = anonymous.post(f"/api/v1/{path}", json=body, headers=headers)
        assert answer.status_code == 200
        if asked == 1:
            assert told() == []
    until(lambda: len(told()) == 1, "the third asker makes it known", within_s=30)
    (one,) = told()
    assert (one["wording"], one["askers"], one["count"]) == (question, 3, 3)
