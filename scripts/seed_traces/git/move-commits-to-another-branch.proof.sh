# needs: git
set -eu
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
git init -q --bare o.git; git init -q r; cd r; git symbolic-ref HEAD refs/heads/main; git remote add origin ../o.git
echo 1 > f; git add .; git commit -qm one; git push -q -u origin main; git branch existing; base=$(git rev-parse HEAD)
for i in two three; do echo $i > $i; git add .; git commit -qm $i; done; tip=$(git rev-parse HEAD); echo edit >> f
has "$(git status -sb)" "## main...origin/main [ahead 2]"
has "$(git branch -f main origin/main 2>&1 || true)" "fatal: cannot force update the branch 'main'"
git fetch -q origin; git switch -q -c feature; git branch -q -f main origin/main; git push -q -u origin feature
[ "$(git rev-parse feature)" = "$tip" ] && [ "$(git rev-parse main)" = "$base" ] || fail "pointers"
has "$(git status --short)" " M f"
[ "$(git log --format=%s origin/main..feature | tr '\n' ' ')" = "three two " ] || fail "commits"
git branch -q -f main 'main@{1}'; [ "$(git rev-parse main)" = "$tip" ] || fail "undo"
# to an existing branch
git stash -q; git switch -q existing; git cherry-pick origin/main..main > /dev/null; git branch -q -f main origin/main; git stash pop -q
[ "$(git log --format=%s origin/main..existing | tr '\n' ' ')" = "three two " ] || fail "cherry-pick"
# reset --keep refuses to overwrite edits
git commit -qam edit; echo again >> f
out=$(git reset --keep HEAD~1 2>&1) && fail "--keep overwrote edits"; has "$out" "not uptodate"
git checkout -q f; git reset -q --keep HEAD~1; [ "$(cat f)" = 1 ] || fail "--keep"
# pushed: revert, then the later merge brings nothing back unless the commits are recreated
git switch -q main; git merge -q --ff-only feature; git push -q; git branch late main
git revert --no-edit "$base..main" > /dev/null; git push -q; [ ! -e two ] || fail revert
git merge -q late > /dev/null; [ ! -e two ] || fail "merge brought it back"
git switch -q late; GIT_COMMITTER_DATE="2030-01-01T00:00:00Z" git rebase -q --force-rebase "$base" late; git switch -q main; git merge -q -m m late; [ -e two ] || fail "recreated commits"
