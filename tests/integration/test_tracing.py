"""One story from the request through the outbox to the worker."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from app.wiring import Services
from tests.factories import trace_body
from tests.integration.conftest import work

REMOTE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture(scope="module")
def exporter() -> InMemorySpanExporter:
    """Collects the spans of this process from here on: OpenTelemetry takes a provider once."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return exporter


@pytest.fixture
def spans(exporter: InMemorySpanExporter) -> Iterator[InMemorySpanExporter]:
    exporter.clear()
    yield exporter
    exporter.clear()


def test_the_worker_goes_on_with_the_story_of_the_request(
    parts: Services, client: FlaskClient, spans: InMemorySpanExporter
) -> None:
    spans.clear()
    assert client.post("/api/v1/traces", json=trace_body(), headers={"traceparent": REMOTE}).status_code == 202
    work(parts)
    by_name = {span.name: span for span in spans.get_finished_spans()}
    request, index = by_name["POST /api/v1/traces"], by_name["index_traces"]
    assert request.context is not None
    assert index.parent is not None
    assert f"{request.context.trace_id:032x}" == REMOTE.split("-")[1]
    assert index.parent.span_id == request.context.span_id


def test_work_of_many_requests_is_linked_to_each(
    parts: Services, client: FlaskClient, spans: InMemorySpanExporter
) -> None:
    spans.clear()
    for _ in range(3):
        client.post("/api/v1/traces", json=trace_body())
    work(parts)
    (index,) = [span for span in spans.get_finished_spans() if span.name == "index_traces"]
    assert index.parent is None
    assert len({link.context.trace_id for link in index.links}) == 3
