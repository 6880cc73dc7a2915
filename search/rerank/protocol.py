"""What gives hits a second look. Implementations are chosen by configuration."""

from collections.abc import Sequence
from typing import Protocol


class RerankUnavailable(Exception):
    """There is no second look to be had at the moment."""


class Reranker(Protocol):
    """Safe to share between threads."""

    def relevance(self, question: str, texts: Sequence[str]) -> list[float]:
        """0..1 for each text: how well it answers the question. Raises RerankUnavailable."""
        ...
