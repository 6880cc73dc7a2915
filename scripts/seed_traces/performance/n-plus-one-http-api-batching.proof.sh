# needs: node npm:dataloader@2.2.3
# The loop makes a call per row; the trace's functions make one per batch, or at most `limit` at a time.
trace="$(dirname "$0")/n-plus-one-http-api-batching.md"
cat > t.cjs <<'JS'
const fs = require("fs");
const DataLoader = require("dataloader");
const blocks = [...fs.readFileSync(process.argv[2], "utf8").matchAll(/```javascript\n([\s\S]*?)```/g)].map((m) => m[1]);
const [loop, batch, loader, limit] = blocks;
const plain = (code) => code.replace(/^import .*$/m, "").replace(/^export /m, "");
const { withProducts, productLoader, mapLimit } = new Function(
  "DataLoader", `${[batch, loader, limit].map(plain).join("\n")}; return { withProducts, productLoader, mapLimit };`)(DataLoader);
const must = (ok, what) => { if (!ok) { console.error(what); process.exit(1); } };
let calls = 0, running = 0, most = 0;
async function call(answer) {
  calls += 1; running += 1; most = Math.max(most, running);
  await new Promise((r) => setTimeout(r, 4));
  running -= 1;
  return answer;
}
const getProduct = (id) => call({ id });
const getProducts = (ids) => call(ids.filter((id) => id !== 404).map((id) => ({ id })));
const make = (n) => Array.from({ length: n }, (_, i) => ({ productId: i % 10 }));
(async () => {
  const orders = make(50);
  let begin = Date.now();
  await new (Object.getPrototypeOf(async function () {}).constructor)("orders", "getProduct", loop)(orders, getProduct);
  must(calls === 50 && most === 1 && Date.now() - begin >= 150, `the loop: ${calls} calls, ${most} at a time`);

  calls = 0;
  const joined = await withProducts([...make(50), { productId: 404 }], getProducts);
  must(calls === 1 && joined[13].product.id === 3 && joined[50].product === null, `batch: ${calls} calls`);
  calls = 0;
  await withProducts(Array.from({ length: 250 }, (_, i) => ({ productId: i })), getProducts);
  must(calls === 3, `batches of 100: ${calls} calls`);

  calls = 0;
  const products = productLoader(getProducts);
  const all = await Promise.all(make(50).map((o) => products.load(o.productId)));
  must(calls === 1 && all[13].id === 3, `loader: ${calls} calls`);
  const missing = await products.load(404).catch((e) => e.message);
  must(missing === "no product 404" && (await products.load(3)).id === 3, missing);

  calls = most = 0; begin = Date.now();
  const results = await mapLimit([...Array(40).keys()], 8, getProduct);
  must(calls === 40 && most === 8 && results.every((r, i) => r.id === i), `parallel: ${most} at a time`);
  must(Date.now() - begin < 130, "not parallel");
  must((await mapLimit([], 8, getProduct)).length === 0, "empty");
})().catch((e) => { console.error(e); process.exit(1); });
JS
exec node t.cjs "$trace"
