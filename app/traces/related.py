"""The traces that one is linked to, in either direction, as a reader needs them: first what speaks against it."""

from typing import Any

from sqlalchemy import JSON, Label, Select, and_, case, func, literal, or_, select, union_all
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from app.traces import rules
from app.traces.models import Trace, TraceLink

SHOWN_LINKS = 3
"""Links shown with one trace."""

SUPERSEDES, SUPERSEDED_BY = "SUPERSEDES", "SUPERSEDED_BY"
CONTRADICTS, CONTRADICTED_BY = "CONTRADICTS", "CONTRADICTED_BY"
DUPLICATE_OF = "DUPLICATE_OF"

_WARNINGS = (SUPERSEDED_BY, CONTRADICTED_BY, DUPLICATE_OF)
"""In the order in which they are told, before all other links, which come strongest first."""


def related_to(limit: int) -> Select[Any]:
    """id, title, relationship_type, strength and place of what is linked to the `Trace` of the enclosing query.

    Others may say that they contradict a trace, but that is only shown for those that are trusted more than it: else
    anybody could put their titles beside the best traces.
    """
    other = aliased(Trace)
    kind = TraceLink.relationship_type
    more_trusted = other.trust_score + other.prior_trust > Trace.trust_score + Trace.prior_trust
    reverse = case((kind == SUPERSEDES, SUPERSEDED_BY), else_=CONTRADICTED_BY)
    concerning = or_(kind == SUPERSEDES, and_(kind == CONTRADICTS, more_trusted))
    both = union_all(
        _ends(other, TraceLink.target_id, TraceLink.source_id, kind),
        _ends(other, TraceLink.source_id, TraceLink.target_id, reverse).where(concerning),
    ).subquery()
    place = case({name: n for n, name in enumerate(_WARNINGS)}, value=both.c.relationship_type, else_=len(_WARNINGS))
    # The last of several that supersede it is the one to read.
    order = (place, both.c.strength.desc(), both.c.since.desc(), both.c.id)
    shown = (both.c.id, both.c.title, both.c.relationship_type, both.c.strength)
    return select(*shown, func.row_number().over(order_by=order).label("place")).order_by(*order).limit(limit)


def related_traces() -> Label[Any]:
    """A column for the first SHOWN_LINKS of each trace, as the wire has them."""
    shown = related_to(SHOWN_LINKS).subquery()
    fields = [
        part for name in ("id", "title", "relationship_type", "strength") for part in (literal(name), shown.c[name])
    ]
    ordered = aggregate_order_by(func.json_build_object(*fields), shown.c.place)
    found = func.coalesce(func.json_agg(ordered), func.json_build_array(), type_=JSON)
    return select(found).scalar_subquery().label("related_traces")


def _ends(other: Any, there: Any, here: Any, relationship_type: Any) -> Select[Any]:
    return (
        select(
            other.id,
            other.title,
            relationship_type.label("relationship_type"),
            TraceLink.strength,
            TraceLink.created_at.label("since"),
        )
        .join_from(TraceLink, other, other.id == there)
        .where(here == Trace.id, other.visibility.in_(rules.SEARCHABLE))
        .correlate(Trace)
    )
