# needs: git node
# Dependencies are local folders packed by npm, so no network is needed.
set -eu
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
export npm_config_offline=true npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
for p in aa bb cc; do mkdir $p; echo "{\"name\":\"$p\",\"version\":\"1.0.0\"}" > $p/package.json; (cd $p; npm pack --silent > /dev/null 2>&1); done
git init -q r; cd r; git symbolic-ref HEAD refs/heads/main; cp ../*/*.tgz .; echo node_modules > .gitignore
lock() { npm install --package-lock-only --silent > /dev/null 2>&1 || fail "npm install --package-lock-only"; }
json() { printf '{\n  "name": "app",\n  "version": "1.0.0",\n  "dependencies": {\n%s\n  }\n}\n' "$1" > package.json; }
json '    "bb": "file:bb-1.0.0.tgz"'; lock; git add .; git commit -qm base; git branch feature
json '    "aa": "file:aa-1.0.0.tgz",
    "bb": "file:bb-1.0.0.tgz"'; lock; git commit -qam main
git switch -q feature
json '    "cc": "file:cc-1.0.0.tgz",
    "bb": "file:bb-1.0.0.tgz"'; lock; git commit -qam feature
out=$(git merge main 2>&1) && fail "no conflict"
has "$out" "CONFLICT (content): Merge conflict in package.json"
has "$out" "CONFLICT (content): Merge conflict in package-lock.json"
has "$(npm install --package-lock-only 2>&1 || true)" "EJSONPARSE"
json '    "aa": "file:aa-1.0.0.tgz",
    "bb": "file:bb-1.0.0.tgz",
    "cc": "file:cc-1.0.0.tgz"'
grep -q '<<<<<<<' package-lock.json || fail "no markers in the lockfile"
lock; l=$(cat package-lock.json); has "$l" '"node_modules/aa"'; has "$l" '"node_modules/cc"'   # npm merges by itself
grep -q '<<<<<<<' package-lock.json && fail "npm left markers"
git checkout -q --theirs package-lock.json
has "$(cat package-lock.json)" '"node_modules/aa"'       # merge on the branch: theirs is main's
lock; git add package.json package-lock.json; npm ci --silent > /dev/null 2>&1 || fail "npm ci"
[ -e node_modules/aa ] && [ -e node_modules/bb ] && [ -e node_modules/cc ] || fail "not all installed"
git commit -qm merged
# rebase: ours is main's
git switch -qc other 'HEAD^1'; git rebase main > /dev/null 2>&1 && fail "no conflict in rebase"
git checkout -q --ours package-lock.json; has "$(cat package-lock.json)" '"node_modules/aa"'; git rebase --abort
# merge driver
echo 'package-lock.json merge=ours-lock' > .git/info/attributes; git config merge.ours-lock.driver true
has "$(git merge main 2>&1 || true)" "package.json"; grep -q '<<<<<<<' package-lock.json && fail "driver left markers"; true
