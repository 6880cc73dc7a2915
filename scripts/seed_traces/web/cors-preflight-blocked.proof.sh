# needs: node npm:express@5.3.0 npm:cors@2.8.6 npm:jsdom@29.1.1
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
cat > ask.mjs <<'JS'
import { JSDOM, VirtualConsole } from "jsdom";
// jsdom enforces CORS as a browser does; the answer is a status or "blocked"
export async function ask(app, origin, { method = "GET", headers = {}, credentials = false, body } = {}) {
  const server = await new Promise((r) => { const s = app.listen(0, "127.0.0.1", () => r(s)); });
  const base = `http://127.0.0.1:${server.address().port}`;
  const { window } = new JSDOM("", { url: origin, virtualConsole: new VirtualConsole() });
  const request = new window.XMLHttpRequest();
  request.open(method, base + "/users/7");
  request.withCredentials = credentials;
  for (const name in headers) request.setRequestHeader(name, headers[name]);
  const result = await new Promise((r) => { request.onload = () => r(request.status); request.onerror = () => r("blocked"); request.send(body); });
  const raw = await fetch(base + "/users/7", { headers: { Origin: origin.replace(/\/$/, "") } });
  server.close();
  server.closeAllConnections();
  return { result, allow: raw.headers.get("access-control-allow-origin"), vary: raw.headers.get("vary") };
}
export function same(what, got, wanted) {
  if (got !== wanted) { console.log(`differs: ${what}: ${got}, not ${wanted}`); process.exit(1); }
}
JS

block javascript 0 > trace.mjs
cat > proof.mjs <<'JS'
import express from "express";
import cors from "cors";
import { ask, same } from "./ask.mjs";
import { app } from "./trace.mjs";
const page = "https://app.example.com/";
const put = { method: "PUT", headers: { "Content-Type": "application/json", Authorization: "example" }, body: '{"a":1}' };
const bare = express().use(express.json());
bare.put("/users/:id", (req, res) => res.json(req.body));
same("no headers", (await ask(bare, page, put)).result, "blocked");
const late = express(); // authentication before CORS: it answers the preflight with 401
late.use((req, res, next) => (req.get("authorization") ? next() : res.sendStatus(401)), cors());
late.put("/users/:id", (req, res) => res.json({}));
same("401 for OPTIONS", (await ask(late, page, put)).result, "blocked");
same("solution", (await ask(app, page, put)).result, 200);
same("the error is readable", (await ask(app, page, { ...put, headers: { "Content-Type": "application/json" } })).result, 401);
same("foreign page", (await ask(app, "https://evil.example/", put)).result, "blocked");
JS
node proof.mjs
