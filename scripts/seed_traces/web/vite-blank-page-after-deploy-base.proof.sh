# needs: node npm:vite@8.3.8
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
mkdir src
echo 'document.body.append(import.meta.env.BASE_URL);' > src/main.js
echo '<!doctype html><body><script type="module" src="/src/main.js"></script></body>' > index.html
cat > serve.mjs <<'JS'
// serves dist below /app/ only, as a subpath deployment does; prints what the page's script gives
import http from "node:http";
import fs from "node:fs";
const server = http.createServer((req, res) => {
  const file = "dist" + req.url.replace(/^\/app\//, "/");
  if (req.url.startsWith("/app/") && fs.existsSync(file)) return res.end(fs.readFileSync(file));
  res.writeHead(404).end();
});
server.listen(0, "127.0.0.1", async () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  const html = fs.readFileSync("dist/index.html", "utf8");
  const src = html.match(/src="([^"]+)"/)[1];
  const res = await fetch(new URL(src, base + "/app/"));
  console.log(src.split("index-")[0], res.status, (await res.text()).includes("/app/"));
  server.close();
});
JS
node_modules/.bin/vite build --logLevel error
test "$(node serve.mjs)" = "/assets/ 404 false" || { echo "differs: symptom"; node serve.mjs; exit 1; }
block typescript 0 > vite.config.mts
node_modules/.bin/vite build --logLevel error
test "$(node serve.mjs)" = "/app/assets/ 200 true" || { echo "differs: solution"; node serve.mjs; exit 1; }
rm vite.config.mts
node_modules/.bin/vite build --logLevel error --base=/app/
test "$(node serve.mjs)" = "/app/assets/ 200 true" || { echo "differs: --base"; node serve.mjs; exit 1; }
node_modules/.bin/vite build --logLevel error --base=./
test "$(node serve.mjs | cut -d' ' -f1,2)" = "./assets/ 200" || { echo "differs: relative base"; node serve.mjs; exit 1; }
