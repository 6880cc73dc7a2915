# needs: node
set -u
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
mkdir -p app/data elsewhere && echo '{"a":1}' > app/data/config.json
echo 'require("node:fs").readFileSync("./data/config.json")' > app/bad.cjs
cat > app/esm.mjs <<'EOF_ESM'
import { readFile } from "node:fs/promises";
import path from "node:path";

const file = path.join(import.meta.dirname, "data", "config.json");
export const config = JSON.parse(await readFile(file, "utf8"));
EOF_ESM
cat > app/cjs.cjs <<'EOF_CJS'
const { readFileSync } = require("node:fs");
const path = require("node:path");

const file = path.join(__dirname, "data", "config.json");
module.exports = JSON.parse(readFileSync(file, "utf8"));
EOF_CJS
cat > app/dir.mjs <<'EOF_DIR'
import { mkdir } from "node:fs/promises";
import path from "node:path";

export const dataDir = path.resolve(process.env.DATA_DIR ?? "data");
await mkdir(dataDir, { recursive: true });
EOF_DIR
(cd app && node bad.cjs) || fail "must work in its own folder"
out=$(cd elsewhere && node ../app/bad.cjs 2>&1) && fail "no error"
has "$out" "Error: ENOENT: no such file or directory, open './data/config.json'"
cd elsewhere
has "$(node -e 'console.log(require("../app/cjs.cjs").a)')" 1
if node -e 'process.exit(import.meta.dirname ? 0 : 1)' --input-type=module; then
  has "$(node --input-type=module -e 'import { config } from "../app/esm.mjs"; console.log(config.a)')" 1
fi
DATA_DIR=up/loads node ../app/dir.mjs && [ -d up/loads ] || fail "folder not made"
