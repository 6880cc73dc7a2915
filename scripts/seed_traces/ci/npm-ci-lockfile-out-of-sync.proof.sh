# needs: node
set -u
fail() { echo "$1"; cat out.txt 2>/dev/null; exit 1; }
export npm_config_userconfig="$PWD/.npmrc-none" npm_config_cache="$PWD/cache" npm_config_offline=true
export npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false
mkdir dep1 dep2
echo '{"name":"dep1","version":"1.0.0"}' > dep1/package.json
echo '{"name":"dep2","version":"2.0.0"}' > dep2/package.json
echo '{"name":"app","version":"1.0.0","private":true,"dependencies":{"dep1":"file:dep1"}}' > package.json

npm ci > out.txt 2>&1 && fail "npm ci worked without a lock file"
grep -q 'can only install with an existing package-lock.json' out.txt || fail "other message without lock file"
npm install > out.txt 2>&1 || fail "npm install failed"

# symptom: package.json edited by hand
echo '{"name":"app","version":"1.0.0","private":true,"dependencies":{"dep1":"file:dep1","dep2":"file:dep2"}}' > package.json
before=$(cksum < package-lock.json)
npm ci > out.txt 2>&1 && fail "npm ci accepted the old lock file"
grep -q 'code EUSAGE' out.txt || fail "no EUSAGE"
grep -qF '`npm ci` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync. Please update your lock file with `npm install` before continuing.' out.txt || fail "other message"
grep -qF 'Missing: dep2@2.0.0 from lock file' out.txt || fail "no Missing line"
[ "$before" = "$(cksum < package-lock.json)" ] || fail "npm ci changed the lock file"

# cure
rm -rf node_modules
npm install --package-lock-only --ignore-scripts > out.txt 2>&1 || fail "lock file not updated"
[ ! -e node_modules ] || fail "node_modules was touched"
npm ci --dry-run > out.txt 2>&1 || fail "dry run failed"
npm ci > out.txt 2>&1 || fail "npm ci still fails"
grep -q '^added 2 packages' out.txt || fail "not 2 packages"
[ -e node_modules/dep2/package.json ] || fail "dep2 is missing"
