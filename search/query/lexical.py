"""The legs that match words: the terms of a question, and the fingerprints of the errors in it."""

from collections.abc import Sequence

from search.query.filters import Clause

NAME = "words"
FINGERPRINT = "fingerprint"


def lexical(terms: Sequence[str]) -> Clause:
    """BM25 over one field that combines title, context, solution and tags, all as `search.terms` makes them."""
    return {"match": {"all": {"query": " ".join(terms), "_name": NAME}}}


def covering(terms: Sequence[str], coverage: str) -> Clause:
    """A filter for what has at least so many of the words, in the notation of `minimum_should_match`."""
    return {"match": {"all": {"query": " ".join(terms), "minimum_should_match": coverage}}}


def fingerprint(fingerprints: Sequence[str], boost: float) -> Clause:
    """`boost` x inverse document frequency for each error that a trace shares, so that a rare one says more."""
    return {"match": {"fingerprints": {"query": " ".join(fingerprints), "boost": boost, "_name": FINGERPRINT}}}
