"""The traces that one is linked to, in either direction, as a reader needs them: first what speaks against it."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, Uuid, and_, any_, bindparam, case, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from app.traces import rules
from app.traces.models import Trace, TraceLink

SHOWN_LINKS = 3
"""Links shown with one trace."""

SUPERSEDES, SUPERSEDED_BY = "SUPERSEDES", "SUPERSEDED_BY"
CONTRADICTS, CONTRADICTED_BY = "CONTRADICTS", "CONTRADICTED_BY"
DUPLICATE_OF = "DUPLICATE_OF"

_WARNINGS = (SUPERSEDED_BY, CONTRADICTED_BY, DUPLICATE_OF)
"""In the order in which they are told, before all other links, which come strongest first."""

_ids = any_(bindparam("ids", type_=ARRAY(Uuid)))
_other = aliased(Trace)
_kind = TraceLink.relationship_type
_more_trusted = _other.trust_score + _other.prior_trust > Trace.trust_score + Trace.prior_trust
_ends = (_other.id, _other.title, TraceLink.strength, TraceLink.created_at)
# Of all traces at once, by a second statement: as a part of the statement that reads them it took twice as long.
_RELATED = union_all(
    select(TraceLink.source_id.label("of"), _kind.label("relationship_type"), *_ends)
    .join(_other, _other.id == TraceLink.target_id)
    .where(TraceLink.source_id == _ids, _other.visibility.in_(rules.SEARCHABLE)),
    select(TraceLink.target_id, case((_kind == SUPERSEDES, SUPERSEDED_BY), else_=CONTRADICTED_BY), *_ends)
    .join(_other, _other.id == TraceLink.source_id)
    .join(Trace, Trace.id == TraceLink.target_id)
    .where(TraceLink.target_id == _ids, _other.visibility.in_(rules.SEARCHABLE))
    .where(or_(_kind == SUPERSEDES, and_(_kind == CONTRADICTS, _more_trusted))),
)


def related(session: Session, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[dict[str, Any]]]:
    """What each trace is linked to, as the wire has it; nothing for those without links.

    Others may say that they contradict a trace, but that is only shown for those that are trusted more than it: else
    anybody could put their titles beside the best traces.
    """
    found: defaultdict[uuid.UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(session.connection().execute(_RELATED, {"ids": list(ids)}), key=_place):
        shown = {"title": row.title, "relationship_type": row.relationship_type, "strength": row.strength}
        found[row.of].append({"id": str(row.id), **shown})
    return found


def _place(row: Any) -> tuple[int, float, float, uuid.UUID]:
    kind = row.relationship_type
    warning = _WARNINGS.index(kind) if kind in _WARNINGS else len(_WARNINGS)
    # The last of several that supersede it is the one to read.
    return warning, -row.strength, -row.created_at.timestamp(), row.id
