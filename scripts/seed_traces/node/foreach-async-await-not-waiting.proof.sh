# needs: node
set -eu
cat > t.js <<'E'
async function saveAll(items, save) {
  for (const item of items) {
    await save(item);
  }
}
async function tryAll(ids, load) {
  const settled = await Promise.allSettled(ids.map((id) => load(id)));
  return {
    values: settled.filter((s) => s.status === "fulfilled").map((s) => s.value),
    errors: settled.filter((s) => s.status === "rejected").map((s) => s.reason),
  };
}
async function mapLimit(items, limit, fn) {
  const results = new Array(items.length);
  const entries = items.entries();
  let failed = false;
  async function worker() {
    for (const [i, item] of entries) {
      if (failed) return;
      try {
        results[i] = await fn(item, i);
      } catch (err) {
        failed = true; // the other workers take nothing new
        throw err;
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
async function filterAsync(items, test) {
  const keep = await Promise.all(items.map((item) => test(item)));
  return items.filter((_, i) => keep[i]);
}
const assert = require("node:assert");
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
(async () => {
  // symptoms
  let log = [];
  [1, 2].forEach(async (i) => { await sleep(5); log.push("saved " + i); }); log.push("done");
  await sleep(30); assert.deepStrictEqual(log, ["done", "saved 1", "saved 2"]);
  assert.strictEqual([1, 2].filter(async () => false).length, 2);
  assert.strictEqual(String([1, 1].reduce(async (a, b) => (await a) + b, 0)), "[object Promise]");
  // solutions
  log = []; await saveAll([1, 2], async (i) => { await sleep(5); log.push("saved " + i); }); log.push("done");
  assert.deepStrictEqual(log, ["saved 1", "saved 2", "done"]);
  await assert.rejects(saveAll([1], async () => { throw new Error("x"); }), /x/);
  const r = await tryAll([1, 2, 3], async (i) => { if (i === 2) throw new Error("two"); return i; });
  assert.deepStrictEqual([r.values, r.errors.map((e) => e.message)], [[1, 3], ["two"]]);
  let running = 0, most = 0;
  const out = await mapLimit([5, 4, 3, 2, 1, 0], 2, async (x, i) => { running++; most = Math.max(most, running); await sleep(x); running--; return x * 10 + i; });
  assert.deepStrictEqual(out, [50, 41, 32, 23, 14, 5]); assert.strictEqual(most, 2);
  let calls = 0;
  await assert.rejects(mapLimit([1, 2, 3, 4, 5, 6], 2, async () => { calls++; await sleep(2); throw new Error("stop"); }), /stop/);
  await sleep(20); assert.strictEqual(calls, 2);
  assert.deepStrictEqual(await mapLimit([], 3, async () => 1), []);
  assert.deepStrictEqual(await filterAsync([1, 2, 3], async (x) => x > 1), [2, 3]);
})().catch((e) => { console.error("differs:", e); process.exit(1); });
E
node t.js
