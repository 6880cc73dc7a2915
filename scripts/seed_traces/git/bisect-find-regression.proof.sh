# needs: git
set -eu
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
top=$PWD; git init -q r; cd r; git symbolic-ref HEAD refs/heads/main
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do   # the value is wrong from 11 on; 7, 8 and 9 don't build
  echo "$i" > n; rm -f broken; case $i in 7|8|9) echo x > broken;; esac
  git add -A; git commit -qm "c$i"; [ $i != 1 ] || git tag v1.4.0
done
cat > "$top/check.sh" <<'END'
#!/bin/sh
[ ! -e broken ] || exit 125
[ "$(cat n)" -lt 11 ] || exit 1
END
sed 's/exit 125/exit 1/' "$top/check.sh" > "$top/naive.sh"; printf '#!/bin/sh\nexit 128\n' > "$top/dead.sh"; chmod +x "$top"/*.sh
run() { git bisect start HEAD v1.4.0 > /dev/null; git bisect run "$1" 2>&1 | sed "s/first 'bad' commit/first bad commit/; s/'good' revision/good revision/" || true; git bisect reset > /dev/null 2>&1; }
# symptom: a build failure counted as bad blames the wrong commit
out=$(run "$top/naive.sh"); has "$out" "is the first bad commit"
has "$out" "$(git rev-parse HEAD~9) is the first bad commit"          # c7
# the solution: 125
out=$(run "$top/check.sh"); has "$out" "$(git rev-parse HEAD~5) is the first bad commit"   # c11
has "$(run "$top/missing.sh")" "bogus exit code 127 for good revision"
has "$(run "$top/dead.sh")" "is < 0 or >= 128"
git bisect start --first-parent HEAD v1.4.0 -- n > /dev/null; git bisect log > "$top/log"; git bisect reset > /dev/null 2>&1
git bisect replay "$top/log" > /dev/null 2>&1 || fail replay; git bisect reset > /dev/null 2>&1
git checkout -q HEAD~5; "$top/check.sh" && fail "found commit passes"; git checkout -q HEAD~1; "$top/check.sh" || fail "parent fails"
