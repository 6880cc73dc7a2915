# needs: node
set -eu
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
export HOME="$PWD" npm_config_offline=true npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false
mkdir -p repo/packages/api repo/packages/shared/src; cd repo
echo '{ "name": "root", "private": true, "workspaces": ["packages/*"] }' > package.json
shared() { echo "{ \"name\": \"@acme/shared\", \"version\": \"1.0.0\", $1, \"scripts\": { \"build\": \"node build.js\" } }" > packages/shared/package.json; }
api() { echo "{ \"name\": \"@acme/api\", \"version\": \"1.0.0\", \"dependencies\": { \"@acme/shared\": \"$1\" } }" > packages/api/package.json; }
echo 'const fs = require("fs"); fs.mkdirSync("dist", { recursive: true }); for (const f of ["index", "dates"]) fs.writeFileSync(`dist/${f}.js`, `module.exports = "${f}"`);' > packages/shared/build.js
shared '"main": "./dist/index.js"'; api '*'
echo 'console.log(require("@acme/shared"))' > packages/api/index.js; echo 'import "@acme/shared";' > packages/api/esm.mjs
has "$(node packages/api/index.js 2>&1 || true)" "Error: Cannot find module '@acme/shared'"
has "$(node packages/api/esm.mjs 2>&1 || true)" "[ERR_MODULE_NOT_FOUND]: Cannot find package '@acme/shared' imported from"
api '^2.0.0'; npm install > /dev/null 2>&1 && fail "a range that doesn't match was linked"
api 'workspace:*'; has "$(npm install 2>&1 || true)" EUNSUPPORTEDPROTOCOL
api '*'; npm install --silent > /dev/null 2>&1 || fail "npm install"
[ -L node_modules/@acme/shared ] || fail "no link"
has "$(node packages/api/index.js 2>&1 || true)" "Please verify that the package.json has a valid \"main\" entry"
npm run build --workspace @acme/shared --silent > /dev/null 2>&1 || fail build
[ "$(node packages/api/index.js)" = index ] || fail "after the build"
has "$(npm ls @acme/shared 2>/dev/null)" "@acme/shared@1.0.0"
shared '"exports": { ".": { "types": "./dist/index.d.ts", "default": "./dist/index.js" } }'
has "$(cd packages/api; node -e 'require("@acme/shared/dates")' 2>&1 || true)" "[ERR_PACKAGE_PATH_NOT_EXPORTED]: Package subpath './dates' is not defined by \"exports\" in"
shared '"exports": { ".": { "types": "./dist/index.d.ts", "default": "./dist/index.js" }, "./dates": { "types": "./dist/dates.d.ts", "default": "./dist/dates.js" } }'
[ "$(cd packages/api; node -p 'require("@acme/shared/dates")')" = dates ] || fail exports
has "$(cd packages/api; node -p 'require.resolve("@acme/shared")')" "/packages/shared/dist/index.js"
