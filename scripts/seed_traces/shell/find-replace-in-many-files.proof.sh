# needs: git
set -u
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C
git config --global user.name a; git config --global user.email a@example.com
fail() { echo "differs: $1"; exit 1; }
git init -q r && cd r || fail init
mkdir "with space" ignored; echo ignored/ > .gitignore
printf 'u = "http://old.example.com/api"; v = "http://oldXexampleXcom/api"\n' | tee app.py "with space/b.yaml" ignored/c.py > /dev/null
printf 'getUser(); getUsers(); log(x)\nBEGIN\n1\nEND\nrest\n' > a.js; printf '\0http://old.example.com/api' > bin.dat
git add .; git commit -qm one
out=$(echo x | sed 's/http://a/b/' 2>&1); case "$out" in *"unknown option to"*) ;; *) fail "sed: $out";; esac
# the careless form destroys the index
cp -r . ../bad; (cd ../bad; find . -type f -print0 | xargs -0 sed -i.bak 's/app/application/g'; git fsck 2>&1 | grep -q 'fatal: index file corrupt') || fail "sed over .git did no harm"
export OLD='http://old.example.com/api' NEW='https://new.example.com/v2?a=$1&b=/'
git grep -lzI -F -e "$OLD" | xargs -0 perl -pi -e 's/\Q$ENV{OLD}\E/$ENV{NEW}/g'
for f in app.py "with space/b.yaml"; do
  [ "$(cat "$f")" = 'u = "https://new.example.com/v2?a=$1&b=/"; v = "http://oldXexampleXcom/api"' ] || fail "$f: $(cat "$f")"
done
grep -q old.example ignored/c.py && [ -z "$(git diff --name-only -- bin.dat)" ] || fail "ignored or binary file changed"
[ -z "$(git grep -Ic -F "$OLD")" ] || fail "left over"
git grep -lzIw -e 'getUser' | xargs -0 perl -pi -e 's/\bgetUser\b/fetchUser/g'
git grep -lzI -E 'log\(' -- '*.js' | xargs -0 perl -pi -e 's/\blog\((\w+)\)/logger.info($1)/g'
git grep -lzI 'BEGIN' | xargs -0 perl -0777 -pi -e 's/BEGIN\n.*?\nEND\n//sg'
[ "$(cat a.js)" = "$(printf 'fetchUser(); getUsers(); logger.info(x)\nrest')" ] || fail "a.js: $(cat a.js)"
git restore .; [ -z "$(git status --short)" ] || fail "restore"
grep -rlZI -F --exclude-dir=.git --exclude-dir=node_modules -e "$OLD" . | xargs -0 perl -pi.bak -e 's/\Q$ENV{OLD}\E/$ENV{NEW}/g'
[ -e ignored/c.py.bak ] && grep -q new.example ignored/c.py || fail "grep form"
