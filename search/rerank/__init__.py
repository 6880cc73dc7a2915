"""A second look at the best hits, by a model that reads question and text together. Off unless it is configured."""

from search.rerank.protocol import Reranker, RerankUnavailable

__all__ = ["RerankUnavailable", "Reranker"]
