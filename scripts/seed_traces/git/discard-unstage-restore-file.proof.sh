# needs: git
set -eu
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C
git config --global user.name "Ada Example"; git config --global user.email ada@example.com; git config --global init.defaultBranch main
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no \"$2\" in: $1";; esac; }
hasnt() { case "$1" in *"$2"*) fail "\"$2\" in: $1";; esac; }
c() { printf "%s\n" "$2" > "$1"; git add "$1"; git commit -qm "$3"; }
git init -q r; cd r; echo 1 > app.py; git add app.py
has "$(git restore --staged app.py 2>&1 || true)" "fatal: could not resolve HEAD"; git rm -q --cached app.py; [ "$(git status --short)" = "?? app.py" ] || fail "rm --cached"
c app.py 1 one; mkdir src; c src/x 1 two; git switch -qc feature; c app.py feature three; c src/y 1 four; git switch -q main
has "$(git restore notes.txt 2>&1 || true)" "error: pathspec 'notes.txt' did not match any file(s) known to git"
echo edit > app.py; git add app.py; git restore --staged app.py; [ "$(git status --short)" = " M app.py" ] && [ "$(cat app.py)" = edit ] || fail unstage
git add app.py; echo more > app.py; git restore app.py; [ "$(cat app.py)" = edit ] || fail "back to the staged version"
git restore --staged :/; git restore --staged --worktree app.py; [ -z "$(git status --short)" ] || fail "back to HEAD"
git restore --source=feature -- app.py; [ "$(cat app.py)" = feature ] && [ "$(git status --short)" = " M app.py" ] || fail "from branch"
[ -z "$(git diff feature -- app.py)" ] || fail "differs from branch"; git restore app.py
# folder: without --overlay, files that the source lacks are deleted
c src/z 1 five; git restore --source=feature --overlay -- src; [ -e src/z ] && [ -e src/y ] || fail overlay
git restore --source=feature -- src; [ ! -e src/z ] || fail "no overlay"; git restore src; rm -f src/y
# deleted in an old commit
git rm -q app.py; git commit -qm del; c n "$(seq 50 60)" six; id=$(git log --diff-filter=D --format=%h -- app.py); git restore --source="$id~1" -- app.py; [ "$(cat app.py)" = 1 ] || fail deleted; rm app.py
# lost, but once staged
echo "precious text" > lost; git add lost; git rm -q -f --cached lost; rm lost
git fsck --lost-found > /dev/null 2>&1; has "$(grep -l "precious text" .git/lost-found/other/*)" lost-found
# conflict
git switch -q feature; c n feature seven; git switch -q main; git merge feature > /dev/null 2>&1 && fail "no conflict"
has "$(git restore n 2>&1 || true)" "error: path 'n' is unmerged"; git restore --theirs n; [ "$(cat n)" = feature ] || fail theirs
