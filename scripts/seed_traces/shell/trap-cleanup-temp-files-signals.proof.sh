# A script without traps leaves its child and directory; the one of the trace cleans up on TERM, on an error and at the end.
fail() { echo "differs: $*"; exit 1; }
here=$(cd "$(dirname "$0")" && pwd)
awk '/^```bash/ { n++; next } /^```/ { inside = 0 } { if (n == 1 && !done) print } /^wait "\$!"$/ { done = 1 }' "$here/trap-cleanup-temp-files-signals.md" |
  sed -e '/^python3 -m http/s/.*/sleep 301 \&/' -e 's/^work=\$(mktemp -d)$/work=$(mktemp -d); echo "$work" > where/' \
      -e 's/^pids+=.*/&; echo "$!" >> children/' > good.sh
bash -n good.sh && grep -q '^trap cleanup EXIT' good.sh || fail "the trace's script wasn't found"
printf 'work=$(mktemp -d); echo "$work" > where\nsleep 300 & echo "$!" >> children\nwait "$!"\nrm -rf "$work"\n' > bad.sh
alive() { local n=0; for pid in $(cat children); do kill -0 "$pid" 2> /dev/null && n=$((n + 1)); done; echo "$n"; }
start() { rm -f where children; bash "$1" > /dev/null 2>&1 & script=$!; for _ in {1..50}; do [ -s children ] && [ "$(wc -l < children)" -ge "$2" ] && break; sleep 0.02; done; }
start bad.sh 1
kill -TERM "$script"; wait "$script" 2> /dev/null
[ "$(alive)" -eq 1 ] && [ -d "$(cat where)" ] || fail "without a trap nothing was left"
kill $(cat children); rmdir "$(cat where)"
start good.sh 2
[ "$(alive)" -eq 2 ] || fail "children: $(alive)"
kill -TERM "$script"; wait "$script" 2> /dev/null; code=$?
[ "$code" -eq 143 ] || fail "exit code $code"
[ "$(alive)" -eq 0 ] && [ ! -d "$(cat where)" ] || fail "left after TERM: $(alive)"
sed 's/^sleep 300 .*/false/' good.sh > error.sh
rm -f where children; bash error.sh 2> /dev/null; code=$?
[ "$code" -eq 1 ] && [ "$(alive)" -eq 0 ] && [ ! -d "$(cat where)" ] || fail "after an error: $code"
sed 's/^sleep 300 .*/true \&/' good.sh > end.sh
rm -f where children; bash end.sh; code=$?
[ "$code" -eq 0 ] && [ "$(alive)" -eq 0 ] && [ ! -d "$(cat where)" ] || fail "at the end: $code"
if command -v dash > /dev/null; then
  dash -c 'trap "echo ran > trapped" EXIT; echo x > up; sleep 0.3 & wait' & pid=$!
  for _ in {1..50}; do [ -s up ] && break; sleep 0.02; done
  kill -TERM $pid; wait $pid 2> /dev/null
  [ ! -e trapped ] || fail "dash ran the EXIT trap on TERM"
fi
