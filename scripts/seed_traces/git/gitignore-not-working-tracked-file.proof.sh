# needs: git
set -eu
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
fail() { echo "differs: $1"; exit 1; }
git init -q r; cd r; git symbolic-ref HEAD refs/heads/main
mkdir node_modules; echo x > node_modules/m.js; echo A=1 > .env; git add .; git commit -qm one
git clone -q . ../other; git clone -q . ../edited; echo A=9 > ../edited/.env
printf '.env\nnode_modules/\n' > .gitignore; git add .gitignore; git commit -qm ignore
echo A=2 > .env
[ "$(git status --short)" = " M .env" ] || fail "symptom: $(git status --short)"
git check-ignore -q .env && fail "check-ignore reported a tracked file"
[ "$(git check-ignore -v --no-index .env)" = ".gitignore:1:.env	.env" ] || fail no-index
[ "$(git ls-files -ci --exclude-standard | tr '\n' ' ')" = ".env node_modules/m.js " ] || fail "ls-files"
git ls-files -ciz --exclude-standard | xargs -0 git rm -q --cached --
git commit -qm "Stop tracking ignored files"
[ -z "$(git status --short)" ] && [ "$(cat .env)" = "A=2" ] && [ -e node_modules/m.js ] || fail "not mended"
[ -z "$(git ls-files -ci --exclude-standard)" ] || fail "still tracked"
[ "$(git check-ignore -v .env)" = ".gitignore:1:.env	.env" ] || fail "check-ignore"
# the others lose their copy
git -C ../other pull -q; [ ! -e ../other/.env ] || fail "pull kept the file"
out=$(git -C ../edited pull 2>&1) && fail "pull overwrote an edited file"
case "$out" in *"Your local changes to the following files would be overwritten by merge"*) ;; *) fail "$out";; esac
# patterns
mkdir -p dist sub/build/output; touch dist/keep.txt sub/build/output/x a.log
printf 'dist/\n!dist/keep.txt\nbuild/output\n*.log # logs\n' > .gitignore
git check-ignore -q dist/keep.txt || fail "re-included below an excluded folder"
git check-ignore -q sub/build/output/x && fail "anchored pattern matched deeper"
git check-ignore -q a.log && fail "inline comment was ignored"
printf 'dist/*\n!dist/keep.txt\n**/build/output\n' > .gitignore
git check-ignore -q dist/keep.txt && fail "still excluded"
git check-ignore -q sub/build/output/x || fail "**/"
