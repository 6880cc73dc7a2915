"""Who schemathesis is to the API: loaded by it, and asked for another key whenever one is refused.

Its keys have every scope, so that operators' routes are tried behind their gate too. Cases revoke some of them.
"""

import uuid
from typing import Any

import schemathesis

from app.accounts import plan_changes, service
from app.accounts.plans import UNLIMITED
from app.core.db import Database
from app.core.principal import SCOPES
from app.core.settings import load_settings


@schemathesis.auth()
class Operator:
    """One contributor on the plan `unlimited`."""

    def __init__(self) -> None:
        self._settings = load_settings()
        self._database = Database(self._settings.database_url.get_secret_value())
        pepper, environment = self._settings.peppers[0], self._settings.key_environment
        with self._database.transaction() as session:
            made = service.sign_up(session, pepper, environment, f"conformance-{uuid.uuid4().hex}@example.com")
            plan_changes.change(session, made.contributor_id, UNLIMITED, "conformance")
        self._contributor_id = made.contributor_id

    def get(self, _case: Any, _context: Any) -> str:
        with self._database.transaction() as session:
            return service.issue_key(
                session,
                self._settings.peppers[0],
                self._settings.key_environment,
                self._contributor_id,
                SCOPES,
            )

    def set(self, case: Any, data: str, _context: Any) -> None:
        case.headers = {**(case.headers or {}), self._settings.api_key_header_name: data}
