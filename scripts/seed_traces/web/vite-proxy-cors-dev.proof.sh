# needs: node npm:vite@8.3.8 npm:jsdom@29.1.1
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
block typescript 0 > trace.config.mts
cat > proof.mjs <<'JS'
import http from "node:http";
import { JSDOM, VirtualConsole } from "jsdom";
import { createServer, loadConfigFromFile } from "vite";
const backend = http.createServer((req, res) => res.end(JSON.stringify({ url: req.url, host: req.headers.host, origin: req.headers.origin })));
await new Promise((r) => backend.listen(0, "127.0.0.1", r));
const { config } = await loadConfigFromFile({ command: "serve", mode: "development" }, "trace.config.mts");
const rule = config.server.proxy["/api"];
const target = `http://127.0.0.1:${backend.address().port}`;
const vite = await createServer({ configFile: false, logLevel: "silent", server: { port: 0, host: "127.0.0.1", proxy: { "/api": { ...rule, target } } } });
await vite.listen();
const page = `http://127.0.0.1:${vite.httpServer.address().port}/`;
const ask = (url) => new Promise((resolve) => {
  const { window } = new JSDOM("", { url: page, virtualConsole: new VirtualConsole() });
  const request = new window.XMLHttpRequest();
  request.open("GET", url);
  request.onload = () => resolve(request.responseText);
  request.onerror = () => resolve("blocked");
  request.send();
});
const direct = await ask(`${target}/users`);
const proxied = JSON.parse(await ask(new URL("/api/users", page)));
const same = proxied.url === "/users" && proxied.host === new URL(target).host;
console.log(direct === "blocked" && same ? "ok" : `differs: ${direct} ${JSON.stringify(proxied)}`);
process.exit(direct === "blocked" && same ? 0 : 1);
JS
node proof.mjs
