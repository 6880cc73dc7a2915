# needs: git
set -eu
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C
git config --global user.name "Ada Example"; git config --global user.email ada@example.com; git config --global init.defaultBranch main
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no \"$2\" in: $1";; esac; }
hasnt() { case "$1" in *"$2"*) fail "\"$2\" in: $1";; esac; }
c() { printf "%s\n" "$2" > "$1"; git add "$1"; git commit -qm "$3"; }
git init -q r; cd r; mkdir -p src/models; c src/userCard.tsx old one; c src/models/a 1 two
# Linux shows what the others get; the state in which a case-insensitive machine leaves the index is made by hand
pairs() { git ls-tree -r -t --name-only HEAD | LC_ALL=C sort -f | LC_ALL=C uniq -di; }
git mv -f src/userCard.tsx src/UserCard.tsx; git commit -qm "Rename userCard.tsx to UserCard.tsx"
[ "$(git ls-files | grep -i usercard)" = src/UserCard.tsx ] || fail "git mv"; [ -z "$(pairs)" ] || fail "no pairs yet"
git mv src/models src/models-tmp; git mv src/models-tmp src/Models; git commit -qm "Rename folder"
[ "$(git ls-files | grep -i models)" = src/Models/a ] || fail "folder"
# both spellings committed
id=$(echo old | git hash-object -w --stdin)
git update-index --add --cacheinfo "100644,$id,src/userCard.tsx" --cacheinfo "100644,$id,src/models/b"; git commit -qm both
out=$(pairs); has "$(printf '%s' "$out" | tr 'A-Z' 'a-z')" "src/models"; has "$(printf '%s' "$out" | tr 'A-Z' 'a-z')" "src/usercard.tsx"
git rm -q --cached src/userCard.tsx src/models/b; git commit -qm "Remove duplicate"
[ -z "$(pairs)" ] && [ -e src/UserCard.tsx ] || fail "after removal: $(pairs)"
# a change of case on disk alone: with core.ignoreCase=false git sees two names
git config core.ignoreCase false; cp src/UserCard.tsx src/usercard.tsx; git add .; git commit -qm again; has "$(pairs)" "ard.tsx"
