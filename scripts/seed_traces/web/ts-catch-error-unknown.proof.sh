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

printf 'try {\n  JSON.parse("x");\n} catch (error) {\n  error.message;\n}\n' > broken.ts
printf 'try {\n  JSON.parse("x");\n} catch (error: Error) {\n  error.message;\n}\n' > annotated.ts
tsc > log && { echo "differs: broken code compiles"; exit 1; }
expect "error TS18046: 'error' is of type 'unknown'."
expect "error TS1196: Catch clause variable type annotation must be 'any' or 'unknown' if specified."
rm broken.ts annotated.ts
block typescript 0 > good.ts
block typescript 1 >> good.ts
tsc > log || { echo "differs: the solution does not compile"; cat log; exit 1; }
node --input-type=module -e '
  import { toMessage, HttpError, isMissingFile, load } from "./out/good.js";
  import assert from "node:assert";
  import fs from "node:fs";
  assert.deepEqual(["boom", null, new Error("boom"), new HttpError(404)].map(toMessage), ["boom", "null", "boom", "not found"]);
  let caught;
  try { fs.readFileSync("/does/not/exist"); } catch (error) { caught = error; }
  assert.ok(isMissingFile(caught) && !isMissingFile("ENOENT"));
  globalThis.fetch = async () => { throw new TypeError("fetch failed"); };
  await assert.rejects(load("x"), (e) => e.message === "cannot load x" && e.cause.message === "fetch failed");
  globalThis.fetch = async () => new Response("", { status: 500 });
  await assert.rejects(load("x"), (e) => e instanceof HttpError && e.status === 500);'
