"""No provider: nothing is recorded. A second provider is ignored. A process that ends hard loses its batch."""
import logging
import os
import pathlib
import re

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

text = pathlib.Path(__file__).with_name("opentelemetry-no-spans-exported.md").read_text()
check = re.findall(r"```python\n(.*?)```", text, re.S)[0]


def run_check():
    printed = []
    exec(check, {"print": lambda *values: printed.append(values)})
    return printed[0][0], printed[1][0]


class ToFile(SpanExporter):
    def export(self, spans):
        with open("spans.txt", "a") as file:
            file.writelines(f"{span.name}\n" for span in spans)
        return SpanExportResult.SUCCESS


assert run_check() == ("ProxyTracerProvider", False), run_check()
os.environ["OTEL_SDK_DISABLED"] = "true"
with TracerProvider().get_tracer("x").start_as_current_span("x") as span:
    assert not span.is_recording(), "a disabled SDK was expected to record nothing"
del os.environ["OTEL_SDK_DISABLED"]
provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(ToFile()))
trace.set_tracer_provider(provider)
assert run_check() == ("TracerProvider", True), run_check()

records = []
handler = logging.Handler()
handler.emit = lambda record: records.append(record.getMessage())
logging.getLogger("opentelemetry").addHandler(handler)
trace.set_tracer_provider(TracerProvider())
assert records == ["Overriding of current TracerProvider is not allowed"] and records[0] in text, records
assert trace.get_tracer_provider() is provider

for name, flush in (("lost", False), ("kept", True)):
    if (child := os.fork()) == 0:
        with trace.get_tracer("job").start_as_current_span(name):
            pass
        if flush:
            provider.force_flush()
        os._exit(0)
    os.waitpid(child, 0)
found = pathlib.Path("spans.txt").read_text().split()
assert "kept" in found and "lost" not in found, found
