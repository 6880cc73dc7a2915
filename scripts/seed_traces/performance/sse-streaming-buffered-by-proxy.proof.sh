# needs: node npm:express@5.1.0 npm:compression@1.8.1
# Behind compression() a plain stream arrives in one piece; the trace's headers let each event through at once.
trace="$(dirname "$0")/sse-streaming-buffered-by-proxy.md"
cat > t.cjs <<'JS'
const fs = require("fs");
const express = require("express"), compression = require("compression");
const blocks = [...fs.readFileSync(process.argv[2], "utf8").matchAll(/```javascript\n([\s\S]*?)```/g)].map((m) => m[1].replace("export ", ""));
const { eventStream, events } = new Function(blocks.join("\n") + "; return { eventStream, events };")();
const must = (ok, what) => { if (!ok) { console.error(what); process.exit(1); } };
const wait = (ms) => new Promise((r) => setTimeout(r, ms));
const app = express();
app.use(compression({ threshold: 0, filter: () => true }));
app.get("/plain", async (req, res) => {
  res.set({ "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });
  for (let i = 0; i < 3; i++) { res.write(`data: ${i}\n\n`); await wait(80); }
  res.end();
});
app.get("/good", async (req, res) => {
  const stream = eventStream(req, res);
  for (let i = 0; i < 3; i++) { stream.send({ i, text: "a\nb" }); await wait(80); }
  stream.end();
});
const server = app.listen(0, "127.0.0.1", async () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  async function times(path) {
    const response = await fetch(base + path, { headers: { "Accept-Encoding": "gzip" } });
    const begin = Date.now(), seen = [];
    for await (const event of events(response)) seen.push([Date.now() - begin, event]);
    return { seen, encoding: response.headers.get("content-encoding"), accel: response.headers.get("x-accel-buffering") };
  }
  try {
    const plain = await times("/plain");
    must(plain.encoding === "gzip" && plain.seen.length === 3, JSON.stringify(plain));
    must(plain.seen[2][0] - plain.seen[0][0] < 40, "expected all at once: " + JSON.stringify(plain.seen));
    const good = await times("/good");
    must(good.encoding === null && good.accel === "no", JSON.stringify(good));
    must(good.seen.length === 3 && good.seen[2][0] - good.seen[0][0] > 120, "not streamed: " + JSON.stringify(good.seen));
    must(good.seen[2][1].i === 2 && good.seen[0][1].text === "a\nb", JSON.stringify(good.seen));
    // chunks that cut events anywhere
    const bytes = new TextEncoder().encode(': hi\n\ndata: {"x":"ü"}\r\n\r\ndata: 2\n\n');
    const body = new ReadableStream({ start(c) { for (const b of bytes) c.enqueue(new Uint8Array([b])); c.close(); } });
    const all = [];
    for await (const e of events({ body })) all.push(e);
    must(JSON.stringify(all) === '[{"x":"ü"},2]', JSON.stringify(all));
    process.exit(0);
  } catch (e) { console.error(e); process.exit(1); }
});
JS
exec node t.cjs "$trace"
