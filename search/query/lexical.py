"""The legs that match words: the terms of a question, and the fingerprints of the errors in it."""

from collections.abc import Sequence

from search.query.filters import Clause

NAME = "words"
FINGERPRINT = "fingerprint"


def lexical(terms: Sequence[str], *, named: bool = True) -> Clause:
    """BM25 over one field that combines title, context, solution and tags, all as `search.terms` makes them."""
    return {"match": {"all": {"query": " ".join(terms), **({"_name": NAME} if named else {})}}}


def fingerprint(fingerprints: Sequence[str], boost: float) -> Clause:
    """`boost` x inverse document frequency for each error that a trace shares, so that a rare one says more."""
    return {"match": {"fingerprints": {"query": " ".join(fingerprints), "boost": boost, "_name": FINGERPRINT}}}
