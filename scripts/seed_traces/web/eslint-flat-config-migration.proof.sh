# needs: node npm:eslint@10.15.0 npm:@eslint/js@10.0.1 npm:globals@17.14.0 npm:typescript-eslint@8.73.0 npm:eslint-plugin-react-hooks@7.1.1 npm:typescript@5.9.3
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
eslint() { node_modules/.bin/eslint "$@" > log 2>&1; }
expect() { grep -qF "$1" log || { echo "differs: no '$1' in"; cat log; exit 1; }; }
mkdir -p src dist
echo 'import { useState } from "react"; export function A(p: { x: unknown }) { if (p.x == 1) useState(0); return window.name; }' > src/a.tsx
echo 'x = 1' > dist/out.js
echo '{"root": true, "extends": "eslint:recommended", "env": {"browser": true}}' > .eslintrc.json
code=0; eslint . || code=$?
test "$code" = 2 || { echo "differs: status $code"; exit 1; }
expect "ESLint couldn't find an eslint.config.* file."
code=0; ESLINT_USE_FLAT_CONFIG=false eslint . || code=$?
test "$code" = 2 || { echo "differs: ESLint 10 still knows the old format"; exit 1; }
for key in env extends; do
  echo "export default [{ $key: {} }];" > eslint.config.mjs
  eslint . && { echo "differs: $key accepted"; exit 1; }
  expect "A config object is using the \"$key\" key, which is not supported in flat config system."
done
block javascript 0 > eslint.config.mjs
code=0; eslint . || code=$?
test "$code" = 1 || { echo "differs: status $code"; cat log; exit 1; }
expect "eqeqeq"
expect "react-hooks/rules-of-hooks"
expect "2 problems (2 errors"
echo 'export const a = (x: unknown) => x === window.name;' > src/a.tsx
eslint . || { echo "differs: clean code is rejected"; cat log; exit 1; }
