# needs: node npm:ws@8.18.3
# A proxy that closes idle connections: without pings close 1006, with the trace's server it stays; no Upgrade, no handshake.
trace="$(dirname "$0")/websocket-disconnects-proxy-timeout.md"
cat > t.cjs <<'JS'
const fs = require("fs"), net = require("net"), http = require("http");
const WebSocket = require("ws");
const { WebSocketServer } = WebSocket;
const code = [...fs.readFileSync(process.argv[2], "utf8").matchAll(/```javascript\n([\s\S]*?)```/g)][0][1];
const serve = new Function("WebSocketServer", code.replace(/^import .*$/m, "").replace("export ", "") + "; return serve;")(WebSocketServer);
const must = (ok, what) => { if (!ok) { console.error(what); process.exit(1); } };
const wait = (ms) => new Promise((r) => setTimeout(r, ms));
const listening = (s) => new Promise((r) => s.once("listening", () => r(s.address().port)));
async function proxy(target, idle) { // closes both sides after `idle` ms of silence, as proxy_read_timeout does
  const server = net.createServer((client) => {
    const upstream = net.connect(target, "127.0.0.1");
    client.pipe(upstream).on("error", () => {});
    upstream.pipe(client).on("error", () => {});
    upstream.setTimeout(idle, () => { upstream.destroy(); client.destroy(); });
  }).listen(0, "127.0.0.1");
  return listening(server);
}
async function closeCode(port, within) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  let code = null;
  socket.on("close", (c) => (code = c)).on("error", () => {});
  await wait(within);
  return [code, socket];
}
(async () => {
  const silent = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  let [code] = await closeCode(await proxy(await listening(silent), 150), 350);
  must(code === 1006, "expected 1006 without pings, got " + code);

  const server = serve({ port: 0, host: "127.0.0.1" }, (s, d) => s.send(String(d)), 60);
  const port = await listening(server);
  let socket;
  [code, socket] = await closeCode(await proxy(port, 150), 400);
  must(code === null && socket.readyState === WebSocket.OPEN, "closed in spite of pings: " + code);
  // a peer that is gone is found
  must(server.clients.size === 1, "clients " + server.clients.size);
  socket.pong = () => {}; socket._receiver.removeAllListeners("ping");
  await wait(200);
  must(server.clients.size === 0, "a dead peer was kept");

  // a proxy that drops the hop-by-hop headers
  const plain = http.createServer((req, res) => { res.writeHead(426); res.end(); }).listen(0, "127.0.0.1");
  const strip = http.createServer().on("upgrade", (req, s) => {
    http.get({ port: plain.address().port, host: "127.0.0.1", path: req.url }, (r) => s.end(`HTTP/1.1 ${r.statusCode} x\r\n\r\n`));
  }).listen(0, "127.0.0.1");
  await Promise.all([plain, strip].map((s) => s.listening || listening(s)));
  const message = await new Promise((r) => new WebSocket(`ws://127.0.0.1:${strip.address().port}`).on("error", (e) => r(e.message)));
  must(message === "Unexpected server response: 426", message);
  process.exit(0);
})().catch((e) => { console.error(e); process.exit(1); });
JS
exec node t.cjs "$trace"
