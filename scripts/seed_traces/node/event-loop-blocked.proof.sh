# needs: node
set -eu
cat > worker.js <<'E'
const { parentPort, workerData } = require("node:worker_threads");

function compute(n) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.sqrt(i);
  return sum;
}

parentPort.postMessage(compute(workerData));
E
cat > t.js <<'E'
const { Worker } = require("node:worker_threads"), http = require("node:http"), assert = require("node:assert");
const { monitorEventLoopDelay } = require("node:perf_hooks");
function inWorker(file, workerData) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, { workerData });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`worker exited with ${code} and no result`)));
  });
}
const N = 4e8;
const compute = (n) => { let s = 0; for (let i = 0; i < n; i++) s += Math.sqrt(i); return s; };
// the clients run in a process of their own, so that they are not blocked themselves
if (process.argv[2]) {
  const url = process.argv[2], t0 = performance.now();
  fetch(url + process.argv[3]).then((r) => r.text());
  setTimeout(async () => { const t = performance.now(); await (await fetch(url + "/health")).text(); console.log(Math.round(performance.now() - t)); process.exit(0); }, 60);
} else {
  const delay = monitorEventLoopDelay({ resolution: 20 }); delay.enable();
  const server = http.createServer(async (req, res) => {
    if (req.url === "/blocking") res.end(String(compute(N)));
    else if (req.url === "/worker") res.end(String(await inWorker("./worker.js", N)));
    else res.end("ok");
  }).listen(0, "127.0.0.1", async () => {
    const ask = (path) => new Promise((r) => require("child_process").execFile(process.execPath, [__filename, "http://127.0.0.1:" + server.address().port, path], (e, out) => r(Number(out))));
    await ask("/health"); delay.reset();
    const blocked = await ask("/blocking"), p99 = delay.percentile(99) / 1e6; delay.reset();
    const free = await ask("/worker");
    if (!(blocked > 100 && p99 > 100)) { console.log(`differs: /health was not blocked: ${blocked} ms, p99 ${p99}`); process.exit(1); }
    if (!(free < blocked / 2)) { console.log(`differs: /health beside a worker: ${free} ms, blocked ${blocked} ms`); process.exit(1); }
    await assert.rejects(inWorker("./throws.js", 1), /bad/); await assert.rejects(inWorker("./silent.js", 1), /no result/);
    process.exit(0);
  });
}
E
echo 'throw new Error("bad");' > throws.js; echo '' > silent.js
node t.js
