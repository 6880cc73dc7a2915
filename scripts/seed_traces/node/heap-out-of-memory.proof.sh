# needs: node
set -eu
fail() { echo "differs: $1"; exit 1; }
ulimit -c 0
cat > build.js <<'E'
const kept = [];
for (let i = 0; i < 60; i++) kept.push(Array.from({ length: 100000 }, (_, k) => k + 0.5));
console.log("done");
E
rc=0; out=$(node --max-old-space-size=24 build.js 2>&1) || rc=$?
[ "$rc" = 134 ] || fail "exit code $rc"
case "$out" in *"FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"* \
  |*"FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript heap out of memory"*) ;; *) fail "message: $out";; esac
# a flag to the parent does not reach the child, NODE_OPTIONS does
limit='Math.round(v8.getHeapStatistics().heap_size_limit / 2 ** 20)'
echo 'console.log(require("child_process").execFileSync(process.execPath, ["-p", process.env.EXPR]).toString().trim())' > parent.js
export EXPR="$limit"
flag=$(node --max-old-space-size=333 parent.js); env=$(NODE_OPTIONS=--max-old-space-size=333 node parent.js); own=$(node -p "$limit")
[ "$flag" = "$own" ] || fail "flag inherited: $flag"
[ "$env" -ge 333 ] && [ "$env" -lt 900 ] || fail "NODE_OPTIONS in the child: $env"
[ "$(NODE_OPTIONS=--max-old-space-size=512 node build.js)" = done ] || fail "raised limit"
rc=0; node --max-old-space-size=24 --heapsnapshot-near-heap-limit=1 build.js > /dev/null 2>&1 || rc=$?
ls ./*.heapsnapshot > /dev/null 2>&1 || fail "no snapshot"
