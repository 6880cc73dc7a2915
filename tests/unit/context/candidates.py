"""Makers of candidates and counters for the tests of context packs."""

import itertools
import re
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from app.context.rules import Candidate

NOW = datetime(2026, 6, 1, tzinfo=UTC)
_serial = itertools.count(1)
_TOKEN = re.compile(r"[A-Za-z0-9]{1,3}|[^\sA-Za-z0-9]")


class WordCounter:
    """Stands in for WordPiece: a token for every three letters and every other character."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_TOKEN.findall(text)) for text in texts]


def candidate(**parts: Any) -> Candidate:
    n = next(_serial)
    fields: dict[str, Any] = {
        "id": uuid.UUID(int=n),
        "title": f"Trace {n}",
        "context_text": f"Symptom {n} shows. It does so often.",
        "solution_text": f"Do step {n} first.\n\n```python\nstep({n})\n```\n\nThen look again.",
        "tags": (),
        "status": "validated",
        "trust_score": 0.5,
        "outcomes": None,
        "created_at": datetime(2026, 1, 1, tzinfo=UTC),
        "valid_until": None,
        "revision": 1,
        "is_stale": False,
        "stale_reason": None,
        "content_hash": str(n).encode(),
    }
    return Candidate(**{**fields, **parts})
