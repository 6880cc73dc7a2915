# needs: git
set -eu
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C GIT_EDITOR=true GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
git init -q r; cd r; git symbolic-ref HEAD refs/heads/main
echo base > app.py; git add .; git commit -qm base; git switch -qc feature
for i in 1 2 3; do echo "f$i" > app.py; git commit -qam "f$i"; done
git switch -q main; echo m > app.py; git commit -qam m; git switch -q feature; git branch backup
has "$(git rebase main 2>&1 || true)" "CONFLICT (content): Merge conflict in app.py"
git checkout -q --ours app.py; [ "$(cat app.py)" = m ] || fail "ours is not main"
git checkout -q --theirs app.py; [ "$(cat app.py)" = f1 ] || fail "theirs is not the own commit"
git add app.py; echo r1 > app.py; git add app.py
has "$(git rebase --continue 2>&1 || true)" "CONFLICT"      # the next commit conflicts again
git rebase --abort
# rerere
git config rerere.enabled true
git rebase main > /dev/null 2>&1 || true; echo r1 > app.py; git add app.py; git rebase --continue > /dev/null 2>&1 || true; git rebase --abort
out=$(git rebase main 2>&1 || true); has "$out" "Resolved 'app.py' using previous resolution."
[ "$(cat app.py)" = r1 ] && [ "$(git status --short)" = "UU app.py" ] || fail "rerere: $(git status --short)"
git rerere forget app.py > /dev/null 2>&1; git checkout -q --conflict=merge app.py; grep -q '<<<<<<<' app.py || fail "markers not back"
git rebase --abort
# squash first: one conflict
git reset -q --soft "$(git merge-base main HEAD)"; git commit -qm squashed
git rebase main > /dev/null 2>&1 && fail "no conflict"
echo final > app.py; git add app.py; git rebase --continue > /dev/null 2>&1 || fail "second conflict after squash"
git range-diff main backup HEAD > /dev/null || fail range-diff
# -X theirs: own branch wins
git switch -q backup; git rebase -q -X theirs main || fail "-X theirs"; [ "$(cat app.py)" = f3 ] || fail "-X theirs content"
