# gunicorn with two workers: the counter differs from scrape to scrape; in multiprocess mode it is the sum.
trace="$(dirname "$0")/prometheus-rate-counter-reset-multiprocess.md"
fail() { echo "$1"; cat gunicorn.log; exit 1; }
python - "$trace" <<'PY'
import re, sys
conf, app = re.findall(r"```python\n(.*?)```", open(sys.argv[1]).read(), re.S)
# some work per request, so that both workers get their share
app = app.replace("    if environ", "    __import__(\"time\").sleep(0.004)\n    if environ", 1)
open("gunicorn.conf.py", "w").write(conf)
open("app.py", "w").write(app)
# the symptom: the same application with the registry of the process
plain = app.replace("registry = CollectorRegistry()", "from prometheus_client import REGISTRY as registry")
open("plain.py", "w").write(plain.replace("multiprocess.MultiProcessCollector(registry)", "pass"))
PY
cat > ask.py <<'PY'
import sys, time, urllib.request
from concurrent.futures import ThreadPoolExecutor
base = f"http://127.0.0.1:{sys.argv[1]}"
get = lambda path: urllib.request.urlopen(base + path, timeout=5).read().decode()
pool = ThreadPoolExecutor(8)
for _ in range(100):
    try:
        get("/metrics"); break
    except OSError:
        time.sleep(0.05)
list(pool.map(get, ["/"] * 40))
read = lambda _: [float(l.split()[1]) for l in get("/metrics").splitlines() if l.startswith("http_requests_total ")]
values = [v for found in pool.map(read, range(60)) for v in found]
print(min(values), max(values))
PY
export HOME="$PWD"
port() { python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT
: > none.py  # gunicorn.conf.py would be read by itself
p=$(port); gunicorn -c none.py -w 2 -b "127.0.0.1:$p" plain:app >gunicorn.log 2>&1 & g=$!
read -r low high < <(python ask.py "$p"); kill $g; wait $g 2>/dev/null
python -c "import sys; sys.exit(not $low < 40)" || fail "expected scrapes that miss the other worker, got $low $high"
export PROMETHEUS_MULTIPROC_DIR="$PWD/prometheus_app"; mkdir "$PROMETHEUS_MULTIPROC_DIR"
p=$(port); gunicorn -c gunicorn.conf.py -w 2 -b "127.0.0.1:$p" app:app >gunicorn.log 2>&1 & g=$!
read -r low high < <(python ask.py "$p"); kill $g; wait $g 2>/dev/null
[ "$low $high" = "40.0 40.0" ] || fail "expected 40 from every worker, got $low $high"
