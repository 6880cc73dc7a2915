"""Somebody whose plan is changed."""

import os
import uuid
from typing import Any

import httpx


class Contributor:
    """Somebody with an e-mail, and what operators know of them."""

    def __init__(self, anonymous: httpx.Client) -> None:
        self.email = f"{uuid.uuid4().hex}@commontrace.auto"
        made = anonymous.post("/api/v1/keys", json={"email": self.email}).json()
        self.id: str = made["user_id"]
        self.path = f"/api/v1/admin/contributors/{self.id}/plan"
        self._headers = {"X-API-Key": made["api_key"]}
        self._anonymous = anonymous

    def plan(self) -> str:
        """As they see it themselves."""
        return str(self._anonymous.get("/api/v1/usage", headers=self._headers).json()["plan"])

    def changes(self) -> list[dict[str, Any]]:
        """What is on record, newest first."""
        headers = {"X-Admin-Token": os.environ["ADMIN_DASHBOARD_TOKEN"]}
        found: list[dict[str, Any]] = self._anonymous.get(self.path, headers=headers).json()["changes"]
        return found

    def change(self, body: dict[str, Any], **headers: str) -> httpx.Response:
        return self._anonymous.put(self.path, headers=headers or self._headers, json=body)
