"""What is compared: the product's search, or one that differs from it in named settings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from app.traces.rules import embedding_text
from search.query.boosts import PRODUCT, Ranking
from search.query.spec import Mode

EmbeddingText = Callable[[str, str, str], str]
"""(title, context, solution) -> the text whose vector stands for the trace."""


@dataclass(frozen=True)
class DocumentSide:
    """What is decided when a trace is indexed. Each distinct one costs an index of its own for every corpus.

    `mappings` and `analysis` are laid over the product's, object by object; None removes a key.
    """

    embedding_text: EmbeddingText = embedding_text
    mappings: Mapping[str, Any] = field(default_factory=dict)
    analysis: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Variant:
    """One line of a comparison. The defaults are the product."""

    name: str
    mode: Mode = "hybrid"
    ranking: Ranking = PRODUCT
    documents: DocumentSide = DocumentSide()


HYBRID, LEXICAL, VECTOR = Variant("hybrid"), Variant("lexical", "lexical"), Variant("vector", "vector")
MODES = (HYBRID, LEXICAL, VECTOR)
"""What a run compares unless it is told otherwise. The others are held against the first."""


class VariantError(ValueError):
    """A sweep that names no setting; the message says what there is."""


def sweep(assignment: str) -> list[Variant]:
    """`vector_boost_per_term=10,40` as one variant for each value. Raises VariantError."""
    name, _, values = assignment.partition("=")
    known = {each.name: type(getattr(PRODUCT, each.name)) for each in fields(Ranking)}
    if name not in known or not values:
        raise VariantError(f"{assignment!r} isn't FIELD=VALUE,VALUE with one of the fields {', '.join(sorted(known))}")
    try:
        return [
            Variant(f"{name}={value}", ranking=replace(PRODUCT, **{name: known[name](value)}))
            for value in values.split(",")
        ]
    except ValueError as error:
        raise VariantError(f"{assignment!r}: {name} takes {known[name].__name__}: {error}") from error


def title_and_context(title: str, context_text: str, _solution_text: str) -> str:
    return f"{title}\n{context_text}"


EXPERIMENTS: Mapping[str, Sequence[Variant]] = {
    "vector-weight": [
        Variant(f"{weight:g} per term", ranking=replace(PRODUCT, vector_boost_per_term=weight))
        for weight in (5.0, 10.0, 40.0, 80.0)
    ],
    "weighed-terms": [
        Variant(f"at most {terms} terms", ranking=replace(PRODUCT, max_weighed_terms=terms)) for terms in (8, 16, 64)
    ],
    "embedded-text": [
        Variant("title and context", documents=DocumentSide(embedding_text=title_and_context)),
        Variant(
            "title and context, by meaning alone", "vector", documents=DocumentSide(embedding_text=title_and_context)
        ),
    ],
    "analysis": [
        Variant(
            "split at blanks only",
            documents=DocumentSide(analysis={"analyzer": {"prose_and_code": {"tokenizer": "whitespace"}}}),
        ),
    ],
}
"""Named comparisons, kept so that every choice in `search/query/boosts.py` and `es_mappings` can be measured again."""
