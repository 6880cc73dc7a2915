# needs: node
set -eu
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
out=$(node -e 'require("crypto").createHash("md4")' 2>&1) && fail "md4 is there without the legacy provider"
has "$out" "error:0308010C:digital envelope routines::unsupported"
has "$out" "code: 'ERR_OSSL_EVP_UNSUPPORTED'"
has "$out" "error:03000086:digital envelope routines::initialization error"
h=$(node --openssl-legacy-provider -p 'require("crypto").createHash("md4").update("x").digest("hex")')
[ ${#h} = 32 ] || fail "legacy provider: $h"
# through the environment it reaches child processes, as npm scripts are
echo 'require("child_process").execFileSync(process.execPath, ["-e", "require(\"crypto\").createHash(\"md4\")"]); console.log("built")' > build.js
[ "$(NODE_OPTIONS=--openssl-legacy-provider node build.js)" = built ] || fail NODE_OPTIONS
node -e 'require("crypto").createHash("sha256"); require("crypto").createHash("md5")' || fail "sha256 and md5"
