# needs: git
set -eu
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
git init -q r; cd r; git symbolic-ref HEAD refs/heads/main; echo 1 > f; git add .; git commit -qm one
# a commit waiting in its editor holds the lock
cat > ../editor.sh <<'E'
#!/bin/sh
touch ../waiting; while [ ! -e ../go ]; do sleep 0.05; done; echo message > "$1"
E
chmod +x ../editor.sh; echo 2 > f
GIT_EDITOR=../editor.sh git commit -qa & pid=$!
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do [ -e ../waiting ] && break; sleep 0.05; done
out=$(git add f 2>&1) && { touch ../go; fail "lock not held"; }
has "$out" "/.git/index.lock': File exists."; has "$out" "Another git process seems to be running in this repository"
git --no-optional-locks status > /dev/null || fail "reading must work"
git worktree add -q ../task-2 -b task-2; (cd ../task-2; echo x > x; git add x; git commit -qm x) || fail "worktree has its own lock"
touch ../go; wait $pid; git log --format=%s -1 | grep -q message || fail "commit"
git add f || fail "lock left behind"
# stale lock
touch .git/index.lock; has "$(git add f 2>&1 || true)" "File exists"
rm -f "$(git rev-parse --git-path index.lock)"; git add f || fail "still locked"
# in a worktree the lock lies elsewhere
has "$(cd ../task-2; git rev-parse --git-path index.lock)" "/.git/worktrees/task-2/index.lock"
# broken index
echo 3 > f; echo x > .git/index; has "$(git status 2>&1 || true)" "index file smaller than expected"
rm -f "$(git rev-parse --git-path index)"; git reset -q; [ "$(git status --short)" = " M f" ] || fail "rebuild"
