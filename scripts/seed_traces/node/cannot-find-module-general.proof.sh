# needs: node
set -u
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
mkdir -p app/src app/node_modules/pkg/dist app/node_modules/half
echo 'require("express")' > app/server.js
echo 'import "express"' > app/server.mjs
has "$(node app/server.js 2>&1)" "Error: Cannot find module 'express'"
has "$(node app/server.mjs 2>&1)" "[ERR_MODULE_NOT_FOUND]: Cannot find package 'express' imported from"
has "$(node app/dist/index.js 2>&1)" "app/dist/index.js'"
echo '{"name":"pkg","exports":"./dist/index.js"}' > app/node_modules/pkg/package.json
echo 'module.exports = 1' > app/node_modules/pkg/dist/index.js
has "$(cd app && node -e 'require("pkg/lib/x")' 2>&1)" "[ERR_PACKAGE_PATH_NOT_EXPORTED]: Package subpath './lib/x' is not defined by \"exports\" in"
echo '{"name":"half","main":"dist/index.js"}' > app/node_modules/half/package.json
has "$(cd app && node -e 'require("half")' 2>&1)" "node_modules/half/dist/index.js'"
# a package in the current directory doesn't help a file elsewhere
mkdir -p other/node_modules/express && echo 'module.exports = "other"' > other/node_modules/express/index.js
(cd other && node ../app/server.js >log 2>&1) && fail "found in the current directory"
has "$(cd app && node -p "require.resolve.paths('express').join('\n')")" "app/node_modules"
# installed where the importing file stands
mkdir -p app/node_modules/express && echo 'module.exports = {}' > app/node_modules/express/index.js
echo '{"name":"express","main":"index.js"}' > app/node_modules/express/package.json
node app/server.js || fail "still not found"
node app/server.mjs || fail "still not found (ESM)"
has "$(cd app && node -e "console.log(require.resolve('express'))")" "app/node_modules/express/index.js"
