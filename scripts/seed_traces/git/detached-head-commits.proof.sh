# needs: git
set -eu
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
git init -q --bare o.git; git init -q r; cd r; git symbolic-ref HEAD refs/heads/main
echo 1 > f; git add f; git commit -qm one; git tag v1; git remote add origin ../o.git; git push -q -u origin main
has "$(git checkout v1 2>&1)" "You are in 'detached HEAD' state."
echo 2 > g; git add g; git commit -qm two; id=$(git rev-parse HEAD)
has "$(git status -sb)" "## HEAD (no branch)"
has "$(git push 2>&1 || true)" "fatal: You are not currently on a branch."
has "$(git switch main 2>&1)" "Warning: you are leaving 1 commit behind, not connected to"
[ -z "$(git branch --contains "$id")" ] || fail "a branch contains the commit"
below=$(git reflog --format='%H %gs' | grep -A1 'moving from .* to main' | sed -n 2p | cut -d' ' -f1)
[ "$below" = "$id" ] || fail "reflog entry below"
git branch my-branch "$id"; has "$(git branch --contains "$id")" my-branch
# still detached: switch -c takes committed and uncommitted work along
git switch -q --detach v1; echo 3 > h; git add h; git commit -qm three; echo wip >> f
git switch -q -c second; has "$(git status -sb)" "## second"; has "$(git status -s)" " M f"
git push -q -u origin second || fail push
git checkout -q f
# onto main
git switch -q --detach v1; echo 4 > i; git add i; git commit -qm four; git branch tmp; git switch -q main
echo 5 > j; git add j; git commit -qm five; git cherry-pick main..tmp > /dev/null; git branch -q -D tmp
[ -e i ] && [ -e j ] || fail "cherry-pick"
has "$(git switch v1 2>&1 || true)" "a branch is expected"
