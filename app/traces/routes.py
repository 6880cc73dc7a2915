"""`/api/v1/traces`."""

import uuid
from typing import Any

from app.accounts.service import EMAIL_REQUIRED
from app.core.errors import Forbidden
from app.core.http.auth import require
from app.core.http.parsing import Blueprint
from app.core.principal import CONTRIBUTE, READ, Principal
from app.traces import service
from app.traces.schemas import TraceAcceptedOut, TraceIn, TraceOut, shown
from app.wiring import services

blueprint = Blueprint("traces", __name__, url_prefix="/api/v1/traces", description="Traces: a problem and its solution")


@blueprint.route("", methods=["POST"])
@require(CONTRIBUTE)
@blueprint.arguments(TraceIn)
@blueprint.response(202, TraceAcceptedOut)
def submit_trace(principal: Principal, body: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Contribute a trace. It is stored at once and can be found within a second."""
    if not principal.has_email:
        raise Forbidden(EMAIL_REQUIRED)
    superseded = body.pop("supersedes_trace_id")
    draft = service.Draft(**{**body, "metadata_json": body["metadata_json"] or {}})
    with services().database.transaction() as session:
        trace, tags = service.submit(session, principal.contributor_id, draft, superseded)
    accepted = {
        "id": trace.id,
        "status": trace.status,
        "tags": tags.names,
        "tags_changed": tags.changed,
        "tags_dropped": tags.dropped,
    }
    return accepted, {"Location": f"/api/v1/traces/{trace.id}"}


@blueprint.route("/<uuid:trace_id>", methods=["GET"])
@require(READ)
@blueprint.response(200, TraceOut)
def read_trace(_principal: Principal, trace_id: uuid.UUID) -> dict[str, Any]:
    """A trace in full."""
    wired = services()
    with wired.database.reading() as session:
        trace = service.read(session, trace_id)
    wired.deferred.count(service.READ, trace.id)
    return shown(trace)
