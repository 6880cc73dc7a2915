# needs: git
set -eu
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
git config --global protocol.file.allow always   # local paths as submodule URLs, for this test only
git config --global init.defaultBranch main
for r in lib sup; do git init -q --bare $r.git; git clone -q $r.git $r 2>/dev/null; done
top=$PWD
cd lib; echo 1 > l; git add .; git commit -qm one; git push -q origin HEAD:main
cd ../sup; git submodule --quiet add "$top/lib.git" vendor/lib; git commit -qm sub; git push -q origin HEAD:main
cd ..; git clone -q sup.git c; cd c
[ -z "$(ls vendor/lib)" ] || fail "not empty"
[ "$(git submodule status | cut -c1)" = "-" ] || fail "status without -"
git submodule --quiet update --init --recursive
[ -e vendor/lib/l ] && [ "$(git submodule status | cut -c1)" = " " ] || fail "update --init"
has "$(git -C vendor/lib status)" "HEAD detached at"
# unpushed submodule commit
cd vendor/lib; git switch -q -c fix; echo 2 > l; git commit -qam two; cd ../..
[ "$(git submodule status | cut -c1)" = "+" ] || fail "status without +"
git add vendor/lib; git commit -qm "Use fix"
has "$(git push --recurse-submodules=check 2>&1 || true)" "not be found on any remote"
git push -q --recurse-submodules=no origin HEAD:main
has "$(git clone --recurse-submodules ../sup.git ../c2 2>&1 || true)" "but it did not contain"
git -C vendor/lib push -q -u origin fix
git push -q --recurse-submodules=check origin HEAD:main
rm -rf ../c2; git clone -q --recurse-submodules ../sup.git ../c2; [ "$(cat ../c2/vendor/lib/l)" = 2 ] || fail "recurse clone"
# pull carries the submodule along
git -C ../sup config submodule.recurse true; git -C ../sup pull -q origin main; [ "$(cat ../sup/vendor/lib/l)" = 2 ] || fail "submodule.recurse"
