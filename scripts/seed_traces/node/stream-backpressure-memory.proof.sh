# needs: node
set -eu
cat > t.js <<'E'
const fs = require("node:fs"), readline = require("node:readline"), http = require("node:http"), zlib = require("node:zlib"), assert = require("node:assert");
const { Readable, Writable, Transform } = require("node:stream");
const { once } = require("node:events");
const { pipeline } = require("node:stream/promises");
async function compress(from, to) {
  await pipeline(fs.createReadStream(from), zlib.createGzip(), fs.createWriteStream(to));
}
async function upperLines(from, to) {
  const lines = readline.createInterface({ input: fs.createReadStream(from), crlfDelay: Infinity });
  await pipeline(
    lines,
    async function* (source) {
      for await (const line of source) yield line.toUpperCase() + "\n";
    },
    fs.createWriteStream(to),
  );
}
async function download(url, file) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`HTTP ${response.status} for ${url}`);
  await pipeline(Readable.fromWeb(response.body), fs.createWriteStream(file));
}
async function writeAll(rows, out) {
  for await (const row of rows) {
    if (!out.write(JSON.stringify(row) + "\n")) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
}
const slow = () => { let most = 0; const w = new Writable({ write(c, e, cb) { most = Math.max(most, w.writableLength); setImmediate(cb); } }); w.most = () => most; return w; };
const rows = Array.from({ length: 3000 }, (_, i) => ({ i, text: "x".repeat(100) }));
(async () => {
  // 2: ignoring write()'s answer buffers everything, waiting for drain does not
  const bad = slow(); for (const r of rows) bad.write(JSON.stringify(r) + "\n"); bad.end(); await once(bad, "finish");
  const good = slow(); await writeAll(rows, good);
  assert(bad.most() > 300000 && good.most() < 100000, `buffered: ${bad.most()} ${good.most()}`);
  // 3: pipe leaves the source open and loses errors; pipeline rejects and closes
  const failing = () => new Transform({ transform(c, e, cb) { cb(new Error("broken")); } });
  fs.writeFileSync("in", "a\nb\n".repeat(100000));
  const src = fs.createReadStream("in"), t = failing(); let told; t.on("error", (e) => (told = e)); src.pipe(t).pipe(fs.createWriteStream("out1"));
  await new Promise((r) => setTimeout(r, 100)); assert(told && !src.destroyed, "pipe closed the source"); src.destroy();
  const src2 = fs.createReadStream("in"), dst2 = fs.createWriteStream("out2");
  await assert.rejects(pipeline(src2, failing(), dst2), /broken/); assert(src2.destroyed && dst2.destroyed);
  // the examples
  await compress("in", "in.gz"); assert.strictEqual(zlib.gunzipSync(fs.readFileSync("in.gz")).length, 400000);
  await upperLines("in", "up"); assert.strictEqual(fs.readFileSync("up", "utf8").slice(0, 4), "A\nB\n");
  let early;
  const server = http.createServer(async (req, res) => {
    if (req.url === "/no") { res.statusCode = 404; return res.end(); }
    try { await pipeline(req.url === "/endless" ? Readable.from((function* () { for (;;) yield Buffer.alloc(65536); })()) : fs.createReadStream("in"), res); } catch (e) { early = e.code; }
  }).listen(0, "127.0.0.1", async () => {
    const url = "http://127.0.0.1:" + server.address().port;
    await download(url, "copy"); assert.strictEqual(fs.statSync("copy").size, 400000);
    await assert.rejects(download(url + "/no", "x"), /HTTP 404/);
    const req = http.get(url + "/endless", (res) => res.once("data", () => req.destroy())); req.on("error", () => {});
    for (let i = 0; i < 40 && !early; i++) await new Promise((r) => setTimeout(r, 10));
    assert.strictEqual(early, "ERR_STREAM_PREMATURE_CLOSE"); server.close(); server.closeAllConnections();
  });
})().catch((e) => { console.error("differs:", e); process.exit(1); });
E
node t.js
