# needs: node
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
block javascript 0 > trace.mjs
cat > proof.mjs <<'JS'
import assert from "node:assert";
import http from "node:http";
import { fetchJson, HttpError } from "./trace.mjs";
const answers = {
  "/missing": [404, "text/html", "<!DOCTYPE html><title>404</title>"],
  "/problem": [422, "application/problem+json", '{"detail":"no"}'],
  "/empty": [204, "", ""],
  "/spa": [200, "text/html", "<!DOCTYPE html><div id=app></div>"],
  "/good": [200, "application/json; charset=utf-8", '{"a":1}'],
};
const server = http.createServer((req, res) => {
  if (req.url === "/slow") return;
  const [status, type, body] = answers[req.url];
  res.writeHead(status, { "content-type": type }).end(body);
});
await new Promise((r) => server.listen(0, "127.0.0.1", r));
const base = `http://127.0.0.1:${server.address().port}`;
const res = await fetch(base + "/missing"); // does not throw
assert.equal(res.ok, false);
await assert.rejects(res.json(), { name: "SyntaxError", message: `Unexpected token '<', "<!DOCTYPE "... is not valid JSON` });
await assert.rejects((await fetch(base + "/empty")).json(), { message: "Unexpected end of JSON input" });
await assert.rejects(fetchJson(base + "/missing"), (e) => e instanceof HttpError && e.status === 404 && e.body.startsWith("<!DOCTYPE"));
await assert.rejects(fetchJson(base + "/problem"), (e) => e.status === 422 && e.body.detail === "no");
await assert.rejects(fetchJson(base + "/spa"), /expected JSON .*<!DOCTYPE html>/);
await assert.rejects(fetchJson(base + "/slow", { timeoutMs: 50 }), { name: "TimeoutError" });
assert.equal(await fetchJson(base + "/empty"), null);
assert.deepEqual(await fetchJson(base + "/good"), { a: 1 });
server.close();
server.closeAllConnections();
JS
node proof.mjs
