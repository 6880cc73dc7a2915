# needs: git
# A pre-receive hook plays the server's size check (limit 100 kB instead of 100 MB).
set -eu
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
fail() { echo "differs: $1"; exit 1; }
git init -q --bare o.git
mkdir -p o.git/hooks
cat > o.git/hooks/pre-receive <<'H'
#!/bin/sh
while read old new ref; do
  git rev-list --objects "$new" --not --all | git cat-file --batch-check='%(objecttype) %(objectsize) %(rest)' \
    | awk '$1 == "blob" && $2 > 100000 {print "File " $3 " exceeds the limit"; bad=1} END {exit bad}' >&2 || exit 1
done
H
chmod +x o.git/hooks/pre-receive
git init -q r; cd r; git symbolic-ref HEAD refs/heads/main; git remote add origin ../o.git
echo 1 > a; git add .; git commit -qm one; git push -q -u origin main
mkdir data; head -c 200000 /dev/zero > data/big.bin; echo 2 > b; git add .; git commit -qm two
git rm -q data/big.bin; echo 3 > c; git add .; git commit -qm "remove big file"
out=$(git push 2>&1) && fail "push went through"
case "$out" in *"exceeds the limit"*"(pre-receive hook declined)"*) ;; *) fail "$out";; esac
big() { git rev-list --objects origin/main..HEAD \
  | git cat-file --batch-check='%(objecttype) %(objectsize) %(rest)' \
  | awk '$1 == "blob"' | sort -k2 -n -r | head -1; }
[ "$(big)" = "blob 200000 data/big.bin" ] || fail "listing: $(big)"
git branch backup
git reset -q --soft origin/main; git commit -qm "Add import job"; git push -q || fail "still rejected"
[ -e b ] && [ -e c ] || fail "work lost"
# in the last commit only
mkdir -p data; head -c 200000 /dev/zero > data/big.bin; echo 4 > d; git add .; git commit -qm four
git push -q 2> /dev/null && fail "push of the last commit went through"
git rm -q --cached data/big.bin; echo data/big.bin >> .gitignore; git add .gitignore; git commit -q --amend --no-edit
git push -q || fail "amend did not help"; [ -e data/big.bin ] || fail "file gone from disk"
