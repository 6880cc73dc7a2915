# needs: git
set -eu
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
git init -q r; cd r; git symbolic-ref HEAD refs/heads/main; git config core.autocrlf false
printf 'a\r\nb\r\nc\r\n' > app.py; git add .; git commit -qm one
printf 'a\nb\nc\n' > app.py
has "$(git diff --stat)" "3 insertions(+), 3 deletions(-)"
[ -z "$(git diff --ignore-cr-at-eol --stat)" ] || fail "ignore-cr-at-eol"
has "$(git ls-files --eol app.py)" "i/crlf  w/lf"
git checkout -q app.py; git switch -qc feature; printf 'a\r\nB\r\nc\r\n' > app.py; git commit -qam B; git switch -q main
printf '* text=auto\n*.sh text eol=lf\n*.bat text eol=crlf\n*.png binary\n' > .gitattributes
printf 'x\r\n' > new.py; w=$(git add new.py 2>&1)
case "$w" in *"in the working copy of 'new.py', CRLF will be replaced by LF the next time Git touches it"* \
  |*"CRLF will be replaced by LF in new.py"*) ;; *) fail "warning: $w";; esac
git rm -q -f new.py
git add .gitattributes; git add --renormalize .
git commit -qm "Normalize line endings"
[ -z "$(git ls-files --eol | grep -E '^i/(crlf|mixed)' || true)" ] || fail "not normalized"
git rev-parse HEAD >> .git-blame-ignore-revs; git config blame.ignoreRevsFile .git-blame-ignore-revs
has "$(git blame -s --root app.py | head -1)" "$(git rev-parse --short=7 HEAD~1)"
# branches begun before conflict, unless -X renormalize
git switch -q feature; git rm -r -q --cached .; git reset -q --hard
git merge -q main > /dev/null 2>&1 && fail "no conflict without renormalize"; git merge --abort
git merge -q -X renormalize -m m main > /dev/null || fail "merge -X renormalize"
has "$(git ls-files --eol app.py)" "i/lf"
git rm -r -q --cached .; git reset -q --hard
sed -i.bak 's/a/A/' app.py; rm app.py.bak; has "$(git diff --stat)" "1 insertion(+), 1 deletion(-)"
