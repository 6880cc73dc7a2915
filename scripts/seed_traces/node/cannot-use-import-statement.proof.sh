# needs: node
set -eu
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
echo '{"name":"app","type":"commonjs"}' > package.json
echo 'import fs from "fs"; console.log(typeof fs.readFile);' > index.js
echo 'export const a = 1;' > ex.js
out=$(node index.js 2>&1) && fail "no error"
has "$out" "SyntaxError: Cannot use import statement outside a module"
case "$out" in *'Warning: To load an ES module, set "type": "module" in the package.json or use the .mjs extension.'* \
  |*'Make sure to set "type": "module" in the nearest package.json file or use the .mjs extension.'*) ;; *) fail "$out";; esac
has "$(node ex.js 2>&1 || true)" "SyntaxError: Unexpected token 'export'"
[ "$(node -p 'require("./package.json").type')" = commonjs ] || fail type
cp index.js one.mjs; [ "$(node one.mjs)" = function ] || fail mjs
npm pkg set type=module > /dev/null 2>&1
node --check index.js; [ "$(node index.js 2>&1)" = function ] || fail "type=module"
echo 'const p = require("path"); module.exports = p;' > old.config.js
has "$(node old.config.js 2>&1 || true)" "require is not defined in ES module scope"
mv old.config.js old.config.cjs; node old.config.cjs || fail cjs
mkdir lib; echo 'export const a = 1;' > lib/index.js; cp lib/index.js lib/a.js
echo 'import "./lib/a";' > n.js; has "$(node n.js 2>&1 || true)" ERR_MODULE_NOT_FOUND
echo 'import "./lib";' > n.js; has "$(node n.js 2>&1 || true)" ERR_UNSUPPORTED_DIR_IMPORT
echo 'import "./lib/a.js";' > n.js; node n.js || fail "full file name"
# no type field: current versions detect, older ones don't
echo '{}' > package.json
if node -e 'const [a,b]=process.versions.node.split(".").map(Number); process.exit(a>22||(a===22&&b>=7)||(a===20&&b>=19)?0:1)'; then
  has "$(node index.js 2>&1)" function
  echo 'import fs from "fs"; const p = require("path");' > mix.js; has "$(node mix.js 2>&1 || true)" "require is not defined"
else
  has "$(node index.js 2>&1 || true)" "Cannot use import statement"
fi
