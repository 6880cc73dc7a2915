"""What a hit must satisfy, the same for every leg."""

from collections.abc import Iterable, Iterator
from typing import Any

from search.query.spec import Filters
from search.versions import intervals, section

Clause = dict[str, Any]


def filters(wanted: Filters) -> list[Clause]:
    """Visible, and whatever else is wanted. All of the clauses must hold."""
    return [{"term": {"visibility": "visible"}}, *_labelled(wanted), *_bounded(wanted), *_valid(wanted)]


def meeting(library: str, statement: str) -> Clause:
    """Traces that state a version of the library which meets the statement."""
    sections = [section(library, interval) for interval in intervals(statement)]
    return _any({"range": {"versions": {"gte": low, "lte": high, "relation": "intersects"}}} for low, high in sections)


def _labelled(wanted: Filters) -> Iterator[Clause]:
    yield from ({"term": {"tags": tag}} for tag in wanted.tags)
    for name, values in (
        ("tags", wanted.tags_any),
        ("status", wanted.status),
        ("language", wanted.language),
        ("framework", wanted.framework),
    ):
        if values:
            yield {"terms": {name: list(values)}}
    if wanted.tags_none:
        yield _not({"terms": {"tags": list(wanted.tags_none)}})
    if wanted.author is not None:
        yield {"term": {"contributor_id": str(wanted.author)}}


def _bounded(wanted: Filters) -> Iterator[Clause]:
    if wanted.min_trust is not None:
        yield {"range": {"trust_score": {"gte": wanted.min_trust}}}
    if wanted.since is not None:
        yield {"range": {"created_at": {"gte": wanted.since.isoformat()}}}
    for library, statement in wanted.versions.items():
        yield meeting(library, statement)


def _valid(wanted: Filters) -> Iterator[Clause]:
    if wanted.valid_at is not None:
        yield {"range": {"valid_from": {"lte": wanted.valid_at.isoformat()}}}
    for moment in (wanted.valid_at, wanted.unexpired_at):
        if moment is not None:
            yield _not({"range": {"valid_until": {"lte": moment.isoformat()}}})
    if wanted.is_stale is not None:
        yield {"term": {"is_stale": wanted.is_stale}}


def _not(clause: Clause) -> Clause:
    return {"bool": {"must_not": clause}}


def _any(clauses: Iterable[Clause]) -> Clause:
    return {"bool": {"should": list(clauses), "minimum_should_match": 1}}
