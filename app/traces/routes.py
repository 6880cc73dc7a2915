"""`/api/v1/traces`."""

import uuid
from typing import Any, cast

from flask import Response, current_app, jsonify, request

from app.accounts.service import require_contributor
from app.core.errors import PreconditionRequired
from app.core.http import idempotency
from app.core.http.auth import require
from app.core.http.parsing import Blueprint
from app.core.http.problems import ProblemOut
from app.core.principal import CONTRIBUTE, MODERATE, READ, Principal
from app.traces import duplicates, editing, reading, service, use
from app.traces.duplicates import IGNORE, DuplicateCheck, Look
from app.traces.schemas import NearDuplicateOut, TraceAcceptedOut, TraceEditIn, TraceIn, TraceOut
from app.wiring import services

blueprint = Blueprint("traces", __name__, url_prefix="/api/v1/traces", description="Traces: a problem and its solution")

EXTENSION = "commontrace.duplicates"

_IF_MATCH = {"in": "header", "name": "If-Match", "required": True, "schema": {"type": "string"}}


@blueprint.route("", methods=["POST"])
@require(CONTRIBUTE)
@blueprint.arguments(TraceIn)
@blueprint.response(202, TraceAcceptedOut)
@blueprint.alt_response(200, schema=TraceAcceptedOut, description="The same content is known already")
@blueprint.alt_response(409, schema=NearDuplicateOut, description="Something similar is there: `on_duplicate: reject`")
@blueprint.alt_response(404, schema=ProblemOut, description="What it supersedes isn't there")
@blueprint.doc(parameters=[idempotency.PARAMETER])
def submit_trace(principal: Principal, body: dict[str, Any]) -> Response:
    """Contribute a trace. It is stored at once and can be found within a second.

    With an `Idempotency-Key` the request can be sent again without being done again. What is already there in other
    words is told in `similar`; `on_duplicate` says what to do then: `warn` accepts and tells, `reject` refuses with
    409, `link` accepts and relates the new trace to them, `ignore` accepts without looking.
    """
    require_contributor(principal, services().settings.contribution_gate)
    superseded, on_duplicate = body.pop("supersedes_trace_id"), body.pop("on_duplicate")
    draft = service.prepare(body)
    check = cast("DuplicateCheck", current_app.extensions[EXTENSION])
    look = Look() if on_duplicate == IGNORE else check.look(draft, superseded)
    with services().database.transaction() as session:
        claim = idempotency.claim(session, principal.contributor_id)
        if claim and claim.earlier:
            status, answer = claim.earlier
            return _located(status, answer, {"Idempotency-Replayed": "true"})
        outcome = duplicates.submit(
            session,
            principal.contributor_id,
            draft,
            superseded,
            look,
            on_duplicate,
            moderating=MODERATE in principal.scopes,
        )
        status = 200 if outcome.submitted.duplicate else 202
        answer = TraceAcceptedOut().dump(_accepted(outcome))
        if claim:
            claim.record(session, status, answer)
    return _located(status, answer, {})


def _accepted(outcome: duplicates.Outcome) -> dict[str, Any]:
    submitted = outcome.submitted
    message = "This trace is known already" if submitted.duplicate else "Trace accepted for processing"
    return {
        "id": submitted.trace.id,
        "status": submitted.trace.status,
        "message": message,
        "duplicate": submitted.duplicate,
        "tags": submitted.trace.tags,
        "tags_changed": submitted.tags.changed,
        "tags_dropped": submitted.tags.dropped,
        "similar": outcome.similar,
        "linked": outcome.linked,
    }


def _located(status: int, answer: dict[str, Any], headers: dict[str, str]) -> Response:
    response = jsonify(answer)
    response.status_code = status
    response.headers.update({"Location": f"/api/v1/traces/{answer['id']}", **headers})
    return response


@blueprint.route("/<uuid:trace_id>", methods=["GET"])
@require(READ)
@blueprint.response(200, TraceOut)
@blueprint.alt_response(304, description="As the `If-None-Match` says you know it")
def read_trace(_principal: Principal, trace_id: uuid.UUID) -> Response:
    """A trace in full."""
    wired = services()
    with wired.database.reading() as session:
        trace = dict(reading.read(session, trace_id))
    wired.deferred.count(use.READ, trace_id)
    response = _shown(trace)
    response.make_conditional(request)
    return response


@blueprint.route("/<uuid:trace_id>", methods=["PUT"])
@require(CONTRIBUTE, MODERATE)
@blueprint.arguments(TraceEditIn)
@blueprint.response(200, TraceOut)
@blueprint.doc(parameters=[_IF_MATCH])
@blueprint.alt_response(409, schema=ProblemOut, description="Another trace says exactly this")
@blueprint.alt_response(412, schema=ProblemOut, description="The trace has changed since you read it")
@blueprint.alt_response(428, schema=ProblemOut, description="There is no `If-Match`")
def edit_trace(principal: Principal, body: dict[str, Any], trace_id: uuid.UUID) -> Response:
    """Change the content of your trace, as its next revision. Fields that may be left out, and are, stay as they are.

    `If-Match` takes the `ETag` with which you read the trace. Votes on it since don't matter, changed content does.
    """
    if MODERATE not in principal.scopes:
        require_contributor(principal, services().settings.contribution_gate)
    seen = _seen_revisions()
    changes = editing.prepare(body)
    with services().database.transaction() as session:
        editing.edit(session, principal, trace_id, seen, changes)
        trace = dict(reading.read(session, trace_id))
    return _shown(trace)


def _seen_revisions() -> set[str] | None:
    """Revisions that `If-Match` names, None for any. Raises PreconditionRequired when there is no such header."""
    tags = request.if_match
    if tags.star_tag:
        return None
    if not tags:
        raise PreconditionRequired("Send the ETag with which you read the trace as If-Match.")
    # An index version that has moved on is a vote, say, of which an edit takes nothing away. An empty tag is None here.
    return {tag.partition(".")[0] for tag in tags.as_set(include_weak=True) if tag}


def _shown(trace: dict[str, Any]) -> Response:
    index_version = trace.pop("index_version")
    response = jsonify(trace)
    # Weak, as the count of retrievals changes without it.
    response.set_etag(f"{trace['revision']}.{index_version}", weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
