# needs: node npm:typescript@7.0.2
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
cat > tsconfig.json <<'JSON'
{"compilerOptions": {"strict": true, "target": "es2022", "module": "nodenext", "outDir": "out", "rootDir": ".",
  "lib": ["es2023", "dom"], "types": [], "skipLibCheck": true}, "include": ["*.ts"]}
JSON
echo '{"type": "module"}' > package.json
tsc() { node_modules/.bin/tsc -p . --pretty false; }
expect() { grep -qF "$1" log || { echo "differs: no '$1' in"; cat log; exit 1; }; }

cat > broken.ts <<'TS'
type User = { name: string; tags?: () => string[] };
declare const users: User[];
declare const state: { session: { id: string } | null };
const user = users.find((u) => u.name === "a");
user.name;
users[0].tags().length;
const el = document.querySelector("p");
el.textContent = "x";
const n: number = new Map<string, number>().get("a");
if (state.session) [1].forEach(() => state.session.id);
TS
tsc > log && { echo "differs: broken code compiles"; exit 1; }
expect "error TS18048: 'user' is possibly 'undefined'."
expect "error TS18047: 'el' is possibly 'null'."
expect "error TS2722: Cannot invoke an object which is possibly 'undefined'."
expect "error TS2322: Type 'number | undefined' is not assignable to type 'number'."
expect "error TS18047: 'state.session' is possibly 'null'."
rm broken.ts
block typescript 0 > good.ts
tsc > log || { echo "differs: the solution does not compile"; cat log; exit 1; }
node --input-type=module -e '
  import { describe, ids, present, required } from "./out/good.js";
  import assert from "node:assert";
  assert.equal(describe([{ id: 1, name: "Ada" }], 1), "Ada:  (0)");
  assert.throws(() => describe([], 1), /no user 1/);
  assert.deepEqual(ids({ session: { id: "s" } }, ["a"]), ["sa"]);
  assert.deepEqual(present([0, null, "", undefined]), [0, ""]);
  assert.throws(() => required("X", undefined), /X is not set/);'
