"""A server in this process with several contributors and an operator."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import create_app
from app.accounts import service as accounts
from app.traces import service as traces
from app.wiring import Services
from tests.factories import draft, trace_body


@dataclass(frozen=True)
class Caller:
    """Somebody who calls with these headers; `id` is None for who has only the token."""

    app: Flask
    headers: dict[str, str]
    id: uuid.UUID | None = None

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.app.test_client().get(f"/api/v1{path}", query_string=query, headers=self.headers)

    def post(self, path: str, **body: Any) -> TestResponse:
        return self.app.test_client().post(f"/api/v1{path}", json=body, headers=self.headers)

    def delete(self, path: str) -> TestResponse:
        return self.app.test_client().delete(f"/api/v1{path}", headers=self.headers)

    def told(self, path: str, **query: Any) -> Any:
        """The JSON of an answer that must be good."""
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.text
        return answer.json

    def contribute(self, **parts: Any) -> str:
        """A trace of one's own; returns its id."""
        answer = self.post("/traces", **trace_body(**parts))
        assert answer.status_code == 202, answer.text
        return str(answer.json["id"])  # type: ignore[index]


@dataclass(frozen=True)
class House:
    """The server, and how to become somebody who calls it."""

    app: Flask
    parts: Services

    def operator(self) -> Caller:
        token = self.parts.settings.admin_dashboard_token
        assert token is not None
        return Caller(self.app, {"X-Admin-Token": token.get_secret_value()})

    def somebody(self, *, with_email: bool = True, **body: Any) -> Caller:
        email = {"email": f"{uuid.uuid4().hex}@example.com"} if with_email else {}
        answer = self.app.test_client().post("/api/v1/keys", json={**email, **body})
        assert answer.status_code == 201, answer.text
        made: Any = answer.json
        return Caller(self.app, {"X-API-Key": made["api_key"]}, uuid.UUID(made["user_id"]))

    def with_scopes(self, *scopes: str) -> Caller:
        """A fresh contributor with a key of these scopes."""
        owner = self.somebody()
        assert owner.id is not None
        with self.parts.database.transaction() as session:
            key = accounts.issue_key(session, self.parts.settings.peppers[0], "test", owner.id, scopes)
        return Caller(self.app, {"X-API-Key": key}, owner.id)


@pytest.fixture
def house(parts: Services) -> Iterator[House]:
    yield House(create_app(parts), parts)
    parts.deferred.flush()


@pytest.fixture
def operator(house: House) -> Caller:
    return house.operator()


def seed(parts: Services) -> None:
    """A trace that came with the server."""
    with parts.database.transaction() as session:
        owner = accounts.ensure_contributor(session, uuid.UUID(int=7), "seeds@commontrace.internal", "Seeds")
        traces.submit(session, owner.id, draft(tags=["seeded"]), standing=traces.Standing("a", "validated", 0.2))
