# needs: git
set -eu
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
fail() { echo "differs: $1"; exit 1; }
git init -q r; cd r; git symbolic-ref HEAD refs/heads/main
echo 1 > f; git add f; git commit -qm one
msg=$(git reset --soft HEAD~1 2>&1) && fail "first commit could be reset"
case "$msg" in *"ambiguous argument 'HEAD~1': unknown revision or path not in the working tree."*) ;; *) fail "message: $msg";; esac
git update-ref -d HEAD
[ "$(git status --short)" = "A  f" ] || fail "first commit not undone"
git commit -qm one; one=$(git rev-parse HEAD)
echo 2 > f; git commit -qam two; two=$(git rev-parse HEAD)
git reset -q --soft HEAD~1
[ "$(git rev-parse HEAD)" = "$one" ] && [ "$(git status --short)" = "M  f" ] || fail "soft"
git reset -q --soft ORIG_HEAD
[ "$(git rev-parse HEAD)" = "$two" ] || fail "ORIG_HEAD"
git reset -q HEAD~1
[ "$(git status --short)" = " M f" ] && [ "$(cat f)" = 2 ] || fail "mixed"
git commit -qam two
git revert --no-edit HEAD > /dev/null
git diff --quiet HEAD~2 HEAD || fail "revert"
# a merge needs -m
git switch -qc side; echo s > s; git add s; git commit -qm side; git switch -q main; git merge -q --no-ff -m M side
msg=$(git revert --no-edit HEAD 2>&1) && fail "revert of a merge without -m"
case "$msg" in *"is a merge but no -m option was given"*) ;; *) fail "$msg";; esac
git revert --no-edit -m 1 HEAD > /dev/null; [ ! -e s ] || fail "revert -m 1"
