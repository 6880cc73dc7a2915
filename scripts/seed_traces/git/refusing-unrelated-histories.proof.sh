# needs: git
set -eu
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
top=$PWD; M="fatal: refusing to merge unrelated histories"
git init -q r; cd r; git symbolic-ref HEAD refs/heads/main; echo hi > README.md; git add .; git commit -qm readme
git config receive.denyCurrentBranch ignore; cd ..
git init -q l; cd l; git symbolic-ref HEAD refs/heads/main; echo x > app; git add .; git commit -qm app
git remote add origin ../r; git fetch -q
git merge-base HEAD origin/main && fail "merge-base found"
has "$(git merge origin/main 2>&1 || true)" "$M"
has "$(git pull --no-rebase origin main 2>&1 || true)" "$M"
git branch copy
git rebase -q origin/main && git push -q -u origin main
git merge-base HEAD origin/main > /dev/null && [ -e README.md ] && [ -e app ] || fail "rebase"
git switch -q copy; git merge -q --allow-unrelated-histories -m join origin/main~1; [ -e README.md ] || fail "allow"
# shallow clone
cd "$top"; git init -q s; cd s; git symbolic-ref HEAD refs/heads/main
echo 1 > f; git add .; git commit -qm 1; git branch topic; echo 2 > f; git commit -qam 2
git switch -q topic; echo t > t; git add .; git commit -qm t; git switch -q main; cd ..
git clone -q --depth 1 --no-single-branch "file://$top/s" c; cd c
[ "$(git rev-parse --is-shallow-repository)" = true ] || fail "not shallow"
has "$(git merge origin/topic 2>&1 || true)" "$M"
git fetch -q --unshallow origin; git merge -q -m ok origin/topic; [ -e t ] || fail "unshallow"
