"""What is preferred among hits, without finding any by itself."""

from search.query.filters import Clause
from search.query.spec import SearchSpec


def preferences(spec: SearchSpec, boost: float) -> list[Clause]:
    """A constant `boost` each for the language and the framework that the caller works in."""
    wanted = {"language": spec.language, "framework": spec.framework}
    return [
        {"constant_score": {"filter": {"term": {field: name}}, "boost": boost, "_name": field}}
        for field, name in wanted.items()
        if name
    ]
