"""Every operation of the API, and who may do what by it. `test_everybodys_own` walks them all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

OPEN = "open"
"""For whoever asks, without a key."""
SIGNED = "signed"
"""For whoever knows another secret than a key."""
SHARED = "shared"
"""For every key: what everybody may read, or do to what is everybody's."""
OWN = "own"
"""For every key, on what belongs to who presents it."""
OWNER = "owner"
"""The path names something that belongs to somebody, and is for them alone."""
MODERATOR = "moderator"
ADMIN = "admin"

Names = Mapping[str, str]
"""Ids to fill paths and bodies with."""


@dataclass(frozen=True)
class Route:
    """An operation, and what a contributor gets for whom the names in its path are foreign."""

    method: str
    path: str
    access: str
    answer: int
    body: Mapping[str, Any] | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    owners_answer: int = 0
    """Of an operation for the owner alone: what they get."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def filled(self, names: Names) -> dict[str, Any]:
        """The request, as httpx takes it."""
        body = self.body if self.body is None else {k: _fill(v, names) for k, v in self.body.items()}
        query = {k: _fill(v, names) for k, v in self.query.items()}
        return {
            "method": self.method,
            "url": f"/api/v1{self.path}".format_map(names),
            "params": query,
            "headers": dict(self.headers),
            **({} if body is None else {"json": body}),
        }


def _fill(value: Any, names: Names) -> Any:
    return value.format_map(names) if isinstance(value, str) else value


_TRACE = {"title": "A foreign {run}", "context_text": "What a foreigner says {run}", "solution_text": "Leave it {run}"}
_LINK = {"target_id": "{other_trace_id}", "relationship_type": "RELATED"}
_AMENDMENT = "/traces/{trace_id}/amendments/{amendment_id}"
_MODERATED = "/moderation/traces/{trace_id}"

ROUTES = (
    Route("POST", "/keys", OPEN, 201, {"name": "foreign"}),
    Route("GET", "/keys", OWN, 200),
    Route("GET", "/keys/verify", OWN, 200),
    Route("DELETE", "/keys/{key_id}", OWNER, 404, owners_answer=204),
    Route("POST", "/keys/{key_id}/roll", OWNER, 404, {}, owners_answer=201),
    Route("GET", "/usage", OWN, 200),
    Route("POST", "/billing/events", SIGNED, 401, {"id": "{run}", "contributor_id": "{contributor_id}", "plan": "pro"}),
    Route("POST", "/invitations", OWN, 403, {"note": "foreign"}),
    Route("POST", "/invitations/redeem", OWN, 404, {"code": "ctinv_{run}"}),
    Route("GET", "/invitations", OWN, 200),
    Route("POST", "/telemetry/install", OWN, 201, {}),
    Route("POST", "/telemetry/ping", OWN, 204, {}),
    Route("POST", "/telemetry/triggers", OWN, 201, {"session_id": "{run}", "trigger_stats": {}}),
    Route(
        "POST",
        "/telemetry/savings",
        OWN,
        201,
        {"minutes_saved": 1, "tokens_saved": 1, "event_type": "proxy_consumption"},
    ),
    Route("POST", "/traces", OWN, 202, _TRACE),
    Route("GET", "/traces/{trace_id}", SHARED, 200),
    Route("PUT", "/traces/{trace_id}", OWNER, 403, _TRACE, headers={"If-Match": "*"}, owners_answer=200),
    Route("POST", "/traces/search", SHARED, 200, {"q": "{title}"}),
    Route("POST", "/context", SHARED, 200, {"query": "{title}"}),
    Route("GET", "/misses", SHARED, 200),
    Route("GET", "/tags", SHARED, 200),
    Route("GET", "/tags/trending", SHARED, 200),
    Route("GET", "/impact/outbound", OWN, 200),
    Route("GET", "/analytics/impact/outbound", OWN, 200),
    Route("GET", "/analytics/savings", OPEN, 200),
    Route("GET", "/contributors/{contributor_id}/reputation", SHARED, 200),
    Route("GET", "/contributors/{contributor_id}/reputation/history", SHARED, 200),
    Route("GET", "/contributors/leaderboard", SHARED, 200),
    Route("GET", "/traces/{trace_id}/votes", SHARED, 200),
    # Everybody has one vote and one outcome of their own for a trace.
    Route("PUT", "/traces/{trace_id}/votes", OWN, 404, {"vote_type": "up"}),
    Route("DELETE", "/traces/{trace_id}/votes", OWN, 404),
    Route("POST", "/traces/{trace_id}/votes", OWN, 201, {"vote_type": "up"}),
    Route("GET", "/traces/{trace_id}/outcomes", SHARED, 200),
    Route("POST", "/traces/{trace_id}/outcomes", OWN, 201, {"result": "worked"}),
    Route("GET", "/traces/{trace_id}/amendments", SHARED, 200),
    Route(
        "POST",
        "/traces/{trace_id}/amendments",
        OWN,
        201,
        {"improved_solution": "Do as the foreigner says {run}", "explanation": "It is better"},
    ),
    Route("POST", f"{_AMENDMENT}/accept", OWNER, 403, owners_answer=200),
    Route("POST", f"{_AMENDMENT}/reject", OWNER, 403, {"reason": "foreign"}, owners_answer=200),
    Route("DELETE", _AMENDMENT, OWNER, 403, owners_answer=204),
    Route("GET", "/traces/{trace_id}/history", SHARED, 200),
    Route("GET", "/traces/{trace_id}/links", SHARED, 200),
    Route("POST", "/traces/{trace_id}/links", OWNER, 403, _LINK, owners_answer=201),
    Route("DELETE", "/traces/{trace_id}/links", OWNER, 403, query=_LINK, owners_answer=204),
    Route("POST", "/traces/{trace_id}/flag", SHARED, 200, {"reason": "foreign", "category": "spam"}),
    Route("GET", "/moderation/flagged", MODERATOR, 403),
    Route("DELETE", _MODERATED, MODERATOR, 403),
    Route("DELETE", f"{_MODERATED}/revisions/{{revision}}", MODERATOR, 403),
    Route("POST", f"{_MODERATED}/dismiss", MODERATOR, 403, {"reason": "foreign"}),
    Route("GET", f"{_MODERATED}/decisions", MODERATOR, 403),
    Route("POST", "/admin/invitations", ADMIN, 403, {"count": 1}),
    Route("POST", "/admin/contributors/{contributor_id}", ADMIN, 403, {}),
    Route("GET", "/admin/contributors/{contributor_id}/plan", ADMIN, 403),
    Route("PUT", "/admin/contributors/{contributor_id}/plan", ADMIN, 403, {"plan": "pro"}),
)
