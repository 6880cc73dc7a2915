"""What is compared: the product's search, or one that differs from it in named settings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from app.traces.rules import embedding_head, embedding_text
from app.traces.vectors import Texts, embed_traces
from search.embeddings import Embedder, Vectors
from search.query.boosts import PRODUCT, Ranking
from search.query.spec import Mode

Embedding = Callable[[Embedder, Sequence[Texts]], Vectors]
"""Makes the vectors that stand for traces: float32 [n, dim], rows of length 1."""


@dataclass(frozen=True)
class DocumentSide:
    """What is decided when a trace is indexed. Each distinct one costs an index of its own for every corpus.

    `mappings` and `analysis` are laid over the product's, object by object; None removes a key.
    """

    embedding: Embedding = embed_traces
    mappings: Mapping[str, Any] = field(default_factory=dict)
    analysis: Mapping[str, Any] = field(default_factory=dict)
    trust_spread: float = 0.0
    """Trust factors drawn by lot within 1 +- this, in place of the traces' own."""


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
    """`vector_boost_base=20,80` as one variant for each value. Raises VariantError."""
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


def whole_text(embedder: Embedder, traces: Sequence[Texts]) -> Vectors:
    return embedder.embed([embedding_text(*texts) for texts in traces], "document")


def title_and_context(embedder: Embedder, traces: Sequence[Texts]) -> Vectors:
    return embedder.embed([embedding_head(title, context) for title, context, _ in traces], "document")


_MEANINGFUL: tuple[Mode, ...] = ("hybrid", "vector")

EXPERIMENTS: Mapping[str, Sequence[Variant]] = {
    "vector-weight": [
        Variant(f"{weight:g} x root", ranking=replace(PRODUCT, vector_boost_base=weight))
        for weight in (20.0, 30.0, 60.0, 90.0)
    ],
    "weighed-words": [
        Variant(f"at most {words} words", ranking=replace(PRODUCT, most_words=words)) for words in (1, 8, 16, 64)
    ],
    "fingerprints": [
        Variant(f"fingerprints at {share:g}", ranking=replace(PRODUCT, fingerprint_share=share))
        for share in (0.0, 0.02, 0.05, 0.2)
    ],
    "candidates": [
        Variant(f"{candidates} neighbours", ranking=replace(PRODUCT, vector_candidates=candidates))
        for candidates in (50, 200)
    ],
    "unrelated": [
        Variant(f"{cosine:g} for the unrelated", ranking=replace(PRODUCT, unrelated_cosine=cosine))
        for cosine in (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
    ],
    "unrelated-words": [
        Variant(f"unrelated with {coverage} of the words", ranking=replace(PRODUCT, unrelated_coverage=coverage))
        for coverage in ("1", "2<34%", "2<67%", "100%")
    ],
    "quoted": [
        Variant(name, ranking=replace(PRODUCT, quoted_cosine=cosine, quoted_words=words, quoted_coverage=coverage))
        for name, cosine, words, coverage in (
            ("no quotations", -1.0, 1_000, "100%"),
            ("quotations at .5", 0.5, 4, "100%"),
            ("quotations at 1", 1.0, 4, "100%"),
            ("of 3 words", 0.7, 3, "100%"),
            ("of 6 words", 0.7, 6, "100%"),
            ("all of 8, 90 % of more", 0.7, 4, "8<90%"),
            ("all of 5, 80 % of more", 0.7, 4, "5<80%"),
        )
    ],
    "trust-by-lot": [
        Variant(f"trust by lot within {spread:g}", documents=DocumentSide(trust_spread=spread))
        for spread in (0.5, 0.2, 0.1, 0.05, 0.04, 0.03)
    ],
    "embedded-text": [
        Variant(f"{name}, {mode}", mode, documents=DocumentSide(embedding=embedding))
        for name, embedding in (("whole text", whole_text), ("title and context", title_and_context))
        for mode in _MEANINGFUL
    ],
}
"""Named comparisons, kept so that every choice in `search/query/boosts.py` and `es_mappings` can be measured again."""
