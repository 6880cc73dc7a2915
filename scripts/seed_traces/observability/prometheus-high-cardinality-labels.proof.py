import pathlib
import re

from flask import Flask, request
from prometheus_client import CollectorRegistry, Counter, generate_latest

trace = pathlib.Path(__file__).with_name("prometheus-high-cardinality-labels.md").read_text()
names: dict = {"__name__": "trace"}
exec(re.findall(r"```python\n(.*?)```", trace, re.S)[0], names)


def series(registry=None):
    text = (generate_latest(registry) if registry else generate_latest()).decode()
    return re.findall(r"^http_requests_total.*$", text, re.M)


def visit(app):
    client = app.test_client()
    for number in range(300):
        client.get(f"/users/{number}")
    for number in range(100):
        client.get(f"/wp-{number}.php")
        client.open("/users/1", method=f"X{number}")


registry = CollectorRegistry()
by_path = Counter("http_requests", "by path", ["method", "path", "status"], registry=registry)
naive = Flask("naive")
naive.get("/users/<int:user>")(lambda user: {"user": user})


@naive.after_request
def count(response):
    by_path.labels(request.method, request.path, response.status_code).inc()
    return response


visit(naive)
assert len(series(registry)) == 500, len(series(registry))
visit(names["app"])
found = series()
assert len(found) <= 4, found
assert 'http_requests_total{method="GET",route="/users/<int:user>",status="2xx"} 300.0' in found, found
assert 'http_requests_total{method="GET",route="unmatched",status="4xx"} 100.0' in found, found
