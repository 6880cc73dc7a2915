set -u
export LC_ALL=C
fail() { echo "differs: $1"; exit 1; }
step() { printf '%s\n' "$1" > step.sh; bash -e step.sh > out 2>&1; }                            # a step without shell:
strict() { printf '%s\n' "$1" > step.sh; bash --noprofile --norc -eo pipefail step.sh > out 2>&1; }   # shell: bash
echo nothing > notes.txt; mkdir -p src; echo x > src/a.py
# symptom: status 1 and not a word
for line in 'grep -q TODO src/*.py' 'i=0; ((i++))' 'count=$(grep -c TODO notes.txt)' '[ -f extra.sh ] && . ./extra.sh' 'read x < /dev/null'; do
  step "$line"; rc=$?; [ $rc = 1 ] && [ ! -s out ] || fail "$line: $rc $(cat out)"
done
# the trap names it
step 'set -Eeuo pipefail
trap '\''echo "::error::exit $? at line $LINENO: $BASH_COMMAND"'\'' ERR
f() {
  grep -q TODO notes.txt
}
f'
grep -q '::error::exit 1 at line 4: grep -q TODO notes.txt' out || fail "trap: $(cat out)"
# the cures pass
printf 'a\n' > expected.txt; printf 'b\n' > actual.txt
strict 'if grep -q TODO src/*.py; then echo "TODO found"; fi
count=$(grep -c TODO notes.txt || true)
i=0; i=$((i + 1))                              # not ((i++))
diff -u expected.txt actual.txt > changes.diff || [ $? -eq 1 ]   # 2 is still an error
if [ -f extra.sh ]; then . ./extra.sh; fi
echo "end $count"' || fail "cures: $(cat out)"
grep -q '^end 0$' out || fail "cures: $(cat out)"
strict 'diff -u expected.txt missing.txt > changes.diff || [ $? -eq 1 ]' && fail "status 2 passed"
# tee hides the status without pipefail
step 'false 2>&1 | tee test.log' || fail "no pipefail should pass"
strict 'false 2>&1 | tee test.log' && fail "pipefail should fail"
exit 0
