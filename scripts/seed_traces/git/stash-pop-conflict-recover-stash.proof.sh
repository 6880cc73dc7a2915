# needs: git
set -eu
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C
git config --global user.name "Ada Example"; git config --global user.email ada@example.com; git config --global init.defaultBranch main
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no \"$2\" in: $1";; esac; }
hasnt() { case "$1" in *"$2"*) fail "\"$2\" in: $1";; esac; }
c() { printf "%s\n" "$2" > "$1"; git add "$1"; git commit -qm "$3"; }
git init -q r; cd r; c app.py 1 one; c b 1 two; c keep 1 keep
echo stashed > app.py; echo stashed > b; echo u > new.txt; git stash push -q -u -m "my work"; [ ! -e new.txt ] || fail "untracked not stashed"
echo exists > new.txt; out=$(git stash pop 2>&1) && fail "pop over untracked"
has "$out" "new.txt already exists, no checkout"; has "$out" "error: could not restore untracked files from stash"
has "$(git stash show -p --include-untracked 'stash@{0}')" "+u"; [ "$(git show 'stash@{0}^3:new.txt')" = u ] || fail "^3"
rm new.txt; git reset -q --hard; c app.py upstream three; echo local > keep
out=$(git stash pop 2>&1) && fail "no conflict"
has "$out" "CONFLICT (content): Merge conflict in app.py"; has "$out" "The stash entry is kept in case you need it again."
has "$(cat app.py)" "<<<<<<< Updated upstream"; has "$(cat app.py)" ">>>>>>> Stashed changes"; has "$(git stash list)" "my work"
has "$(git stash pop 2>&1 || true)" "app.py: needs merge"
# back to the state before; the edit of another file stays
git reset -q --merge; [ -e new.txt ] || fail "untracked file went with reset --merge"; has "$(git stash pop 2>&1 || true)" "new.txt already exists, no checkout"; git reset -q --merge; [ "$(cat app.py)" = upstream ] && [ "$(cat b)" = 1 ] && [ "$(cat keep)" = local ] || fail "reset --merge: $(cat app.py b keep)"
rm -f new.txt
# resolve
git stash pop > /dev/null 2>&1 && fail "second pop"; git checkout -q --theirs -- app.py; git add app.py; git restore --staged .
[ "$(cat app.py)" = stashed ] && [ -z "$(git diff --check)" ] || fail resolve
out=$(git stash drop); has "$out" "Dropped refs/stash@{0} ("; git reset -q --hard; rm -f new.txt
has "$(git stash pop 2>&1 || true)" "No stash entries found."
# recover
out=$(git fsck --no-reflogs --unreachable 2> /dev/null | awk '$2 == "commit" {print $3}' | xargs git log --no-walk --merges --date=iso --format='%h %cd %s' --grep='^WIP on' --grep='^On ')
has "$out" "On main: my work"; id=$(printf '%s\n' "$out" | awk '/my work/ {print $1}')
git stash store -m "recovered" "$id"; has "$(git stash list)" "recovered"
git stash branch my-stash 'stash@{0}' > /dev/null 2>&1 || fail "stash branch"; [ "$(cat app.py)" = stashed ] && [ "$(cat new.txt)" = u ] || fail "content"
