"""The connection to Elasticsearch: bounded in time, pooled for the threads of one process."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from elastic_transport import ObjectApiResponse
from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.serializer import OrjsonSerializer


class SearchUnavailable(Exception):
    """Elasticsearch can't answer now: out of reach, too slow, or turning work away."""


# Statuses that blame the request. All others, a refused login among them, blame the server's state, which may change
# while the same request stays right.
BLAMES_REQUEST = frozenset({400, 409})


SEARCH_TIMEOUT_S = 1.5
"""A search that takes longer is answered 503 within the two seconds that an agent is told to expect."""


def connect(
    url: str, api_key: str | None = None, *, timeout_s: float = SEARCH_TIMEOUT_S, connections: int = 32
) -> Elasticsearch:
    """A client. Each call waits at most `timeout_s`; nothing is retried here, as callers know what may be repeated."""
    return Elasticsearch(
        url,
        api_key=api_key,
        request_timeout=timeout_s,
        max_retries=0,
        connections_per_node=connections,
        serializer=OrjsonSerializer(),
        # A node that failed once is asked again at once: with one node there is no other to prefer.
        dead_node_backoff_factor=0,
    )


@contextmanager
def translated_errors() -> Iterator[None]:
    """Raise SearchUnavailable for what may pass; anything else is a fault of ours and goes through as it is."""
    try:
        yield
    except TransportError as error:
        raise SearchUnavailable(f"Elasticsearch can't be reached: {error.message}") from error
    except ApiError as error:
        if error.status_code not in BLAMES_REQUEST:
            raise SearchUnavailable(f"Elasticsearch turned the request away: HTTP {error.status_code}") from error
        raise


def body(response: ObjectApiResponse[Any]) -> dict[str, Any]:
    """The decoded answer."""
    decoded: dict[str, Any] = response.body
    return decoded
