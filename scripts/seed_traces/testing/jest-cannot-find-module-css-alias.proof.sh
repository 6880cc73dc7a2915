# needs: node npm:jest@30.5.2 npm:jest-environment-jsdom@30.5.2 npm:identity-obj-proxy@3.0.0 npm:react@19.3.1
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
echo '{}' > package.json
expect() { grep -qF "$1" log || { echo "differs: no '$1' in"; cat log; exit 1; }; }
jest() { node "$(readlink node_modules)/jest/bin/jest.js" --rootDir . "$@" > log 2>&1; }
mkdir -p src/lib test
echo 'module.exports = { a: 1 };' > src/lib/a.js
echo '.a{color:red}' > src/app.css; cp src/app.css src/x.module.css
echo '<svg xmlns="http://www.w3.org/2000/svg"/>' > src/logo.svg
echo 'require("@/lib/a"); test("x", () => {});' > src/alias.test.js
echo 'require("./app.css"); test("x", () => {});' > src/css.test.js
echo 'require("./logo.svg"); test("x", () => {});' > src/svg.test.js
jest alias && { echo "differs: alias known"; exit 1; }
expect "Cannot find module '@/lib/a' from 'src/alias.test.js'"
jest css && { echo "differs: css"; exit 1; }
expect "Jest encountered an unexpected token"
expect "SyntaxError: Unexpected token '.'"
jest svg && { echo "differs: svg"; exit 1; }
expect "SyntaxError: Unexpected token '<'"
echo 'module.exports = { moduleNameMapper: { "^@/(.*)$": "<rootDir>/srcc/$1" } };' > jest.config.js
jest alias && { echo "differs: wrong map"; exit 1; }
expect "Could not locate module @/lib/a mapped as:"
echo 'module.exports = { moduleNameMapper: { "^@/(.*)$": "<rootDir>/src/$1", "\\.css$": "<rootDir>/test/empty.js" } };' > jest.config.js
echo 'require("@/app.css"); test("x", () => {});' > src/order.test.js
jest order && { echo "differs: the order does not matter"; exit 1; }
block javascript 0 > jest.config.js
block javascript 1 > test/empty.js
block javascript 2 > test/file.js
block javascript 3 > test/svg.js
cat > src/all.test.js <<'JS'
test("all", () => {
  expect(require("@/lib/a").a).toBe(1);
  expect(require("@/logo.svg")).toBe("test-file");
  expect(require("./x.module.css").button).toBe("button");
  expect(require("@/app.css")).toEqual({});
  expect(require("../test/svg.js").default).toBeDefined();
});
JS
jest || { echo "differs: the solution fails"; cat log; exit 1; }
