"""What needs a key or a failure that no client of the running stack can bring about."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app import create_app
from app.accounts import audit
from app.accounts import service as accounts
from app.accounts.invitations import EARNED, GIVEN_ON_ENTRY
from app.accounts.models import Contributor
from app.core.errors import NotFound
from app.core.principal import READ
from app.wiring import Services
from scripts import contributors
from search.embeddings import EmbedderUnavailable
from tests.factories import trace_body
from tests.waiting import until


@pytest.fixture
def reading_key(parts: Services) -> str:
    """A key of somebody with an e-mail that may only read."""
    with parts.database.transaction() as session:
        owner = accounts.sign_up(session, parts.settings.peppers[0], "test", "reader@example.com").contributor_id
        return accounts.issue_key(session, parts.settings.peppers[0], "test", owner, [READ])


def test_a_key_does_only_what_its_scopes_say(client: FlaskClient, reading_key: str) -> None:
    headers = {"X-API-Key": reading_key}
    assert client.get("/api/v1/tags", headers=headers).status_code == 200
    refused = client.post("/api/v1/traces", json=trace_body(), headers=headers)
    assert refused.status_code == 403
    assert "contribute" in refused.get_json(force=True)["detail"]


def test_where_contributing_takes_an_invitation_only_the_admitted_may(
    parts: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    invited = replace(parts, settings=parts.settings.model_copy(update={"contribution_gate": "invited"}))
    client = create_app(invited).test_client()
    made = client.post("/api/v1/keys", json={"email": "guest@example.com"}).get_json()
    headers = {"X-API-Key": made["api_key"]}
    assert made["can_contribute"] is False
    refused = client.post("/api/v1/traces", json=trace_body(), headers=headers)
    assert refused.status_code == 403
    assert refused.get_json(force=True)["detail"].startswith("Contribution requires an invitation.")
    monkeypatch.setenv("DATABASE_URL", parts.settings.database_url.get_secret_value())
    monkeypatch.setattr("sys.argv", ["contributors", "admit", "Guest@example.com"])
    assert contributors.main() == 0
    body = trace_body()
    until(
        lambda: client.post("/api/v1/traces", json=body, headers=headers).status_code == 202,
        "who was admitted may contribute",
        within_s=5,
    )
    with parts.database.reading() as session:
        guest = session.scalars(select(Contributor).where(Contributor.email == "guest@example.com")).one()
        (action,) = audit.actions(session, None, 2)
    assert (guest.entry_door, guest.invites_remaining) == (EARNED, GIVEN_ON_ENTRY)
    assert (action.actor, action.action, action.contributor_id, action.details) == (
        "command", audit.LET_IN, guest.id, {"door": EARNED},
    )  # fmt: skip
    monkeypatch.setattr("sys.argv", ["contributors", "admit", "nobody@example.com"])
    assert contributors.main() == 1
    with parts.database.reading() as session, pytest.raises(NotFound):
        accounts.by_email(session, "nobody@example.com")


def test_a_model_that_fails_leaves_words(parts: Services, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise EmbedderUnavailable("for a test")

    monkeypatch.setattr(parts.embedder, "embed", fail)
    answer = client.post("/api/v1/traces/search", json={"q": "anything at all"})
    assert (answer.status_code, answer.get_json()["degraded"]) == (200, True)


def test_a_database_out_of_reach_is_said_so(parts: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(parts)

    def fail() -> None:
        raise OperationalError("SELECT", {}, Exception("server closed the connection"))

    monkeypatch.setattr(parts.database, "reading", fail)
    answer = app.test_client().get("/api/v1/tags", headers={"X-API-Key": "x"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert answer.content_type == "application/problem+json"


def test_nothing_that_was_asked_is_logged(client: FlaskClient, capfd: pytest.CaptureFixture[str]) -> None:
    client.post("/api/v1/traces/search", json={"q": "the-question-itself"})
    client.get("/api/v1/tags?q=the-question-itself")
    captured = capfd.readouterr()
    assert "the-question-itself" not in captured.out + captured.err
