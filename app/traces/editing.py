"""Change what a trace says: by who may, only what they have seen of it, and to nothing that couldn't be submitted."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import Conflict, Forbidden, NotFound, PreconditionFailed
from app.core.principal import MODERATE, Principal
from app.safety.service import require_no_secrets
from app.traces import rules, service
from app.traces.models import Trace
from app.traces.service import Draft


def prepare(content: Mapping[str, Any]) -> dict[str, Any]:
    """Validated fields as they go into a draft. Raises Invalid for a possible secret in any of them.

    Takes milliseconds of computing for long texts, so it is done before a transaction begins.
    """
    require_no_secrets(content)
    return {name: {} if name == "metadata_json" and value is None else value for name, value in content.items()}


def edit(
    session: Session,
    editor: Principal,
    trace_id: uuid.UUID,
    seen: Collection[str] | None,
    changes: Mapping[str, Any],
) -> None:
    """Give a trace the changed fields, made by `prepare`; what isn't among them stays. The same content is no revision.

    `seen`: revisions that the editor knows, one of which must be the present one; None for whichever it is. Raises
    NotFound, Forbidden for others than the author and moderators, PreconditionFailed when it has changed meanwhile,
    Conflict when another trace says that already.
    """
    trace = locked(session, trace_id)
    if trace.contributor_id != editor.contributor_id and MODERATE not in editor.scopes:
        raise Forbidden("Only its author and moderators can edit a trace. Propose an amendment instead.")
    if seen is not None and str(trace.revision) not in seen:
        raise PreconditionFailed(
            f"The trace has changed since you read it and is at revision {trace.revision}: read it again."
        )
    revise(session, trace, editor.contributor_id, replace(draft_of(trace), **changes))


def revise(session: Session, trace: Trace, editor_id: uuid.UUID, draft: Draft) -> None:
    """Give a locked trace new content, looked at as if it were submitted. Secrets in it were looked for before.

    Content that a moderator has taken out of sight makes the trace one under review. Raises Conflict when another trace
    says the same already.
    """
    twin = next((other for other in service.same_content(session, draft) if other.id != trace.id), None)
    if twin is not None:
        raise Conflict(f"Trace {twin.id} says exactly this already")
    if trace.visibility == rules.VISIBLE and service.is_barred(session, draft):
        trace.visibility = rules.UNDER_REVIEW
    service.revise(session, trace, editor_id, draft)


def locked(session: Session, trace_id: uuid.UUID) -> Trace:
    """A trace that may be read, as it is now and until the transaction ends. Raises NotFound."""
    trace = session.scalar(
        select(Trace).where(Trace.id == trace_id, Trace.visibility.in_(rules.READABLE)).with_for_update()
    )
    if trace is None:
        raise NotFound("Trace not found")
    return trace


def draft_of(trace: Trace) -> Draft:
    """The present content of a trace."""
    return Draft(**{part.name: getattr(trace, part.name) for part in fields(Draft)})
