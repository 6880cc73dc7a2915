# needs: node
set -eu
cat > t.js <<'E'
const { EventEmitter, once } = require("node:events"), net = require("node:net"), http = require("node:http"), assert = require("node:assert");
const warned = []; process.on("warning", (w) => warned.push(`${w.name}: ${w.message}`));
const tick = () => new Promise((r) => setTimeout(r, 10));
async function nextReply(socket) {
  const [data] = await once(socket, "data", { signal: AbortSignal.timeout(5000) });
  return data;
}
function streamEvents(bus, req, res) {
  const onPrice = (price) => res.write(`data: ${price}\n\n`);
  bus.on("price", onPrice);
  res.on("close", () => bus.off("price", onPrice));
}
async function withSignal(signal, start) {
  signal.throwIfAborted();
  const done = new AbortController();
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true, signal: done.signal });
      start().then(resolve, reject);
    });
  } finally {
    done.abort();
  }
}
(async () => {
  const socket = new net.Socket();
  for (let i = 0; i < 10; i++) socket.on("error", () => {});
  await tick(); assert.deepStrictEqual(warned, []);
  socket.on("error", () => {}); await tick();
  assert.match(warned.pop(), /^MaxListenersExceededWarning: Possible EventEmitter memory leak detected\. 11 error listeners added to \[Socket\]\. MaxListeners is 10\. Use emitter\.setMaxListeners\(\) to increase limit$/);
  const ac = new AbortController(); for (let i = 0; i < 11; i++) ac.signal.addEventListener("abort", () => {});
  await tick(); const major = Number(process.versions.node.split(".")[0]);
  if (major === 20) assert.match(warned.pop(), /EventTarget memory leak detected\. 11 abort listeners added to \[AbortSignal\]/); else if (major >= 22) assert.deepStrictEqual(warned, []);
  warned.length = 0;
  const e = new EventEmitter(); e.on("x", () => {}); e.off("x", () => {}); assert.strictEqual(e.listenerCount("x"), 1); // another function: nothing removed
  // solutions
  for (let i = 0; i < 20; i++) { setImmediate(() => e.emit("data", i)); assert.strictEqual(await nextReply(e), i); }
  assert.strictEqual(e.listenerCount("data") + e.listenerCount("error"), 0);
  const bus = new EventEmitter(); const server = http.createServer((q, r) => { r.writeHead(200); streamEvents(bus, q, r); bus.emit("price", 7); }).listen(0, "127.0.0.1", async () => {
    for (let i = 0; i < 12; i++) await new Promise((r) => { const q = http.get({ port: server.address().port, host: "127.0.0.1", agent: false }, (res) => res.once("data", (d) => { assert.strictEqual(String(d), "data: 7\n\n"); q.destroy(); r(tick()); })); q.on("error", () => {}); });
    await tick(); assert.strictEqual(bus.listenerCount("price"), 0);
    const long = new AbortController(); for (let i = 0; i < 20; i++) assert.strictEqual(await withSignal(long.signal, async () => i), i);
    const p = withSignal(long.signal, () => new Promise(() => {})); long.abort(new Error("stop")); await assert.rejects(p, /stop/);
    bus.setMaxListeners(1000); for (let i = 0; i < 20; i++) bus.on("price", () => {});
    await tick(); assert.deepStrictEqual(warned, []); process.exit(0);
  });
})().catch((e) => { console.error("differs:", e); process.exit(1); });
E
node --no-warnings t.js
