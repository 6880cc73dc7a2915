# needs: git
# GIT_TEST_ASSUME_DIFFERENT_OWNER is git's own test switch: it acts as if the directory belonged to someone else.
set -eu
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C
fail() { echo "differs: $1"; exit 1; }
git init -q srv/app; cd srv/app; p=$(git rev-parse --show-toplevel)
export GIT_TEST_ASSUME_DIFFERENT_OWNER=1
out=$(git status 2>&1) && fail "no error"
case "$out" in *"fatal: detected dubious ownership in repository at '$p'"*"git config --global --add safe.directory $p"*) ;; *) fail "$out";; esac
git -c safe.directory="$p" status > /dev/null || fail "-c"
GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0="$p" git status > /dev/null || fail "environment"
git config --file .git/config safe.directory '*'
git status > /dev/null 2>&1 && fail "the repository's own configuration was honoured"
v=$(git version | sed 's/[^0-9]*\([0-9]*\)\.\([0-9]*\).*/\1 \2/'); set -- $v
prefix=no; git -c safe.directory="${p%/*}/*" status > /dev/null 2>&1 && prefix=yes
if [ "$1" -gt 2 ] || [ "$2" -ge 46 ]; then want=yes; else want=no; fi
[ "$prefix" = "$want" ] || fail "leading path with /*: $prefix in $1.$2"
git config --global --add safe.directory "$p"
git status > /dev/null || fail "global entry"
git config --show-origin --get-all safe.directory | grep -q "$HOME/.gitconfig" || fail "origin"
