"""The leg that matches words."""

from search.query.filters import Clause

NAME = "words"


def lexical(text: str, *, named: bool = True) -> Clause:
    """BM25 over one field that combines title, context, solution and tags."""
    return {"match": {"all": {"query": text, **({"_name": NAME} if named else {})}}}
