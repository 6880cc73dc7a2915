"""Requests to Elasticsearch: the barest that ranks alike, and the product's with one choice undone. Pure."""

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from search.embeddings.protocol import Vectors

Body = dict[str, Any]

SCORES = "include_named_queries_score=true"
"""The parameter with which the product learns each leg's score."""


def bare(product: Body, trust: str = "trust_factor") -> Body:
    """The prototype's: words and neighbours, the best hundred weighed by trust and age in one rescore; no filter, no
    names, no floor for what isn't a neighbour.
    """
    words, knn = leg(product, "match"), leg(product, "knn")
    neighbours = {name: value for name, value in knn["knn"].items() if name not in {"filter", "_name"}}
    age = {"gauss": {"created_at": {"scale": "730d", "decay": 0.5}}}
    by_trust = {"field_value_factor": {"field": trust, "missing": 1}}
    weighed = {"function_score": {"functions": [by_trust, age], "score_mode": "multiply", "boost_mode": "replace"}}
    return {
        "size": product["size"],
        "_source": False,
        "track_total_hits": False,
        "query": {"bool": {"should": [_without_name(words), {"knn": neighbours}]}},
        "rescore": {"window_size": 100, "query": {"rescore_query": weighed, "score_mode": "multiply"}},
    }


def neighbours(product: Body, count: int) -> Body:
    """The product's kNN clause with its filters, alone."""
    return {"size": count, "_source": False, "track_total_hits": False, "query": leg(product, "knn")}


def leg(product: Body, kind: str) -> Body:
    """The first clause of that kind in the query. KeyError when there is none."""
    for clause in _clauses(product["query"]):
        if kind in clause:
            return copy.deepcopy({kind: clause[kind]})
    raise KeyError(kind)


def undone(product: Body, vector: Vectors) -> Mapping[str, tuple[Body, str]]:
    """What the product would send, and as parameters, had it chosen otherwise in one thing."""
    numbers = copy.deepcopy(product)
    for clause in _clauses(numbers["query"]):
        if "knn" in clause:
            clause["knn"]["query_vector"] = np.round(vector.astype(float), 8).tolist()
    fields = copy.deepcopy(product)
    words = leg(product, "match")["match"]
    said = next(iter(words.values()))["query"]
    several = {"multi_match": {"query": said, "type": "most_fields", "fields": FIELDS}}
    _replace(fields["query"], "match", lambda: several)
    rescore = product["rescore"]
    return {
        "totals counted": ({**product, "track_total_hits": True}, SCORES),
        "source sent": ({**product, "_source": True}, SCORES),
        "vector as numbers": (numbers, SCORES),
        "no score of each leg": (product, ""),
        "no rescore": ({name: value for name, value in product.items() if name != "rescore"}, SCORES),
        "two rescores, not one": ({**product, "rescore": _apart(rescore)}, SCORES),
        "a window of 100": ({**product, "rescore": {**rescore, "window_size": 100}}, SCORES),
        "nothing in place of meaning": (_without_floor(product), SCORES),
        "three fields, not one": (fields, SCORES),
    }


FIELDS = ["title", "context_text", "solution_text"]


def _apart(rescore: Body) -> list[Body]:
    """Trust and age, each in a look of its own."""
    both = rescore["query"]["rescore_query"]["function_score"]
    trust = {"function_score": {"field_value_factor": both["field_value_factor"], "boost_mode": "replace"}}
    return [{**rescore, "query": {"rescore_query": each, "score_mode": "multiply"}} for each in (trust, both["query"])]


def _without_floor(product: Body) -> Body:
    made = copy.deepcopy(product)
    for clause in _clauses(made["query"]):
        if "dis_max" in clause:
            clause["dis_max"]["queries"] = clause["dis_max"]["queries"][:1]
    return made


def _clauses(query: object) -> Iterator[Body]:
    """Every dictionary within, outermost first."""
    if isinstance(query, dict):
        yield query
        for value in query.values():
            yield from _clauses(value)
    elif isinstance(query, list):
        for value in query:
            yield from _clauses(value)


def _replace(query: Body, kind: str, make: Callable[[], Body]) -> None:
    for clause in list(_clauses(query)):
        if kind in clause:
            del clause[kind]
            clause.update(make())


def _without_name(clause: Body) -> Body:
    bare_clause = copy.deepcopy(clause)
    for each in _clauses(bare_clause):
        each.pop("_name", None)
    return bare_clause
