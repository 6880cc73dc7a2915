# needs: git
set -eu
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
git init -q --bare o.git; git --git-dir=o.git symbolic-ref HEAD refs/heads/main
git init -q a; cd a; git symbolic-ref HEAD refs/heads/main; git remote add origin ../o.git
echo 1 > f; git add f; git commit -qm one; git push -q -u origin main; git clone -q ../o.git ../b
echo 2 > g; git add g; git commit -qm theirs; git push -q
cd ../b; echo 3 > h; git add h; git commit -qm mine
has "$(git push 2>&1 || true)" "main -> main (fetch first)"
git fetch -q; has "$(git push 2>&1 || true)" "main -> main (non-fast-forward)"
has "$(git pull 2>&1 || true)" "fatal: Need to specify how to reconcile divergent branches."
has "$(git pull --ff-only 2>&1 || true)" "fatal: Not possible to fast-forward, aborting."
both=$(git log --format='%m %s' --left-right 'HEAD...@{u}'); has "$both" "< mine"; has "$both" "> theirs"
git config rebase.autoStash true; echo wip >> f
git pull -q --rebase; git push -q
[ "$(git status -sb | head -1)" = "## main...origin/main" ] || fail "$(git status -sb)"
has "$(cat f)" wip; git checkout -q f
has "$(git log --format=%s origin/main)" theirs; has "$(git log --format=%s origin/main)" mine
# own amend: replace with lease
git commit -q --amend -m mine2; has "$(git push 2>&1 || true)" "(non-fast-forward)"
git push -q --force-with-lease --force-if-includes origin HEAD
# somebody pushes, a background fetch happens: plain lease would pass, force-if-includes refuses
cd ../a; git pull -q --rebase; echo 4 > i; git add i; git commit -qm late; git push -q
cd ../b; git commit -q --amend -m mine3; git fetch -q
git push -n -q --force-with-lease origin HEAD 2>/dev/null || fail "lease alone was expected to pass after a fetch"
out=$(git push --force-with-lease --force-if-includes origin HEAD 2>&1) && fail "force-if-includes passed"
has "$out" "[rejected]"
