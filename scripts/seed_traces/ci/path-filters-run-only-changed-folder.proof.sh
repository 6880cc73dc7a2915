# needs: git
set -eu
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C GITHUB_OUTPUT="$PWD/output"
git config --global user.name a; git config --global user.email a@example.com; git config --global init.defaultBranch main
fail() { echo "differs: $1"; exit 1; }
cat > step.sh <<'END'
if git cat-file -e "$BASE^{commit}" 2>/dev/null; then
  files=$(git -c core.quotePath=false diff --no-renames --name-only "$BASE" HEAD)
else
  files=$(git -c core.quotePath=false ls-files)      # new branch or force push: run everything
fi
for part in backend frontend; do
  if grep -qE "^($part/|\.github/workflows/)" <<< "$files"; then hit=true; else hit=false; fi
  echo "$part=$hit" | tee -a "$GITHUB_OUTPUT"
done
END
run() { : > "$GITHUB_OUTPUT"; BASE=$1 bash -e "$HOME/step.sh" > /dev/null; tr '\n' ' ' < "$GITHUB_OUTPUT"; }
is() { [ "$1" = "$2" ] || fail "got '$1', wanted '$2'"; }
git init -q r; cd r; mkdir -p backend frontend docs .github/workflows; c() { echo "$2" > "$1"; git add .; git commit -qm "$1"; }
c backend/a 1; c frontend/a 1; before=$(git rev-parse HEAD); c docs/a 1; is "$(run "$before")" "backend=false frontend=false "
before=$(git rev-parse HEAD); c backend/a 2; c docs/a 2; is "$(run "$before")" "backend=true frontend=false "
is "$(run 0000000000000000000000000000000000000000)" "backend=true frontend=true "       # new branch
is "$(run 1111111111111111111111111111111111111111)" "backend=true frontend=true "       # gone after a force push
# pull request: trial merge of a branch that is behind main; main's own change to backend/ doesn't count
git switch -qc pr; c frontend/a 2; git switch -q main; c backend/a 3; git switch -q --detach main; git merge -q --no-ff -m trial pr
is "$(run 'HEAD^1')" "backend=false frontend=true "
before=$(git rev-parse HEAD); c .github/workflows/ci.yml x; is "$(run "$before")" "backend=true frontend=true "
# a move out of a folder counts for both; a name that git would quote
c backend/long "$(seq 20)"; before=$(git rev-parse HEAD); git mv backend/long frontend/long; git commit -qm move
[ "$(git diff --name-only HEAD^ HEAD)" = frontend/long ] || fail "rename detection"
is "$(run "$before")" "backend=true frontend=true "
before=$(git rev-parse HEAD); c backend/größe.py 1; is "$(run "$before")" "backend=true frontend=false "
