# needs: node
set -u
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
cat > server.js <<'EOF_SERVER'
import http from "node:http";

const server = http.createServer((req, res) => {
  if (req.url === "/ready") {
    res.statusCode = stopping ? 503 : 200;
    return res.end();
  }
  setTimeout(() => res.end("ok\n"), 300);
});

const DRAIN_MS = Number(process.env.DRAIN_MS ?? 5000); // 0 without a load balancer
const LIMIT_MS = 20_000; // below the platform's grace period, minus DRAIN_MS
let stopping = false;

// in front of the other handlers: no connection is kept once we stop
server.prependListener("request", (req, res) => {
  if (stopping) res.setHeader("Connection", "close");
  res.on("close", () => {
    if (stopping) setImmediate(() => server.closeIdleConnections());
  });
});

async function shutdown(signal) {
  if (stopping) return;
  stopping = true; // readiness fails, requests are still served
  console.log(`${signal}: draining`);
  await new Promise((r) => setTimeout(r, DRAIN_MS));
  const limit = setTimeout(() => {
    console.error("shutdown timed out");
    server.closeAllConnections();
    process.exit(1);
  }, LIMIT_MS);
  await new Promise((r) => server.close(r));
  // now close what requests needed: await pool.end(), queue.close()
  clearTimeout(limit);
  process.exit(0);
}

process.on("SIGTERM", shutdown);
process.on("SIGINT", shutdown);
server.listen(Number(process.env.PORT ?? 3000));
EOF_SERVER
echo '{"type":"module"}' > package.json
cat > plain.cjs <<'EOF'
const s = require("node:http").createServer((q, r) => setTimeout(() => r.end("ok"), 300));
s.listen(Number(process.env.PORT));
if (process.argv[2]) process.on("SIGTERM", () => s.close(() => process.exit(0)));
EOF
cat > client.cjs <<'EOF'
const http = require("node:http");
const agent = new http.Agent({ keepAlive: true });
const pid = Number(process.argv[2]), port = process.argv[3];
let tries = 0;
(function ready() {
  http.get({ port, path: "/ready", agent: false }, (r) => { r.resume(); go(); })
    .on("error", () => (++tries < 100 ? setTimeout(ready, 30) : process.exit(9)));
})();
function go() {
  const t = Date.now();
  http.get({ port, path: "/", agent }, (r) => { r.resume(); r.on("end", () => console.log("answer", r.statusCode)); })
    .on("error", (e) => console.log(e.message));
  setTimeout(() => process.kill(pid, "SIGTERM"), 100);
  const timer = setInterval(() => {
    let alive = true;
    try { process.kill(pid, 0); } catch { alive = false; }
    if (!alive || Date.now() - t > 2500) { console.log(alive ? "hangs" : "ended"); clearInterval(timer); process.exit(0); }
  }, 20);
}
EOF
run() { # command; prints what the client saw
  port=$(node -p 'const s=require("net").createServer().listen(0,()=>{console.log(s.address().port);s.close()});""' | tr -d '\n')
  PORT=$port DRAIN_MS=50 "$@" >log 2>&1 &
  pid=$!
  out=$(node client.cjs $pid $port)
  kill -9 $pid 2>/dev/null
  wait $pid
  code=$?
}
run node plain.cjs
has "$out" "socket hang up"
run node plain.cjs close
has "$out" "answer 200"
has "$out" "hangs"          # the keep-alive connection of the request
run node server.js
has "$out" "answer 200"
has "$out" "ended"
[ "$code" = 0 ] || fail "exit code $code"
has "$(cat log)" "SIGTERM: draining"
