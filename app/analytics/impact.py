"""What somebody's traces saved others, by what they cost to find out and how often they were listed."""

import uuid
from collections.abc import Mapping

from sqlalchemy import ColumnElement, Numeric, case, cast, func, select
from sqlalchemy.orm import Session

from app.traces import rules
from app.traces.models import Trace, TraceUsage


def outbound(session: Session, contributor_id: uuid.UUID) -> Mapping[str, int]:
    """Contract v1: effort told with each own trace, times its retrievals. What isn't a number counts as none."""
    tokens = func.coalesce(cast(Trace.tokens_to_resolution, Numeric), _told("tokens_to_resolution"))
    minutes = _told("time_to_resolution_minutes")
    row = session.execute(
        select(
            func.coalesce(func.sum(tokens * TraceUsage.retrieval_count), 0),
            func.coalesce(func.sum(minutes * TraceUsage.retrieval_count), 0),
            func.count(),
        )
        .select_from(Trace)
        .join(TraceUsage, TraceUsage.trace_id == Trace.id)
        .where(Trace.contributor_id == contributor_id, Trace.visibility.in_(rules.READABLE))
    ).one()
    return {
        "tokens_saved_for_others": int(row[0]),
        "minutes_saved_for_others": int(row[1]),
        "trace_count": int(row[2]),
    }


def _told(name: str) -> ColumnElement[object]:
    text = Trace.metadata_json[name].astext
    return case((text.regexp_match(r"^[0-9]{1,9}(\.[0-9]{1,9})?$"), cast(text, Numeric)), else_=0)
