"""What is preferred among hits, without finding any by itself."""

from search.query.filters import Clause, meeting
from search.query.spec import SearchSpec


def preferences(spec: SearchSpec, boost: float) -> list[Clause]:
    """A constant `boost` each for the language, the framework and a version that the caller works with."""
    wanted: dict[str, list[Clause]] = {
        "language": [{"term": {"language": spec.language}}] if spec.language else [],
        "framework": [{"term": {"framework": spec.framework}}] if spec.framework else [],
        "versions": [meeting(library, statement) for library, statement in spec.versions],
    }
    return [
        {"constant_score": {"filter": _any(clauses), "boost": boost, "_name": name}}
        for name, clauses in wanted.items()
        if clauses
    ]


def _any(clauses: list[Clause]) -> Clause:
    return clauses[0] if len(clauses) == 1 else {"bool": {"should": clauses, "minimum_should_match": 1}}
