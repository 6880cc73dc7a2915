"""Submit and revise traces, and hide them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import Forbidden, NotFound
from app.outbox import service as outbox
from app.outbox.rules import INTERACTIVE
from app.safety.service import require_no_secrets
from app.tags import rules as tag_rules
from app.tags import service as tags_service
from app.traces import rules
from app.traces.models import Trace, TraceLink, TraceRevision, TraceUsage

SUPERSEDES = "SUPERSEDES"


@dataclass(frozen=True)
class Draft:
    """The content of a trace as its author gives it, made by `prepare`; sizes and characters are already checked."""

    title: str
    context_text: str
    solution_text: str
    tags: Sequence[str] = ()
    metadata_json: Mapping[str, Any] = field(default_factory=dict)
    agent_model: str | None = None
    agent_version: str | None = None
    review_after: datetime | None = None
    watch_condition: str | None = None
    tokens_to_resolution: int | None = None


def prepare(content: Mapping[str, Any]) -> Draft:
    """Validated fields as a draft. Raises Invalid for a possible secret in any of them, before anything is stored.

    Takes milliseconds of computing for long texts, so it is done before a transaction begins.
    """
    require_no_secrets(content)
    return Draft(**{**content, "metadata_json": content.get("metadata_json") or {}})


@dataclass(frozen=True)
class Submitted:
    """What became of a submission. `duplicate`: the trace was there before, with the same content."""

    trace: Trace
    tags: tag_rules.NormalTags
    duplicate: bool


@dataclass(frozen=True)
class Standing:
    """What is known of a new trace beside its content. Only traces kept as files come with more than the default."""

    slug: str | None = None
    status: str = "pending"
    prior_trust: float = 0.0


def submit(
    session: Session,
    contributor_id: uuid.UUID,
    draft: Draft,
    supersedes_trace_id: uuid.UUID | None = None,
    standing: Standing = Standing(),
    *,
    moderating: bool = False,
) -> Submitted:
    """Store a new trace and have it indexed, unless the same content is there already. What it supersedes ends now.

    Raises NotFound or Forbidden for a superseded trace that isn't there, or is another's unless a moderator is at work,
    before any write.
    """
    superseded = _ended(session, None if moderating else contributor_id, supersedes_trace_id)
    same = [trace for trace in same_content(session, draft) if trace.id != supersedes_trace_id]
    if same:
        return Submitted(same[0], tag_rules.normalise_all(draft.tags), duplicate=True)
    trace = Trace(
        id=uuid.uuid4(),
        contributor_id=contributor_id,
        slug=standing.slug,
        status=standing.status,
        prior_trust=standing.prior_trust,
        validated_at=datetime.now(UTC) if standing.status == "validated" else None,
        memory_temperature="WARM",
        visibility=rules.UNDER_REVIEW if is_barred(session, draft) else rules.VISIBLE,
    )
    normal_tags = _set_content(session, trace, draft)
    session.add(trace)
    session.flush()
    session.add(TraceUsage(trace_id=trace.id))
    _record_revision(session, trace, contributor_id)
    if superseded is not None:
        # Of several that supersede it, the first ended it.
        now = datetime.now(UTC)
        superseded.valid_until = min(superseded.valid_until or now, now)
        session.add(TraceLink(source_id=trace.id, target_id=superseded.id, relationship_type=SUPERSEDES))
        touch(session, superseded)
    outbox.publish(session, outbox.INDEX_TRACE, {trace.id: trace.index_version})
    return Submitted(trace, normal_tags, duplicate=False)


def revise(session: Session, trace: Trace, editor_id: uuid.UUID, draft: Draft) -> bool:
    """Give a trace new content as its next revision; False, and nothing written, when nothing differs."""
    before = _recorded_hash(trace)
    _set_content(session, trace, draft)
    if _recorded_hash(trace) == before:
        return False
    trace.revision += 1
    _record_revision(session, trace, editor_id)
    touch(session, trace)
    return True


def set_visibility(session: Session, trace_id: uuid.UUID, visibility: str) -> None:
    """Show or hide a trace: at once for whoever asks Postgres, in the index as soon as the worker gets to it."""
    trace = session.get_one(Trace, trace_id, with_for_update=True)
    if trace.visibility != visibility:
        trace.visibility = visibility
        touch(session, trace)


def touch(session: Session, trace: Trace, priority: int = INTERACTIVE) -> None:
    """Note that something the index shows has changed."""
    trace.index_version += 1
    trace.updated_at = datetime.now(UTC)
    session.flush()
    outbox.publish(session, outbox.INDEX_TRACE, {trace.id: trace.index_version}, priority)


def is_known(session: Session, draft: Draft) -> bool:
    """Whether a trace with the same content can be read, as far as is committed now."""
    digest = rules.content_hash(draft.title, draft.context_text, draft.solution_text)
    known = select(Trace.id).where(Trace.content_hash == digest, Trace.visibility.in_(rules.READABLE)).limit(1)
    return session.scalar(known) is not None


def same_content(session: Session, draft: Draft) -> Sequence[Trace]:
    """Traces that may be read and say the same, oldest first. Of two that come at once, the second waits for the first.

    Whatever locks a trace's row beside calling this does so before.
    """
    digest = rules.content_hash(draft.title, draft.context_text, draft.solution_text)
    session.execute(select(func.pg_advisory_xact_lock(int.from_bytes(digest[:8], "big", signed=True))))
    return session.scalars(
        select(Trace)
        .where(Trace.content_hash == digest, Trace.visibility.in_(rules.READABLE))
        .order_by(Trace.created_at)
        .limit(10)
    ).all()


def is_barred(session: Session, draft: Draft) -> bool:
    """Whether a moderator has taken this content out of sight: as a trace at any revision, or as a revision alone.

    It doesn't come back by being sent again.
    """
    digest = rules.content_hash(draft.title, draft.context_text, draft.solution_text)
    barred = (
        select(TraceRevision.trace_id)
        .join(Trace, Trace.id == TraceRevision.trace_id)
        .where(TraceRevision.content_hash == digest)
        .where(TraceRevision.redacted_at.is_not(None) | Trace.visibility.not_in(rules.READABLE))
    )
    return session.scalar(select(barred.exists())) is True


def _ended(session: Session, owner_id: uuid.UUID | None, trace_id: uuid.UUID | None) -> Trace | None:
    """The locked trace that a new one supersedes, if any; of this owner, or of anybody where it is None."""
    if trace_id is None:
        return None
    trace = session.scalar(
        select(Trace).where(Trace.id == trace_id, Trace.visibility.in_(rules.READABLE)).with_for_update()
    )
    if trace is None:
        raise NotFound("Superseded trace not found")
    if owner_id not in (None, trace.contributor_id):
        raise Forbidden("Can only supersede your own traces")
    return trace


def _set_content(session: Session, trace: Trace, draft: Draft) -> tag_rules.NormalTags:
    """Everything that follows from the content alone."""
    normal = tag_rules.normalise_all(draft.tags)
    tags_service.remember(session, normal.names)
    metadata = dict(draft.metadata_json)
    trace.title = draft.title
    trace.context_text = draft.context_text
    trace.solution_text = draft.solution_text
    trace.tags = list(normal.names)
    trace.metadata_json = metadata
    trace.agent_model = draft.agent_model
    trace.agent_version = draft.agent_version
    trace.review_after = draft.review_after
    trace.watch_condition = draft.watch_condition
    trace.tokens_to_resolution = draft.tokens_to_resolution
    trace.content_hash = rules.content_hash(draft.title, draft.context_text, draft.solution_text)
    trace.text_hash = rules.text_hash(rules.embedding_text(draft.title, draft.context_text, draft.solution_text))
    fingerprint = rules.context_fingerprint(metadata, normal.names, draft.solution_text)
    trace.context_fingerprint = fingerprint or None
    trace.depth_score = rules.depth_score(draft.solution_text, metadata, fingerprint)
    trace.somatic_intensity = rules.somatic_intensity(metadata)
    trace.impact_level = rules.impact_level(normal.names, metadata)
    trace.half_life_days = rules.half_life_days(normal.names)
    return normal


def _recorded_hash(trace: Trace) -> bytes:
    return rules.document_hash(trace.title, trace.context_text, trace.solution_text, trace.tags, trace.metadata_json)


def _record_revision(session: Session, trace: Trace, editor_id: uuid.UUID) -> None:
    session.add(
        TraceRevision(
            trace_id=trace.id,
            revision=trace.revision,
            editor_id=editor_id,
            title=trace.title,
            context_text=trace.context_text,
            solution_text=trace.solution_text,
            tags=trace.tags,
            metadata_json=trace.metadata_json,
            content_hash=trace.content_hash,
        )
    )
    session.flush()
