"""OpenTelemetry spans, from a request through the outbox to the worker. Off unless an exporter is set.

OTEL_EXPORTER_OTLP_ENDPOINT (or the one for traces) switches it on; the SDK's other variables apply.
"""

import os
from collections.abc import Iterable

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Link
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

tracer = trace.get_tracer("commontrace")

_propagator = TraceContextTextMapPropagator()
_SWITCHES = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def configure_tracing(process: str) -> None:
    """Export the spans of this process, named `commontrace-<process>`, if an exporter is set."""
    if not any(os.environ.get(name) for name in _SWITCHES):
        return
    # The exporter takes half a second to import, which a process that doesn't export shouldn't pay.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    provider = TracerProvider(resource=Resource.create({"service.name": f"commontrace-{process}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)


def traceparent() -> str | None:
    """The current span as a W3C traceparent, None outside any recorded span."""
    carrier: dict[str, str] = {}
    _propagator.inject(carrier)
    return carrier.get("traceparent")


def parent_of(traceparents: Iterable[str | None]) -> tuple[Context | None, list[Link]]:
    """Where a span over several pieces of work belongs: below the one that caused it, or linked to many."""
    contexts = [_propagator.extract({"traceparent": text}) for text in traceparents if text]
    if len(contexts) == 1:
        return contexts[0], []
    return None, [Link(trace.get_current_span(context).get_span_context()) for context in contexts]


def remote_context(header: str | None) -> Context | None:
    """The context that a caller sent, None when it sent none."""
    return _propagator.extract({"traceparent": header}) if header else None
