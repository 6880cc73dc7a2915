# needs: node
set -eu
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
cat > server.js <<'E'
const http = require("node:http");

const server = http.createServer((req, res) => res.end("ok"));
server.listen(Number(process.env.PORT ?? 3000));

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    setTimeout(() => process.exit(1), 5000).unref();
  });
}
server.on("listening", () => require("node:fs").writeFileSync("port", String(server.address().port)));
E
start() { rm -f port; PORT=$1 node server.js & pid=$!; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19; do [ -s port ] && return 0; sleep 0.05; done; fail "no start"; }
start 0; port=$(cat port)
trap 'kill $pid 2>/dev/null || true' EXIT
out=$(PORT=$port node server.js 2>&1) && fail "second instance started"
has "$out" "Error: listen EADDRINUSE: address already in use :::$port"
has "$out" "Emitted 'error' event on Server instance at:"
# an open keep-alive connection must not stop the ending
PORT=$port PID=$pid node -e '
  const http = require("node:http"), agent = new http.Agent({ keepAlive: true });
  http.get({ port: process.env.PORT, host: "127.0.0.1", agent }, (res) => { res.resume(); res.on("end", () => {
    process.kill(Number(process.env.PID), "SIGTERM"); setTimeout(() => process.exit(0), 200); }); });'
wait $pid || fail "exit code after SIGTERM: $?"
start "$port"; kill $pid; wait $pid || fail "restart on the same port"
cat > t.js <<'E'
const http = require("node:http");

function start(handler) {
  return new Promise((resolve, reject) => {
    const server = http.createServer(handler);
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(server)); // port: server.address().port
  });
}
Promise.all([start(() => {}), start(() => {})]).then(([a, b]) => {
  if (a.address().port === b.address().port) process.exit(1); a.close(); b.close(); });
E
node t.js || fail "port 0"
