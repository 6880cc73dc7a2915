# needs: git
set -eu
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C
git config --global user.name "Ada Example"; git config --global user.email ada@example.com; git config --global init.defaultBranch main
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no \"$2\" in: $1";; esac; }
hasnt() { case "$1" in *"$2"*) fail "\"$2\" in: $1";; esac; }
c() { printf "%s\n" "$2" > "$1"; git add "$1"; git commit -qm "$3"; }
git init -q --bare up.git; git clone -q up.git r 2> /dev/null; cd r; git symbolic-ref HEAD refs/heads/main
c base 0 base; git push -q -u origin main; git switch -qc feature
c a 1 "Add export"; first=$(git rev-parse --short HEAD); c a 2 wip; c a 3 "fix test"; git push -q -u origin feature
git switch -q main; c other "$(seq 50 60)" "work of others"; git push -q; git switch -q feature; git merge -q -m merge main; c m 1 more
# symptom: squash in the first line
out=$(GIT_SEQUENCE_EDITOR="sed -i.bak -e '1s/^pick/squash/'" git rebase -i HEAD~1 2>&1) && fail "squash without previous"
has "$out" "error: cannot 'squash' without a previous commit"; git rebase --abort
# reset --soft
git branch backup-feature; git fetch -q origin
git reset -q --soft "$(git merge-base origin/main HEAD)"; git commit -qm "Add invoice export"
[ "$(git rev-list --count origin/main..HEAD)" = 1 ] || fail "not one commit"
[ -z "$(git diff backup-feature HEAD)" ] || fail "content differs"
[ -e other ] || fail "took back the work of others"
out=$(git push origin feature 2>&1) && fail "plain push passed"; has "$out" "[rejected]"; has "$out" "(non-fast-forward)"
git push -q --force-with-lease origin feature || fail "force-with-lease"
# the danger that the trace names: reset --soft origin/main from a branch that lacks main's new commit
git switch -q --detach "$first"; git reset -q --soft origin/main; has "$(git status --short)" "D  other"; git reset -q --hard
# fixup and autosquash
git switch -qc auto origin/main; c x 1 "Add x"; id=$(git rev-parse --short HEAD); c y 1 "Add y"; echo 2 > x; git add x; git commit -q --fixup="$id"
GIT_SEQUENCE_EDITOR=true git rebase -q -i --autosquash "$(git merge-base origin/main HEAD)" > /dev/null 2>&1
[ "$(git log --format=%s origin/main..HEAD | tr '\n' ,)" = "Add y,Add x," ] || fail autosquash; [ "$(git show HEAD~1:x)" = 2 ] || fail "fixup content"
# merge --squash
git switch -q main; git merge -q --squash auto > /dev/null; git commit -qm "Add invoice export"; [ "$(git rev-list --count origin/main..HEAD)" = 1 ] || fail "merge --squash"
has "$(git branch -d auto 2>&1 || true)" "not fully merged"; git branch -q -D auto
