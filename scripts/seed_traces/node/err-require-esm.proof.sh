# needs: node
set -eu
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
mkdir -p node_modules/chalk node_modules/tla
echo '{"name":"chalk","type":"module","exports":"./index.js"}' > node_modules/chalk/package.json
echo 'export default { green: (s) => s };' > node_modules/chalk/index.js
echo '{"name":"tla","type":"module","exports":"./index.js"}' > node_modules/tla/package.json
echo 'await 0; export default 1;' > node_modules/tla/index.js
echo '{"type":"commonjs"}' > package.json
cat > require.js <<'E'
const { default: chalk } = require("chalk");
console.log(chalk.green("ready"));
E
cat > dynamic.js <<'E'
const chalkReady = import("chalk").then((m) => m.default);

async function main() {
  const chalk = await chalkReady;
  console.log(chalk.green("ready"));
}

main();
E
echo 'console.log(typeof require("chalk"), typeof require("chalk").default)' > type.js
if [ "$(node -p process.features.require_module)" = true ]; then
  old="node --no-experimental-require-module"
  [ "$(node require.js 2>/dev/null)" = ready ] || fail "require(esm)"
  [ "$(node type.js 2>/dev/null)" = "object object" ] || fail "namespace object"
  has "$(node -e 'require("tla")' 2>&1 || true)" "[ERR_REQUIRE_ASYNC_MODULE]: require() cannot be used on an ESM graph with top-level await. Use import() instead."
else
  old=node
fi
out=$($old require.js 2>&1) && fail "no error"
has "$out" "Error [ERR_REQUIRE_ESM]: require() of ES Module"
has "$out" "Instead change the require of index.js in"
[ "$($old dynamic.js)" = ready ] || fail "import() in CommonJS"
[ "$($old -e 'import("tla").then((m) => console.log(m.default))')" = 1 ] || fail "import() with top-level await"
echo '{"type":"module"}' > package.json
echo 'import chalk from "chalk"; console.log(chalk.green("ready"));' > esm.js
[ "$($old esm.js)" = ready ] || fail "own code as ESM"
has "$(node require.js 2>&1 || true)" "require is not defined in ES module scope"
