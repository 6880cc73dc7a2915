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
type Success = { ok: true; data: string[] };
type Failure = { ok: false; message: string };
declare const result: Success | Failure;
if (result.data) result.data.join();
TS
tsc > log && { echo "differs: broken code compiles"; exit 1; }
expect "error TS2339: Property 'data' does not exist on type 'Failure | Success'."
expect "Property 'data' does not exist on type 'Failure'."
rm broken.ts
block typescript 0 > good.ts
block typescript 1 > guards.ts
tsc > log || { echo "differs: the solution does not compile"; cat log; exit 1; }
node --input-type=module -e '
  import { show } from "./out/good.js";
  import { speak } from "./out/guards.js";
  import assert from "node:assert";
  assert.equal(show({ status: "success", data: ["a", "b"] }), "a, b");
  assert.equal(speak({ bark: () => "woof" }), "woof");
  assert.throws(() => show({ status: "other" }), /unexpected/);'
sed -i 's/^type Result = .*/type Result = Success | Failure | Loading | { status: "new" };/' good.ts
tsc > log && { echo "differs: a new member is not noticed"; exit 1; }
expect "is not assignable to parameter of type 'never'"
