"""Average and averaged percentiles mislead; merged buckets of the trace's histogram give the right one."""
import pathlib
import re
import statistics

from prometheus_client import CollectorRegistry, Histogram

text = pathlib.Path(__file__).with_name("p99-latency-average-histogram.md").read_text()
names: dict = {}
exec(re.findall(r"```python\n(.*?)```", text, re.S)[0], names)


def buckets(registry, **labels):
    found = {}
    for metric in registry.collect():
        for s in metric.samples:
            if s.name.endswith("_bucket") and all(s.labels[k] == v for k, v in labels.items()):
                le = float(s.labels["le"])
                found[le] = found.get(le, 0) + s.value
    return sorted(found.items())


def histogram_quantile(q, counts):
    """As Prometheus computes it."""
    rank = q * counts[-1][1]
    low, below = 0.0, 0.0
    for le, count in counts:
        if count >= rank:
            if le == float("inf"):
                return counts[-2][0]
            return low + (le - low) * (rank - below) / (count - below)
        low, below = le, count


values = [0.05] * 98 + [4.0] * 2
assert round(statistics.mean(values), 3) == 0.129
assert 0.39 < 1 - 0.99**50 < 0.41
child = names["LATENCY"].labels("/x")
for value in values:
    child.observe(value)
registry = CollectorRegistry()
registry.register(names["LATENCY"])
counts = buckets(registry, route="/x")
assert 0.025 <= histogram_quantile(0.5, counts) <= 0.05
assert 2 <= histogram_quantile(0.99, counts) <= 4, histogram_quantile(0.99, counts)
assert dict(counts)[0.3] / counts[-1][1] == 0.98

# default buckets cap at 10 s
registry = CollectorRegistry()
default = Histogram("d", "d", registry=registry)
for _ in range(100):
    default.observe(25)
assert histogram_quantile(0.99, buckets(registry)) == 10
assert min(le for le, _ in buckets(registry)) == 0.005

# the mean of two pods' p99 against the p99 of all
quiet, busy = [5.0] * 10, [0.1] * 9990
p99 = lambda data: statistics.quantiles(data, n=100, method="inclusive")[98]
assert (p99(quiet) + p99(busy)) / 2 > 2.5 and p99(quiet + busy) == 0.1
