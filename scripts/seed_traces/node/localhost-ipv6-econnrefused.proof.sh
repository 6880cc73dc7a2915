# needs: node
# The name is resolved by a lookup function that returns ::1 first, as most systems do for localhost.
set -eu
cat > t.js <<'E'
const http = require("node:http"), assert = require("node:assert"), dns = require("node:dns");
const both = [{ address: "::1", family: 6 }, { address: "127.0.0.1", family: 4 }];
const lookup = (name, options, cb) => (options.all ? cb(null, both) : cb(null, both[0].address, both[0].family));
const get = (port, options) => new Promise((r) => http.get({ host: "localhost", port, lookup, agent: false, ...options }, (res) => { res.resume(); res.on("end", () => r(res.statusCode)); }).on("error", r));
const server = http.createServer((req, res) => res.end("ok")).listen(0, "127.0.0.1", async () => {
  const port = server.address().port;
  // one address only, as in Node 17 to 19 and in clients that resolve by themselves
  const err = await get(port, { autoSelectFamily: false });
  const none = err.code === "EADDRNOTAVAIL" || err.code === "EAFNOSUPPORT"; // a machine without IPv6
  assert(none || err.message === `connect ECONNREFUSED ::1:${port}`, "symptom: " + err);
  assert.strictEqual(await get(port, { host: "127.0.0.1", lookup: undefined }), 200);
  if (Number(process.versions.node.split(".")[0]) >= 20) {
    assert.strictEqual(await get(port, {}), 200, "autoSelectFamily");
    server.close(); server.closeAllConnections();
    await new Promise((r) => setTimeout(r, 20));
    const all = await get(port, {});
    assert(all instanceof AggregateError && all.code === "ECONNREFUSED" && all.message === "", "aggregate: " + all);
    assert.deepStrictEqual(all.errors.map((e) => e.address), ["::1", "127.0.0.1"]);
  }
  dns.setDefaultResultOrder("ipv4first"); assert.strictEqual(dns.getDefaultResultOrder(), "ipv4first");
  server.close(); server.closeAllConnections();
});
E
node t.js
[ "$(NODE_OPTIONS=--dns-result-order=ipv4first node -p 'dns.getDefaultResultOrder()')" = ipv4first ] || { echo "differs: flag"; exit 1; }
[ "$(node -p 'dns.getDefaultResultOrder()')" = verbatim ] || { echo "differs: default order"; exit 1; }
# without a host both families are accepted
node -e 'const s = require("http").createServer((q, r) => r.end()).listen(0, () => { const a = s.address(); if (a.address !== "::" && a.address !== "0.0.0.0") process.exitCode = 1; require("http").get({ host: "127.0.0.1", port: a.port, agent: false }, (r) => { r.resume(); s.close(); }); })'
