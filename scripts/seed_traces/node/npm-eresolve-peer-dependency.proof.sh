# needs: node
# All packages are local tarballs; npm is told to stay offline.
set -eu
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
export HOME="$PWD" npm_config_offline=true npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false
mk() { mkdir -p "$1"; echo "$2" > "$1/package.json"; (cd "$1"; npm pack --silent --pack-destination .. > /dev/null 2>&1); }
mk core1 '{"name":"core","version":"1.5.0"}'; mk core2 '{"name":"core","version":"2.0.0"}'
mk plug3 '{"name":"plug","version":"3.1.0","peerDependencies":{"core":"^1.0.0"}}'
mk plug4 '{"name":"plug","version":"4.0.0","peerDependencies":{"core":"^2.0.0"}}'
mkdir app; cd app
pkg() { echo "{\"name\":\"app\",\"version\":\"1.0.0\",\"dependencies\":{\"core\":\"file:../core-$1.tgz\",\"plug\":\"file:../plug-$2.tgz\"}$3}" > package.json; rm -rf node_modules package-lock.json; }
pkg 2.0.0 3.1.0 ""
out=$(npm install 2>&1) && fail "no conflict"
has "$out" "ERESOLVE unable to resolve dependency tree"
has "$out" "Found: core@2.0.0"
has "$out" 'peer core@"^1.0.0" from plug@3.1.0'
# 4 first: installs, but a plain npm ci on that lockfile fails, until .npmrc says the same
npm install --legacy-peer-deps --silent > /dev/null 2>&1 || fail "legacy-peer-deps"
npm ci > /dev/null 2>&1 && fail "npm ci passed without the flag"
echo legacy-peer-deps=true > .npmrc; npm ci --silent > /dev/null 2>&1 || fail ".npmrc"; rm .npmrc
# 3 overrides
pkg 2.0.0 3.1.0 ',"overrides":{"plug":{"core":"$core"}}'
npm install --silent > /dev/null 2>&1 || fail overrides; rm -rf node_modules; npm ci --silent > /dev/null 2>&1 || fail "npm ci with overrides"
has "$(npm ls core 2>/dev/null)" "core@2.0.0"; npm ls core > /dev/null 2>&1 || fail "npm ls"
# 1 and 2
pkg 2.0.0 4.0.0 ""; npm install --silent > /dev/null 2>&1 || fail "newer plug"
pkg 1.5.0 3.1.0 ""; npm install --silent > /dev/null 2>&1 || fail "older core"
