# needs: node npm:typescript@7.0.2
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
mkdir -p src/lib
echo 'export const a = "found";' > src/lib/a.ts
options='"strict": true, "rootDir": "src", "outDir": "dist", "target": "es2022", "module": "nodenext", "lib": ["es2022", "dom"], "types": []'
tsc() { rm -rf dist; node_modules/.bin/tsc -p . --pretty false || { echo "differs: does not compile"; exit 1; }; }
echo "{\"compilerOptions\": {$options, \"paths\": {\"@/*\": [\"./src/*\"]}}, \"include\": [\"src\"]}" > tsconfig.json
echo 'import { a } from "@/lib/a"; console.log(a);' > src/main.ts
echo '{}' > package.json && tsc   # the compiler is content
node dist/main.js > log 2>&1 && { echo "differs: the alias works in node"; exit 1; }
grep -qF "Error: Cannot find module '@/lib/a'" log || { cat log; exit 1; }
sed -i 's#@/lib/a#@/lib/a.js#' src/main.ts
echo '{"type": "module"}' > package.json && tsc
node dist/main.js > log 2>&1 && { echo "differs: the alias works in node (esm)"; exit 1; }
grep -qF "Error [ERR_MODULE_NOT_FOUND]: Cannot find package '@/lib' imported from" log || { cat log; exit 1; }
# the solution: the imports field
echo "{\"compilerOptions\": {$options}, \"include\": [\"src\"]}" > tsconfig.json
block json 0 > package.json
block typescript 0 > src/main.ts
tsc
test "$(node dist/main.js)" = found || { echo "differs: #lib does not resolve"; exit 1; }
# baseUrl is refused
node_modules/.bin/tsc -p . --baseUrl . --pretty false > log && { echo "differs: baseUrl accepted"; exit 1; }
grep -q "TS5102" log || { cat log; exit 1; }
