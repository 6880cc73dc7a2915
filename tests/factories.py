"""Makers of test data: sound by default, any part replaceable."""

import itertools
import uuid
from datetime import UTC, datetime
from typing import Any

from app.traces.service import Draft
from search.documents import TraceDocument

_serial = itertools.count(1)
_RUN = uuid.uuid4().hex[:8]
"""Two runs against one stack don't submit the same to the letter."""


def trace_body(**parts: Any) -> dict[str, Any]:
    """The JSON of a submission."""
    n = next(_serial)
    return {
        "title": f"Connection pool runs dry, case {n}",
        "context_text": f"Requests of case {n} hang after a minute under load, run {_RUN}.",
        "solution_text": f"Close what case {n} opened in a with block.",
        "tags": ["python"],
        **parts,
    }


def draft(**parts: Any) -> Draft:
    """The same as a service takes it."""
    return Draft(**trace_body(**parts))


def document(**parts: Any) -> TraceDocument:
    """An index document without a vector."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    fields: dict[str, Any] = {
        "id": uuid.uuid4(),
        "index_version": 1,
        "title": "t",
        "context_text": "c",
        "solution_text": "s",
        "tags": (),
        "language": None,
        "framework": None,
        "contributor_id": uuid.uuid4(),
        "status": "pending",
        "visibility": "visible",
        "trust_score": 0.0,
        "trust_factor": 1.0,
        "is_stale": False,
        "temperature": None,
        "created_at": now,
        "updated_at": now,
        "valid_from": now,
        "valid_until": None,
        "versions": (),
        "vector": None,
    }
    return TraceDocument(**{**fields, **parts})
