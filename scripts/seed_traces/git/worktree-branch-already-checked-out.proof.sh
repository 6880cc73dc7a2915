# needs: git
set -eu
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
fail() { echo "differs: $1"; exit 1; }
used() { case "$1" in *"'feature' is already used by worktree at '$2'"* | *"'feature' is already checked out at '$2'"*) ;; *) fail "message: $1";; esac; }
top=$(pwd -P); git init -q repo; cd repo; git symbolic-ref HEAD refs/heads/main; echo 1 > f; git add .; git commit -qm one; git branch feature
git worktree add -q ../repo-feature feature
used "$(git switch feature 2>&1 || true)" "$top/repo-feature"
used "$(git worktree add ../second feature 2>&1 || true)" "$top/repo-feature"
git branch -D feature > /dev/null 2>&1 && fail "deleted"
# what the rule prevents
git switch -q --ignore-other-worktrees feature; echo 2 > f; git commit -qam two
[ "$(git -C ../repo-feature status --short)" = "M  f" ] || fail "other worktree unaffected"
git switch -q main; git -C ../repo-feature reset -q --hard
# several tasks
for task in parser docs; do git worktree add -q "../repo-$task" -b "agent/$task" main; done
git worktree add -q --detach ../repo-look feature
# shared stash list, separate index
echo s > ../repo-parser/f; git -C ../repo-parser stash -q; [ "$(git -C ../repo-docs stash list | wc -l)" -eq 1 ] || fail "stash not shared"
# remove refuses with untracked files
echo u > ../repo-docs/u; git worktree remove ../repo-docs 2> /dev/null && fail "removed a dirty worktree"
rm ../repo-docs/u; git worktree remove ../repo-docs || fail remove
# deleted by hand
rm -rf ../repo-feature; git worktree list | grep -q prunable || fail prunable
used "$(git switch feature 2>&1 || true)" "$top/repo-feature"
git worktree prune -v > /dev/null 2>&1; git switch -q feature || fail "after prune"
# moved by hand
mv ../repo-parser ../moved; git worktree repair ../moved > /dev/null; git worktree list | grep -q "$top/moved" || fail repair
