# needs: node
set -eu
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
d="$(pwd -P)/my app"; mkdir "$d"; cd "$d"; echo '{"type":"module"}' > package.json
echo 'console.log(__dirname)' > a.js; echo 'console.log(__filename)' > b.js; echo 'console.log(require("fs"))' > c.js
out=$(node a.js 2>&1) && fail "no error"
has "$out" "ReferenceError: __dirname is not defined in ES module scope"
has "$out" "This file is being treated as an ES module because it has a '.js' file extension and '"
has "$(node b.js 2>&1 || true)" "__filename is not defined in ES module scope"
has "$(node c.js 2>&1 || true)" "require is not defined in ES module scope, you can use import instead"
cat > old.js <<'E'
import path from "node:path";
import { fileURLToPath } from "node:url";

const __filename = fileURLToPath(import.meta.url);
const __dirname = path.dirname(__filename);
console.log(__dirname);
console.log(new URL(import.meta.url).pathname);
console.log(import.meta.dirname ?? __dirname, import.meta.filename ?? __filename);
E
out=$(cd /; node "$d/old.js")
[ "$(echo "$out" | sed -n 1p)" = "$d" ] || fail "fileURLToPath: $out"
has "$(echo "$out" | sed -n 2p)" "my%20app"
[ "$(echo "$out" | sed -n 3p)" = "$d $d/old.js" ] || fail "import.meta.dirname: $out"
echo hello > mail.html; echo '{"a":1}' > config.json; echo 'module.exports = 7' > addon.cjs
cat > files.js <<'E'
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import config from "./config.json" with { type: "json" };

const template = await readFile(new URL("./mail.html", import.meta.url), "utf8");
const require = createRequire(import.meta.url);
console.log(template.trim(), config.a, require("./addon.cjs"));
E
[ "$(cd /; node "$d/files.js" 2>/dev/null)" = "hello 1 7" ] || fail "files"
