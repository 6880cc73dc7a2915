# needs: node npm:dotenv@16.6.1
set -eu
fail() { echo "differs: $1"; exit 1; }
is() { [ "$1" = "$2" ] || fail "$3: got '$1', wanted '$2'"; }
unset DATABASE_URL A || true
here=$(pwd -P); mkdir app; cd app; [ -e "$here/node_modules" ] && ln -s "$here/node_modules" node_modules || true
echo '{"type":"module"}' > package.json; printf 'DATABASE_URL=postgres-example\nA=a#b\nB="a#b"\nC=$A\n' > .env
echo 'export const db = process.env.DATABASE_URL;' > db.js
cat > late.js <<'E'
import dotenv from "dotenv";
dotenv.config({ quiet: true });
import { db } from "./db.js";
console.log(db, process.env.DATABASE_URL);
E
cat > first.js <<'E'
import "dotenv/config";
import { db } from "./db.js";
console.log(db);
E
export DOTENV_CONFIG_QUIET=true
is "$(node late.js)" "undefined postgres-example" symptom
is "$(node first.js)" postgres-example "first import"
is "$(node --import dotenv/config late.js)" "postgres-example postgres-example" "--import"
is "$(node --env-file=.env late.js)" "postgres-example postgres-example" "--env-file"
is "$(cd /; node "$here/app/first.js")" undefined "other folder"
is "$(DATABASE_URL= node --env-file=.env late.js)" " " "existing but empty variable is kept"
is "$(node late.js --env-file=.env)" "undefined postgres-example" "option after the script"
out=$(cd /; node --env-file=.env -p 1 2>&1) && fail "missing file accepted"; case "$out" in *": .env: not found"*) ;; *) fail "$out";; esac
NODE_OPTIONS=--env-file=.env node -p 1 > /dev/null 2>&1 && fail "allowed in NODE_OPTIONS"
is "$(node --env-file=.env -p 'process.env.A + process.env.B + process.env.C')" 'aa#b$A' format
printf '\357\273\277A=1\nB=2\n' > bom.env; is "$(node --env-file=bom.env -p 'process.env.A + process.env.B')" undefined2 "byte order mark"
is "$(node --env-file=.env -p 'Object.keys(process.env).includes("DATABASE_URL")')" true verify
if node -e 'process.exit(process.loadEnvFile ? 0 : 1)'; then
  mkdir src; cat > src/env.js <<'E'
import { fileURLToPath } from "node:url";

process.loadEnvFile(fileURLToPath(new URL("../.env", import.meta.url)));
E
  printf 'import "./env.js";\nimport { db } from "../db.js";\nconsole.log(db);\n' > src/main.js
  is "$(cd /; node "$here/app/src/main.js" 2>/dev/null)" postgres-example loadEnvFile
fi
