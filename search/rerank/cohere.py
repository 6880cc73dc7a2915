"""A second look at hits by a hosted model that reads question and text together. Texts leave the machine."""

from collections.abc import Sequence

import cohere
from cohere.core.request_options import RequestOptions

from search.hosted import CohereCalls, HostedUnavailable
from search.rerank.protocol import RerankUnavailable

MOST_CHARACTERS = 6_000
"""Of each text: some 1,500 tokens. What a trace is about stands at its beginning, and every token is paid for."""


class CohereReranker:
    """By one of Cohere's models for it, `rerank-v3.5` for example."""

    def __init__(self, calls: CohereCalls, model: str) -> None:
        self._calls = calls
        self._model = model

    def relevance(self, question: str, texts: Sequence[str]) -> list[float]:
        if not texts:
            return []
        documents = [text[:MOST_CHARACTERS] for text in texts]

        def ask(client: cohere.ClientV2, options: RequestOptions) -> list[float]:
            response = client.rerank(model=self._model, query=question, documents=documents, request_options=options)
            scores = {each.index: float(each.relevance_score) for each in response.results}
            if scores.keys() != set(range(len(documents))):
                raise ValueError(f"{len(scores)} scores for {len(documents)} texts")
            return [scores[place] for place in range(len(documents))]

        try:
            return self._calls.run(ask)
        except HostedUnavailable as error:
            raise RerankUnavailable(str(error)) from error
