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
const labels = { open: "Open", closed: "Closed" };
for (const key of Object.keys(labels)) labels[key];
TS
tsc > log && { echo "differs: broken code compiles"; exit 1; }
expect "error TS7053: Element implicitly has an 'any' type because expression of type 'string' can't be used to index type '{ open: string; closed: string; }'."
expect "No index signature with a parameter of type 'string' was found on type '{ open: string; closed: string; }'."
rm broken.ts
block typescript 0 > good.ts
block typescript 1 >> good.ts
echo 'const colors = { open: "green", closed: "gray" } satisfies Record<Status, string>; export { colors };' >> good.ts
tsc > log || { echo "differs: the solution does not compile"; cat log; exit 1; }
node --input-type=module -e '
  import { labelOf, label, list, count, pluck } from "./out/good.js";
  import assert from "node:assert";
  assert.equal(label("open"), "Open");
  assert.equal(labelOf("toString"), "unknown");
  assert.deepEqual(list(), ["open=Open", "closed=Closed"]);
  assert.equal(count("a") + count("a"), 3);
  assert.deepEqual(pluck([{ a: 1 }], "a"), [1]);'
