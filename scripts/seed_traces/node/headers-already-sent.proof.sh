# needs: node npm:express@5.1.0
set -eu
cat > t.js <<'E'
const express = require("express"), assert = require("node:assert");
function requireUser(req, res, next) {
  if (!req.user) {
    return res.status(401).json({ error: "not signed in" });
  }
  return next();
}
function onError(err, req, res, next) {
  if (res.headersSent) {
    return next(err);
  }
  return res.status(500).json({ error: "internal error" });
}
function withTimeout(ms, work) {
  return async (req, res, next) => {
    const timer = setTimeout(() => {
      if (!res.headersSent) res.status(503).json({ error: "timeout" });
    }, ms);
    try {
      const result = await work(req);
      if (!res.headersSent) res.json(result);
    } catch (err) {
      if (!res.headersSent) next(err);
    } finally {
      clearTimeout(timer);
    }
  };
}
let traced = 0;
function traceFirstAnswer(req, res, next) {
  const end = res.end;
  res.end = function (...args) {
    traced++;
    return end.apply(this, args);
  };
  next();
}
const seen = [], app = express(), sleep = (ms) => new Promise((r) => setTimeout(r, ms));
app.set("env", "test"); app.use(traceFirstAnswer);
app.get("/twice", (req, res) => { if (!req.query.id) res.status(400).json({ error: "id" }); res.json({}); });
app.get("/both", (req, res, next) => { res.json({}); next(); }, (req, res) => res.json({}));
app.get("/head", (req, res) => { res.end("x"); try { res.writeHead(200); } catch (e) { seen.push(e.message); } });
app.get("/once", requireUser, (req, res) => res.json({}));
app.get("/slow", withTimeout(10, async () => { await sleep(40); return {}; }));
app.get("/part", (req, res) => { res.write("part"); throw new Error("late"); });
app.get("/fail", () => { throw new Error("early"); });
app.use((err, req, res, next) => { seen.push(err.code + " " + err.message); next(err); });
app.use(onError); app.use((err, req, res, next) => { res.destroy(); });
const server = app.listen(0, "127.0.0.1", async () => {
  const url = "http://127.0.0.1:" + server.address().port, get = (p) => fetch(url + p).then(async (r) => [r.status, await r.text()]);
  const M = "ERR_HTTP_HEADERS_SENT Cannot set headers after they are sent to the client";
  await get("/twice").catch(() => 0); assert.strictEqual(seen.pop(), M);
  await get("/both").catch(() => 0); assert.strictEqual(seen.pop(), M);
  await get("/head"); assert.strictEqual(seen.pop(), "Cannot write headers after they are sent to the client");
  traced = 0; assert.strictEqual((await get("/once"))[0], 401); assert.strictEqual(traced, 1);
  assert.strictEqual((await get("/slow"))[0], 503); await sleep(60); assert.deepStrictEqual(seen, []);
  assert.deepStrictEqual(await get("/fail"), [500, '{"error":"internal error"}']);
  await assert.rejects(get("/part")); assert(seen.every((s) => !s.includes("HEADERS_SENT")), String(seen));
  process.exit(0);
});
process.on("unhandledRejection", (e) => { console.error("differs:", e); process.exit(1); });
E
node t.js
