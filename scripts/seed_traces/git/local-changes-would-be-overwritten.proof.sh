# needs: git
set -eu
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C
git config --global user.name "Ada Example"; git config --global user.email ada@example.com; git config --global init.defaultBranch main
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no \"$2\" in: $1";; esac; }
hasnt() { case "$1" in *"$2"*) fail "\"$2\" in: $1";; esac; }
c() { printf "%s\n" "$2" > "$1"; git add "$1"; git commit -qm "$3"; }
git init -q --bare up.git; git clone -q up.git a 2> /dev/null; git clone -q up.git b 2> /dev/null
cd a; git symbolic-ref HEAD refs/heads/main; c app.py "$(seq 9)" one; git push -q -u origin main
cd ../b; git pull -q origin main; git branch -q -u origin/main; git config pull.rebase false
cd ../a; sed -i.bak 1s/1/one/ app.py; rm app.py.bak; git commit -qam two; c config.json theirs three; git push -q
cd ../b; echo mine > config.json; sed -i.bak 9s/9/nine/ app.py; rm app.py.bak; printf '# x\n' > other.txt
out=$(git pull 2>&1) && fail "pull passed"
has "$out" "error: Your local changes to the following files would be overwritten by merge:"
has "$out" "Please commit your changes or stash them before you merge."
out=$(git pull --rebase 2>&1) && fail "pull --rebase passed"; has "$out" "error: cannot pull with rebase: You have unstaged changes."
# the untracked file stops it as well: move it away
out=$(git pull --autostash 2>&1) && fail "pull over untracked passed"; has "$out" "The following untracked working tree files would be overwritten by merge:"
has "$(git show '@{upstream}:./config.json' | diff -u config.json - || true)" "+theirs"
grep -q nine app.py || fail "autostash lost the edit"
mv config.json config.json.mine
git pull -q --autostash > /dev/null 2>&1 || fail "pull --autostash"
grep -q one app.py && grep -q nine app.py || fail "both edits must be there"
[ -z "$(git stash list)" ] || fail "stash left over"
# checkout and switch --merge
git commit -qam mine; git switch -qc feature HEAD~1; sed -i.bak 5s/5/five/ app.py; git commit -qam f; git switch -q main
sed -i.bak 3s/3/three/ app.py
out=$(git switch feature 2>&1) && fail "switch passed"; has "$out" "overwritten by checkout:"; has "$out" "before you switch branches."
git switch -q --merge feature; grep -q three app.py && grep -q five app.py || fail "switch --merge"
git restore --staged --worktree -- app.py; grep -q three app.py && fail "restore" || true
