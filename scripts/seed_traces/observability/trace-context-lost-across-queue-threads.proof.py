import asyncio
import contextvars
import io
import logging
import pathlib
import re
import threading
from concurrent.futures import ThreadPoolExecutor

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider

text = pathlib.Path(__file__).with_name("trace-context-lost-across-queue-threads.md").read_text()
trace.set_tracer_provider(TracerProvider())
names: dict = {"__name__": "trace"}
executor_code, queue_code, log_code = re.findall(r"```python\n(.*?)```", text, re.S)
exec(executor_code, names)
exec(queue_code, names)
request_id = names["request_id"]
request_id.set("7f3a")

# the symptom, and what goes along by itself
with ThreadPoolExecutor(1) as pool:
    assert pool.submit(request_id.get).result() == "-"
bare = contextvars.ContextVar("request_id")
bare.set("x")
try:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(bare.get).result()
except LookupError as error:
    assert str(error).startswith("<ContextVar name='request_id' at 0x"), error


async def ways():
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(asyncio.sleep(0, None))
    await task
    return await asyncio.to_thread(request_id.get), await loop.run_in_executor(None, request_id.get)


assert asyncio.run(ways()) == ("7f3a", "-")

with names["ContextExecutor"](2) as pool:
    assert pool.submit(request_id.get).result() == "7f3a"
    assert list(pool.map(lambda _: request_id.get(), range(8))) == ["7f3a"] * 8
    pool.submit(request_id.set, "other").result()
    assert request_id.get() == "7f3a" and pool.submit(request_id.get).result() == "7f3a"

# the queue
sent, seen = [], []
with trace.get_tracer("t").start_as_current_span("request") as span:
    wanted = span.get_span_context().trace_id
    names["publish"](sent.append, {"order": 1})
assert '"traceparent": "00-' in sent[0]


def worker():
    handle = lambda body: seen.append((request_id.get(), trace.get_current_span().get_span_context().trace_id, body))
    names["consume"](sent[0], handle)
    seen.append(request_id.get())


thread = threading.Thread(target=worker)
thread.start()
thread.join()
assert seen == [("7f3a", wanted, {"order": 1}), "-"], seen

exec(log_code, names)
out = io.StringIO()
handler = logging.StreamHandler(out)
handler.addFilter(names["RequestId"]())
handler.setFormatter(logging.Formatter("%(request_id)s %(message)s"))
logging.getLogger("library").addHandler(handler)
names["request_id"].set("abc")
logging.getLogger("library").warning("hello")
assert out.getvalue() == "abc hello\n", out.getvalue()
