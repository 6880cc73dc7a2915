# needs: node npm:stripe@23.1.0
# A server that loses its first answer: a repeated call charges twice; with a stable key only once.
cat > t.cjs <<'JS'
const http = require("http");
const exported = require("stripe");
const Stripe = exported.default ?? exported;
let charges = 0, drop = true;
const saved = new Map();
const keys = [];
const server = http.createServer((req, res) => {
  req.resume().on("end", () => {
    const key = req.headers["idempotency-key"];
    keys.push(key);
    if (!saved.has(key)) { charges += 1; saved.set(key, { id: "pi_" + charges, object: "payment_intent", status: "succeeded" }); }
    if (drop) { drop = false; return; } // carried out, but the answer never comes
    res.setHeader("content-type", "application/json");
    res.end(JSON.stringify(saved.get(key)));
  });
});
server.listen(0, "127.0.0.1", async () => {
  const { port } = server.address();
  const stripe = new Stripe("sk_test_placeholder", { host: "127.0.0.1", port, protocol: "http", maxNetworkRetries: 0, timeout: 200 });
  const params = { amount: 1999, currency: "eur" };
  async function twice(options) {
    charges = 0; drop = true; saved.clear(); keys.length = 0;
    let failed = null;
    try { await stripe.paymentIntents.create(params, options); } catch (e) { failed = e.type || e.constructor.name; }
    if (!/Connection/.test(String(failed))) throw new Error("no connection error: " + failed);
    await stripe.paymentIntents.create(params, options);
    return charges;
  }
  try {
    const naive = await twice(undefined);
    if (naive !== 2) throw new Error("expected a double charge, got " + naive);
    const good = await twice({ idempotencyKey: "order-1-create" });
    if (good !== 1 || new Set(keys).size !== 1) throw new Error("expected one charge, got " + good);
    process.exit(0);
  } catch (e) { console.error(e.message); process.exit(1); }
});
JS
exec node t.cjs
