# needs: node
set -eu
cat > t.js <<'E'
const http = require("node:http"), net = require("node:net"), assert = require("node:assert");
const agent = new http.Agent({ keepAlive: true });

function get(url, retry = true) {
  return new Promise((resolve, reject) => {
    const req = http.get(url, { agent }, resolve);
    req.on("error", (err) => {
      if (retry && req.reusedSocket && err.code === "ECONNRESET") {
        resolve(get(url, false));
      } else {
        reject(err);
      }
    });
  });
}
const listen = (s) => new Promise((r) => s.listen(0, "127.0.0.1", () => r(s.address().port)));
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
const drain = (res) => new Promise((r) => { res.resume(); res.on("end", r); });
(async () => {
  // a server that closes a connection just when its second request arrives
  const unlucky = net.createServer((c) => {
    let n = 0;
    c.on("error", () => {});
    c.on("data", () => (++n === 1 ? c.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") : c.destroy()));
  });
  const url = "http://127.0.0.1:" + (await listen(unlucky));
  await drain(await get(url)); await sleep(20);
  const err = await get(url, false).then(() => null, (e) => e);
  assert(err && err.code === "ECONNRESET" && /socket hang up|read ECONNRESET/.test(err.message), "symptom: " + err);
  await drain(await get(url)); await sleep(20);
  const again = await get(url); assert.strictEqual(again.statusCode, 200); await drain(again);
  await fetch(url).then((r) => r.text()); await sleep(20);
  const cause = await fetch(url, { method: "POST", body: "x" }).then(() => null, (e) => e);
  assert(cause && cause.message === "fetch failed" && ["UND_ERR_SOCKET", "ECONNRESET"].includes(cause.cause.code), "fetch: " + cause);
  unlucky.close();
  // the server's own timeout closes idle connections, a longer one keeps them
  const closedAfter = async (keepAliveTimeout) => {
    const server = http.createServer((req, res) => res.end("ok"));
    assert.strictEqual(server.keepAliveTimeout, 5000);
    server.keepAliveTimeout = keepAliveTimeout; server.headersTimeout = keepAliveTimeout + 1000;
    if (server.keepAliveTimeoutBuffer !== undefined) server.keepAliveTimeoutBuffer = 0;
    const socket = net.connect(await listen(server)); let closed = false, text = "";
    const end = new Promise((r) => socket.on("close", () => r((closed = true)))); socket.on("data", (d) => (text += d));
    socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n"); await Promise.race([end, sleep(keepAliveTimeout > 1000 ? 200 : 1300)]); // releases without the setting wait 1 s more
    socket.destroy(); server.close(); return [closed, text];
  };
  assert.strictEqual((await closedAfter(50))[0], true, "short timeout did not close");
  const [closed, text] = await closedAfter(65000);
  assert.strictEqual(closed, false, "long timeout closed"); assert.match(text, /Keep-Alive: timeout=65/i);
  agent.destroy(); process.exit(0);
})().catch((e) => { console.error("differs:", e); process.exit(1); });
E
node t.js
