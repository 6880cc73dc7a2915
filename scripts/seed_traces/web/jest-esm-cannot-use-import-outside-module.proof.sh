# needs: node npm:jest@30.5.2 npm:babel-jest@30.5.2 npm:@babel/core@7.28.5 npm:@babel/preset-env@7.28.5
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
real=$(readlink node_modules)
rm node_modules && mkdir node_modules
for entry in "$real"/* "$real"/.bin; do ln -s "$entry" node_modules/; done
mkdir node_modules/esmlib
echo '{"name": "esmlib", "version": "1.0.0", "type": "module", "exports": "./index.js"}' > node_modules/esmlib/package.json
echo 'export const a = 1;' > node_modules/esmlib/index.js
echo 'import { a } from "esmlib"; test("x", () => expect(a).toBe(1));' > a.test.js
echo '{}' > package.json
jest() { node "$real/jest/bin/jest.js" --rootDir . --no-cache "$@" > log 2>&1; }
expect() { grep -qF "$1" log || { echo "differs: no '$1' in"; cat log; exit 1; }; }
jest && { echo "differs: works without configuration"; exit 1; }
expect "Must use import to load ES Module: $PWD/a.test.js"
expect "The file contains ESM syntax (import/export) that could not be executed as CommonJS."
block javascript 0 | sed "s#\"@babel/preset-env\"#\"$real/@babel/preset-env\"#" > babel.config.js
jest && { echo "differs: the package is compiled without a pattern"; exit 1; }
expect "Must use import to load ES Module: $PWD/node_modules/esmlib/index.js"
block javascript 1 > jest.config.js
jest || { echo "differs: the solution"; cat log; exit 1; }
mv babel.config.js .babelrc.js
jest && { echo "differs: .babelrc reaches node_modules"; exit 1; }
rm .babelrc.js jest.config.js
echo '{"type": "module", "jest": {"transform": {}}}' > package.json
NODE_OPTIONS=--experimental-vm-modules jest || { echo "differs: native modules"; cat log; exit 1; }
