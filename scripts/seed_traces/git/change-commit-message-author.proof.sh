# needs: git
set -eu
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C
git config --global user.name "Ada Example"; git config --global user.email ada@example.com; git config --global init.defaultBranch main
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no \"$2\" in: $1";; esac; }
hasnt() { case "$1" in *"$2"*) fail "\"$2\" in: $1";; esac; }
c() { printf "%s\n" "$2" > "$1"; git add "$1"; git commit -qm "$3"; }
git init -q r; cd r
git config user.email root@localhost; c a 1 one; c b 2 "typo mesage"; c d 3 three; git config user.email ada@example.com; c e 4 four
echo x >> a; out=$(git rebase -i HEAD~2 2>&1) && fail "rebase of a dirty tree"; has "$out" "error: cannot rebase: You have unstaged changes."; git restore a
tree=$(git rev-parse 'HEAD^{tree}')
# an older message, without an editor
id=$(git rev-parse HEAD~2); printf '%s\n' "Fix rounding in invoice total" > ../msg.txt
GIT_SEQUENCE_EDITOR="sed -i.bak -e '1s/^pick/reword/'" GIT_EDITOR="cp $HOME/msg.txt" git rebase -q -i "$id~1" > /dev/null 2>&1
[ "$(git log --format=%s | tr '\n' ,)" = "four,three,Fix rounding in invoice total,one," ] || fail "$(git log --format=%s)"
[ -z "$(git diff ORIG_HEAD HEAD)" ] || fail "content changed"
# the author of those with the wrong address only
git commit -q --amend --no-edit --author="Bob Example <bob@example.com>"
root=$(git rev-list --max-parents=0 HEAD)
git rebase -q --rebase-merges "$root" --exec '[ "$(git log -1 --format=%ae)" != "root@localhost" ] || git commit --amend --no-edit --author="Ada Example <ada@example.com>"' > /dev/null 2>&1
[ "$(git log --format=%ae | tr '\n' ,)" = "bob@example.com,ada@example.com,ada@example.com,root@localhost," ] || fail "$(git log --format=%ae)"
git rebase -q --rebase-merges "$root" --exec 'git commit --amend --no-edit --reset-author' > /dev/null 2>&1
[ "$(git log --format=%ae | tr '\n' ,)" = "ada@example.com,ada@example.com,ada@example.com,root@localhost," ] || fail "reset-author: $(git log --format=%ae)"
[ "$(git rev-parse 'HEAD^{tree}')" = "$tree" ] || fail "tree changed"
git commit -q --amend -m "Last"; [ "$(git log -1 --format=%s)" = Last ] || fail amend
git reset -q --soft 'HEAD@{1}'; [ "$(git log -1 --format=%s)" = four ] || fail "undo of amend"
echo "Ada Example <ada@example.com> <root@localhost>" > .mailmap; has "$(git shortlog -se HEAD)" "4	Ada Example <ada@example.com>"
