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
const handler = (req, res) => res.json({});
app.get("/users/7", handler);
const wildcard = express().use(cors()).get("/users/7", handler);
same("wildcard without cookies", (await ask(wildcard, page)).result, 200);
same("wildcard with cookies", (await ask(wildcard, page, { credentials: true })).result, "blocked");
const named = express().use(cors({ origin: "https://app.example.com" })).get("/users/7", handler);
same("named, Allow-Credentials missing", (await ask(named, page, { credentials: true })).result, "blocked");
const good = await ask(app, page, { credentials: true });
same("solution", good.result, 200);
same("header", good.allow, "https://app.example.com");
same("vary", /origin/i.test(good.vary), true);
const foreign = await ask(app, "https://evil.example/", { credentials: true });
same("foreign page", foreign.result, "blocked");
same("foreign header", foreign.allow, null);
same("foreign vary", /origin/i.test(foreign.vary), true);
JS
node proof.mjs
