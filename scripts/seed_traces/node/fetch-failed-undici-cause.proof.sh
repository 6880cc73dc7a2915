# needs: node
set -eu
cat > t.js <<'E'
const http = require("node:http"), net = require("node:net"), assert = require("node:assert");
function explain(err) {
  const parts = [];
  for (let e = err; e; e = e.cause) {
    parts.push(`${e.name}: ${e.message}${e.code ? ` [${e.code}]` : ""}`);
    for (const inner of e.errors ?? []) parts.push(`  ${inner.message}`);
  }
  return parts.join("\n");
}

async function getJson(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    if (!response.ok) throw new Error(`HTTP ${response.status} from ${url}`);
    return await response.json();
  } catch (err) {
    throw new Error(`GET ${url}: ${explain(err)}`, { cause: err });
  }
}
const listen = (s) => new Promise((r) => s.listen(0, "127.0.0.1", () => r(s.address().port)));
const says = (url, re) => assert.rejects(getJson(url), (e) => re.test(e.message) || assert.fail(`${url}: ${e.message}`));
(async () => {
  const free = net.createServer(), port = await listen(free); await new Promise((r) => free.close(r));
  await assert.rejects(fetch(`http://127.0.0.1:${port}`), (e) => e.name === "TypeError" && e.message === "fetch failed" && e.cause.code === "ECONNREFUSED");
  await says(`http://127.0.0.1:${port}`, /TypeError: fetch failed\nError: connect ECONNREFUSED 127\.0\.0\.1:\d+ \[ECONNREFUSED\]/);
  const closing = net.createServer((c) => { c.on("error", () => {}); c.once("data", () => c.destroy()); }), cp = await listen(closing);
  await says(`http://127.0.0.1:${cp}`, /SocketError: other side closed \[UND_ERR_SOCKET\]|ECONNRESET/);
  await says("localhost:3000/x", /unknown scheme/);
  await says("http://127.0.0.1:6667/", /bad port/);
  await says("/api/x", /TypeError: Failed to parse URL from \/api\/x/);
  const agg = new TypeError("fetch failed", { cause: new AggregateError([new Error("connect ECONNREFUSED ::1:1")], "") });
  assert.match(explain(agg), /\n {2}connect ECONNREFUSED ::1:1/);
  const server = http.createServer((q, r) => { r.statusCode = q.url === "/ok" ? 200 : 404; r.end('{"a":1}'); }), sp = await listen(server);
  await says(`http://127.0.0.1:${sp}/no`, /HTTP 404 from/);
  assert.deepStrictEqual(await getJson(`http://127.0.0.1:${sp}/ok`), { a: 1 });
  // the environment's proxy is used only when asked for (22.21, 24.0 and later)
  let seen = 0; const proxy = http.createServer().on("connect", (q, s) => { seen++; s.on("error", () => {}); s.end("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n"); }).on("request", (q, s) => { seen++; s.end("x"); }), pp = await listen(proxy);
  const run = (env) => new Promise((r) => require("node:child_process").execFile(process.execPath, ["-e", `fetch("http://127.0.0.1:${sp}/ok").catch(() => {}).finally(() => process.exit())`],
    { env: { ...process.env, NO_PROXY: "", no_proxy: "", HTTP_PROXY: `http://127.0.0.1:${pp}`, http_proxy: `http://127.0.0.1:${pp}`, ...env } }, r));
  await run({ NODE_USE_ENV_PROXY: "" }); assert.strictEqual(seen, 0);
  const [a, b] = process.versions.node.split(".").map(Number);
  if (a >= 24 || (a === 22 && b >= 21)) { await run({ NODE_USE_ENV_PROXY: "1" }); assert(seen > 0, "proxy not used"); }
})().then(() => process.exit(0), (e) => { console.error("differs:", e); process.exit(1); });
E
node t.js
