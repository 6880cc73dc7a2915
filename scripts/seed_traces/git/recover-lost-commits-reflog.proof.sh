# needs: git
set -eu
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
fail() { echo "differs: $1"; exit 1; }
git init -q r; cd r; git symbolic-ref HEAD refs/heads/main
for i in one two three; do echo $i > f; git add f; git commit -qm $i; done
tip=$(git rev-parse HEAD)
git reset --hard HEAD~2 | grep -q 'HEAD is now at' || fail "reset message"
[ -z "$(git log --oneline --all | grep three || true)" ] || fail "commit still listed"
git branch rescue 'HEAD@{1}'
[ "$(git rev-parse rescue)" = "$tip" ] || fail "reflog HEAD@{1}"
# deleted branch, found through HEAD's reflog
git switch -qc feature; echo four > g; git add g; git commit -qm four; four=$(git rev-parse HEAD); git switch -q main
git branch -D feature | grep -q 'Deleted branch feature (was ' || fail "branch -D message"
below=$(git reflog --format='%H %gs' | grep -A1 'moving from feature to' | tail -1 | cut -d' ' -f1)
[ "$below" = "$four" ] || fail "entry below 'moving from feature'"
git branch feature "$below"
# dropped stash, found with fsck
echo wip > f; git stash -q; git stash drop | grep -q 'Dropped refs/stash@{0}' || fail "stash drop message"
id=$(git fsck --unreachable --no-reflogs 2>/dev/null | awk '$2 == "commit" {print $3}' \
  | git log --stdin --no-walk --reverse --date=iso --format='%h %cd %s' | grep 'WIP on main' | cut -d' ' -f1)
git stash apply -q "$id"; [ "$(cat f)" = wip ] || fail "stash not restored"
git checkout -q -- f
# staged only
echo staged-only > s; git add s; git reset -q --hard; [ ! -e s ] || fail "reset kept s"
git fsck --lost-found > /dev/null 2>&1; grep -rqx staged-only .git/lost-found/other || fail "lost-found"
# rebase: one entry in the branch's reflog
git switch -q feature; old=$(git rev-parse feature); git rebase -q rescue; [ "$(git rev-parse 'feature@{1}')" = "$old" ] || fail "feature@{1}"
