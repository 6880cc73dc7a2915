# needs: node npm:express@5.3.0
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
block javascript 0 > app.mjs
mkdir -p public/css && echo 'a{color:red}' > public/css/app.css && echo '<!doctype html><p>app' > public/index.html
cat > proof.mjs <<'JS'
import assert from "node:assert";
import express from "express";
import path from "node:path";
import { app } from "./app.mjs";
const root = path.resolve("public");
const broken = express().use(express.static(root)).use((req, res) => res.sendFile("index.html", { root }));
const get = async (application, address) => {
  const server = application.listen(0, "127.0.0.1");
  await new Promise((ready) => server.once("listening", ready));
  try {
    const r = await fetch(`http://127.0.0.1:${server.address().port}${address}`);
    return `${r.status} ${r.headers.get("content-type").split(";")[0]}`;
  } finally { server.closeAllConnections(); server.close(); }
};
assert.equal(await get(broken, "/users/css/app.css"), "200 text/html");
assert.equal(await get(broken, "/css/old.css"), "200 text/html");
assert.equal(await get(app, "/css/app.css"), "200 text/css");
assert.equal(await get(app, "/css/old.css"), "404 text/plain");
assert.equal(await get(app, "/assets/gone.js"), "404 text/plain");
assert.equal(await get(app, "/users/7"), "200 text/html");
JS
node proof.mjs
