"""Hits in an order of their own, not by relevance, and counts over all that match."""

from typing import Any

from search.query.filters import Clause
from search.query.lexical import NAME
from search.query.spec import Facet, SearchSpec
from search.terms import distinct

ENOUGH_WORDS = "3<75%"
"""Of up to three words all must be in a trace, of more three quarters.

Relevance may let in what shares one word, as it puts that last. An order by date or trust would put it first.
"""

LARGEST_FACET = 20
"""Values told of each facet, the most frequent ones."""

FACET_FIELDS: dict[Facet, str] = {
    "tags": "tags",
    "language": "language",
    "framework": "framework",
    "status": "status",
    "author": "contributor_id",
}

_NEWEST: list[Clause] = [{"created_at": "desc"}, {"id": "desc"}]
_ORDERS: dict[str, list[Clause]] = {"newest": _NEWEST, "trust": [{"trust_factor": "desc"}, *_NEWEST]}


def listing(spec: SearchSpec, where: list[Clause]) -> dict[str, Any]:
    """Query, order and starting point. By trust, where relevance is asked for and there is nothing to be relevant to.

    The last of the order is unique to each trace, so that going on behind one leaves none out and tells none twice.
    """
    words: list[Clause] = []
    if spec.words:
        terms = " ".join(distinct(spec.words))
        words = [{"match": {"all": {"query": terms, "minimum_should_match": ENOUGH_WORDS, "_name": NAME}}}]
    start = {} if spec.after is None else {"search_after": list(spec.after)}
    order = _ORDERS["trust" if spec.sort == "relevance" else spec.sort]
    return {"query": {"bool": {"filter": [*where, *words]}}, "sort": order, **start}


def counted(facets: tuple[Facet, ...]) -> dict[str, Any]:
    """Counts of each value of these fields over everything that matches the query."""
    return {name: {"terms": {"field": FACET_FIELDS[name], "size": LARGEST_FACET}} for name in facets}
