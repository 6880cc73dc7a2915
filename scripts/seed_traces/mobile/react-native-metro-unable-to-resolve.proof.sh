# needs: node npm:metro@0.84.6 npm:metro-config@0.84.6
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
mkdir -p repo/apps/app/node_modules repo/apps/app/src repo/node_modules/shared
echo '{"name": "app"}' > repo/apps/app/package.json
echo '{"name": "shared", "main": "index.js"}' > repo/node_modules/shared/package.json
echo 'module.exports = "from the root";' > repo/node_modules/shared/index.js
cat > build.js <<'JS'
// bundles src/App.js with a configuration and prints ok or the error, as `metro build` does
const Metro = require("metro");
const { getDefaultConfig, mergeConfig } = require("metro-config");
(async () => {
  const root = process.cwd() + "/repo/apps/app";
  const own = process.argv[2] ? require(process.argv[2]) : {};
  own.watchFolders?.push(require("node:fs").realpathSync("node_modules")); // Metro's own runtime lies there
  const config = mergeConfig(await getDefaultConfig(root), { projectRoot: root, watchFolders: [root], resetCache: true, maxWorkers: 1,
    reporter: { update() {} }, cacheStores: [], resolver: { useWatchman: false },
    transformer: { asyncRequireModulePath: require.resolve("metro-runtime/src/modules/asyncRequire") } }, own);
  const { code } = await Metro.runBuild(config, { entry: "src/App.js", dev: false, minify: false });
  console.log(code.includes("from the root") ? "ok built" : "not in the bundle");
  process.exit(0);
})().catch((error) => { console.log(String(error)); process.exit(1); });
JS
build() { timeout 40 node build.js "$@" > log 2>&1; }
expect() { grep -qF "$1" log || { echo "differs: no '$1' in"; cat log; exit 1; }; }
echo 'require("./Foo");' > repo/apps/app/src/App.js
build && { echo "differs: a missing file is found"; exit 1; }
expect "Error: Unable to resolve module ./Foo from $PWD/repo/apps/app/src/App.js"
expect "None of these files exist:"
echo 'require("shared");' > repo/apps/app/src/App.js
build && { echo "differs: the root's package is found"; exit 1; }
expect "Error: Unable to resolve module shared from"
expect "shared could not be found within the project or in these directories:"
block javascript 0 | sed 's/const { getDefaultConfig, mergeConfig } = .*/const getDefaultConfig = () => ({}), mergeConfig = (a, b) => b;/' > repo/apps/app/metro.config.js
build "$PWD/repo/apps/app/metro.config.js" || { echo "differs: the solution"; cat log; exit 1; }
expect "ok built"
