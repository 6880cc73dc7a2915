"""Traces as the API answers them, read with suspicion, and as agents see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mcp_server.api import Garbled
from mcp_server.text import attributes, cut, fence, one_line, sanitise, tokens

SHOWN_STATUSES = frozenset({"pending", "validated", "disputed"})
"""A trace that is called anything else is kept from agents, whoever wrote the server behind the API."""

MOST_TAGS = 20
_AGES = ((365, "y"), (30, "mo"), (7, "w"), (1, "d"))


@dataclass(frozen=True)
class Trace:
    """One trace. Texts are sanitised where they are shown, not here."""

    id: str
    title: str
    status: str
    trust: float
    tags: tuple[str, ...]
    context: str
    solution: str
    author: str
    created_at: datetime | None
    outcome: str
    stale: str
    expired: bool
    score: float
    withheld: bool
    revision: int
    related: tuple[tuple[str, str, str], ...]

    def age(self, now: datetime) -> str:
        """Such as `3mo`; "" when it isn't known."""
        if self.created_at is None:
            return ""
        days = (now - self.created_at).days
        return next((f"{days // span}{unit}" for span, unit in _AGES if days >= span), "today")

    def data(self, now: datetime) -> dict[str, Any]:
        """What an index entry and the whole trace have in common."""
        return {
            "id": self.id,
            "title": one_line(self.title, 200),
            "status": self.status,
            "trust": round(self.trust, 2),
            "tags": [one_line(tag, 50) for tag in self.tags],
            "age": self.age(now),
            **({"outcomes": one_line(self.outcome, 120)} if self.outcome else {}),
            **({"stale": one_line(self.stale, 160)} if self.stale else {}),
            **({"expired": True} if self.expired else {}),
        }


def read(found: Any) -> Trace:
    """Raises Garbled when it lacks what makes a trace."""
    if not isinstance(found, dict) or not isinstance(found.get("id"), str) or not isinstance(found.get("title"), str):
        raise Garbled
    return Trace(
        id=one_line(found["id"], 64),
        title=found["title"],
        status=one_line(_text(found, "status"), 20),
        trust=_number(found, "trust_score"),
        tags=tuple(tag for tag in _list(found, "tags") if isinstance(tag, str))[:MOST_TAGS],
        context=_text(found, "context_text"),
        solution=_text(found, "solution_text"),
        author=_text(found, "contributor_name"),
        created_at=_time(found, "created_at"),
        outcome=_outcome(found),
        stale=_stale(found),
        expired=_time(found, "valid_until") is not None,
        score=_number(found, "combined_score"),
        withheld=_withheld(found),
        revision=int(_number(found, "revision")),
        related=tuple(_related(each) for each in _list(found, "related_traces") if isinstance(each, dict))[:3],
    )


def whole(trace: Trace, now: datetime, most_tokens: int) -> tuple[str, dict[str, Any]]:
    """A trace in full, as fenced text and as data, each within about `most_tokens`. What is too long loses its end."""
    shared = trace.data(now)
    context, solution = sanitise(trace.context), sanitise(trace.solution)
    left = max(200, most_tokens - 300)
    if tokens(context) + tokens(solution) > left:
        # The solution is what was asked for: the context gets at most a third, and what the solution leaves.
        context = cut(context, max(left // 3, left - tokens(solution)))
        solution = cut(solution, max(100, left - tokens(context)))
    content = "\n".join(
        (
            f"# {shared['title']}",
            f"Tags: {', '.join(shared['tags'])}",
            "",
            "## Context",
            context,
            "",
            "## Solution",
            solution,
        )
    )
    named = {name: value for name, value in shared.items() if name not in {"title", "tags"}}
    author = one_line(trace.author, 60)
    text = fence(content, **attributes({**named, "by": author}))
    return text, {**shared, "author": author, "context_text": context, "solution_text": solution}


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    if value is not None and not isinstance(value, str):
        raise Garbled
    return value or ""


def _number(found: Mapping[str, Any], name: str) -> float:
    value = found.get(name)
    if value is not None and (not isinstance(value, (int, float)) or isinstance(value, bool)):
        raise Garbled
    return float(value or 0.0)


def _list(found: Mapping[str, Any], name: str) -> Sequence[Any]:
    value = found.get(name)
    if value is not None and not isinstance(value, list):
        raise Garbled
    return value or []


def _time(found: Mapping[str, Any], name: str) -> datetime | None:
    text = _text(found, name)
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Garbled from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _outcome(found: Mapping[str, Any]) -> str:
    """Such as `worked for 12 of 14`."""
    counts = found.get("outcomes")
    if not isinstance(counts, dict):
        return ""
    summary = counts.get("summary")
    return summary if isinstance(summary, str) else ""


def _stale(found: Mapping[str, Any]) -> str:
    """Why it may no longer hold, "" when nothing is known against it."""
    reason = _text(found, "stale_reason")
    if reason:
        return reason
    if found.get("is_stale") is True or found.get("memory_temperature") in {"FROZEN", "COLD"}:
        return "not used for long"
    return ""


def _withheld(found: Mapping[str, Any]) -> bool:
    """Whether its content is under suspicion. An API that doesn't tell why it flags a trace is taken at its word."""
    if _text(found, "status") not in SHOWN_STATUSES:
        return True
    visibility = found.get("visibility")
    return visibility != "visible" if visibility is not None else found.get("is_flagged") is True


def _related(found: Mapping[str, Any]) -> tuple[str, str, str]:
    kind, title, trace_id = (_text(found, name) for name in ("relationship_type", "title", "id"))
    return one_line(kind, 30), one_line(title, 100), one_line(trace_id, 64)
