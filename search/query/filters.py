"""What a hit must satisfy, the same for every leg."""

from typing import Any

from search.query.spec import SearchSpec

Clause = dict[str, Any]


def filters(spec: SearchSpec) -> list[Clause]:
    """Visible, with all the tags, and still valid where the spec asks for it."""
    clauses: list[Clause] = [{"term": {"visibility": "visible"}}]
    clauses += [{"term": {"tags": tag}} for tag in spec.tags]
    if not spec.include_expired:
        if spec.now is None:
            raise ValueError("include_expired=False needs `now`")
        clauses.append({"bool": {"must_not": {"range": {"valid_until": {"lte": spec.now.isoformat()}}}}})
    return clauses
